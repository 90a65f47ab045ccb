#!/usr/bin/env python3
"""How wrong the stamps are: the framework's client against `lab mock --stamps` on loopback, whose
events say when they were sent. The kernel's stamps beside those of user space, in the same reads.

    tools/bench/stamps.py BUILD                  # BUILD holds lab and stream_client
    tools/bench/stamps.py BUILD --streams 1 100 1000 --requests 2 --tokens 300

An event's error is its stamp less the moment before the mock's write, so the write itself (5 to 15
us) is in it. Client and mock share the machine: with many streams on few cores the client reads
late, and that is the point.
"""

import argparse
import subprocess
import sys

from syscalls import start_mock


def measure(build: str, port: str, streams: int, options: argparse.Namespace) -> str:
    """One row of the table."""
    client = [f"{build}/stream_client", "--stamps", port, str(streams), str(options.requests),
              str(options.tokens)]
    run = subprocess.run(client, capture_output=True, text=True, check=False)
    lines = run.stdout.splitlines()
    if run.returncode != 0 or len(lines) != 2 or len(lines[1].split()) != 7:
        sys.exit(f"stamps.py: {' '.join(client)} failed: {run.stdout}{run.stderr}")
    events, reads, _ = map(int, lines[0].split())
    *errors, share = map(float, lines[1].split())
    return (f"{streams:>8}{events:>9}{events / reads:>10.2f}"
            + "".join(f"{error:>10.1f}" for error in errors) + f"{100 * share:>10.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 100])
    parser.add_argument("--requests", type=int, default=2, help="of each stream")
    parser.add_argument("--tokens", type=int, default=300, help="of each answer")
    options = parser.parse_args()
    mock, port = start_mock(options.build, "--stamps")
    try:
        print("                  events     error in user space, us       by kernel stamps, us"
              "    kernel\n"
              " streams   events  per read       p50       p99       max       p50       p99"
              "       max         %")
        for streams in options.streams:
            print(measure(options.build, port, streams, options), flush=True)
    finally:
        mock.terminate()
        mock.wait()


if __name__ == "__main__":
    main()
