#!/usr/bin/env python3
"""What the kernel is asked for a token: strace's counts of the framework's live path and of a bare
epoll loop, beside each other, against `lab mock` on loopback.

    tools/bench/syscalls.py BUILD                # BUILD holds lab and stream_client
    tools/bench/syscalls.py BUILD --streams 1 64 --requests 2 --tokens 300

Tracing slows the client down, so at many streams two events may come in one read: the last column
says how many did. Needs strace and the right to trace.
"""

import argparse
import re
import subprocess
import sys
import tempfile

WAITS = ("epoll_wait", "epoll_pwait", "epoll_pwait2")
READS = ("read", "recvfrom", "recvmsg", "readv")


def start_mock(build: str, *flags: str) -> tuple[subprocess.Popen, str]:
    """The server and its port."""
    mock = subprocess.Popen([f"{build}/lab", "mock", "--port", "0", *flags],
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    line = mock.stdout.readline()
    found = re.search(r":(\d+)\s*$", line)
    if found is None:
        mock.kill()
        sys.exit(f"syscalls.py: {build}/lab mock did not say where it listens: {line!r}")
    return mock, found[1]


def count_calls(report: str) -> dict[str, int]:
    """Name and number of each row of `strace -c`."""
    calls = {}
    for line in report.splitlines():
        row = re.match(r"\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", line)
        if row and row[2] != "total":
            calls[row[2]] = int(row[1])
    return calls


def measure(build: str, port: str, streams: int, options, bare: bool) -> str:
    """One row of the table."""
    client = [f"{build}/stream_client", *(["--bare"] if bare else []), port, str(streams),
              str(options.requests), str(options.tokens)]
    with tempfile.NamedTemporaryFile("r") as report:
        run = subprocess.run(["strace", "-f", "-c", "-o", report.name, *client],
                             capture_output=True, text=True, check=False)
        calls = count_calls(report.read())
    if run.returncode != 0 or not calls:
        sys.exit(f"syscalls.py: {' '.join(client)} failed: {run.stdout}{run.stderr}")
    events, reads, _ = map(int, run.stdout.split())
    waits = sum(calls.get(name, 0) for name in WAITS)
    read_calls = sum(calls.get(name, 0) for name in READS)
    return (f"{'bare epoll' if bare else 'framework':12}{streams:>8}{events:>9}"
            f"{sum(calls.values()) / events:>10.2f}{waits / events:>10.2f}"
            f"{read_calls / events:>10.2f}{events / reads:>10.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 64])
    parser.add_argument("--requests", type=int, default=2, help="of each stream")
    parser.add_argument("--tokens", type=int, default=300, help="of each answer")
    options = parser.parse_args()
    mock, port = start_mock(options.build)
    try:
        print("client       streams   events     calls     waits     reads  per read\n"
              "                               an event  an event  an event    events")
        for streams in options.streams:
            for bare in (False, True):
                print(measure(options.build, port, streams, options, bare), flush=True)
    finally:
        mock.terminate()
        mock.wait()


if __name__ == "__main__":
    main()
