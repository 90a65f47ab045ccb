#!/usr/bin/env python3
"""Compares what the programs print with what was approved, byte for byte.

    golden.py BUILD_DIR            compare; exit code 1 and a diff when something differs
    golden.py --approve BUILD_DIR  write the approved files anew and show what changed

README.md is approved too: its first code block is suites/caching/handbook.cc, each console block is what
its command prints, and its picture of a terminal is drawn anew (tools/pictures.py, which also makes the page's).

A row of OUTPUTS is one approved file and the command that makes it. Everything here runs in simulated time, so the same seed
must give the same bytes on every machine and at every number of threads.
"""

import difflib
import os
import pathlib
import re
import shlex
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
APPROVED = HERE / "approved"

sys.path.insert(0, str(ROOT / "tools"))
import pictures  # noqa: E402

COMPARE = ["lab", "compare", "benchmark_base.json", "benchmark_candidate.json", "--allow-missing"]

OUTPUTS = {
    "streaming_table.txt": ["suites", "--benchmark_filter=streaming", "--runs", "20", "--seed", "7"],
    "caching_table.txt": ["suites", "--benchmark_filter=caching", "--runs", "20", "--seed", "7"],
    "caching_threads.txt": [
        "suites", "--benchmark_filter=caching/Crowd", "--runs", "8", "--seed", "7", "--threads", "3",
    ],
    "openai_table.txt": [
        "suites", "--benchmark_filter=streaming/(Short|Medium)", "--model", "gpt-5-mini", "--runs", "20", "--seed", "7",
    ],
    "failures_table.txt": [
        "suites", "--benchmark_filter=streaming/ShortAnswer", "--runs", "20", "--seed", "7",
        "--profile", str(HERE / "failing_profile.yaml"),
    ],
    "run.json": [
        "suites", "--benchmark_filter=streaming/ShortAnswer/Streamed", "--runs", "2", "--seed", "7",
        "--format", "json",
    ],
    "documented_experiment.txt": [
        "tests/golden/suites_documented", "--benchmark_filter=prompts", "--runs", "20", "--seed", "7",
    ],
    "documented_techniques.txt": [
        "tests/golden/suites_documented", "--benchmark_filter=shop", "--runs", "20", "--seed", "7",
    ],
    "topology_timeline.txt": [
        "suites", "--benchmark_filter=topology/.*/(Flat|Hier)", "--runs", "1", "--seed", "7",
        "--trace", "/dev/null",
    ],
    "parallelism_table.txt": ["suites", "--benchmark_filter=parallelism", "--runs", "16", "--seed", "7"],
    "routing_table.txt": [
        "suites", "--benchmark_filter=routing", "--runs", "20", "--seed", "7", "--confusion",
    ],
    "topology_table.txt": ["suites", "--benchmark_filter=topology", "--runs", "20", "--seed", "7"],
    **{
        f"report{extension}": [
            "suites", "--benchmark_filter=Handbook|streaming/Short", "--runs", "20", "--seed", "7",
            "--format", form, *more,
        ]
        for form, extension, *more in [
            ("csv", ".csv"), ("junit", ".xml"), ("markdown", ".md", "--volume", "100000"),
        ]
    },
    "report.jsonl": [
        "suites", "--benchmark_filter=streaming/ShortAnswer/Streamed", "--runs", "2", "--seed", "7",
        "--format", "jsonl",
    ],
    "report_data.json": [
        "suites", "--benchmark_filter=streaming/ShortAnswer", "--runs", "2", "--seed", "7",
        "--format", "html",
    ],
    "list_tests.txt": ["suites", "--benchmark_list_tests"],
    "suites_help.txt": ["suites", "--help"],
    "lab_help.txt": ["lab", "--help"],
    "compare.txt": COMPARE,
    "compare.md": [*COMPARE, "--format", "markdown"],
    "compare.json": [*COMPARE, "--format", "json"],
    "compare.xml": [*COMPARE, "--format", "junit"],
    "power.txt": ["lab", "power", "--sigma", "0.3", "--decisions", "4"],
    "inspect_anthropic.json": ["lab", "inspect", "--wire", "anthropic", str(HERE / "anthropic.sse")],
    "inspect_openai.json": ["lab", "inspect", "--wire", "openai", str(HERE / "openai.sse")],
}


def produce(build_dir, command):
    program = [str(build_dir / command[0]), *command[1:]]
    # What a comparison says of its files must not depend on where they are, nor a table on the terminal.
    environment = {**os.environ, "COLUMNS": "120"}
    result = subprocess.run(program, cwd=HERE, capture_output=True, timeout=120, check=False, env=environment)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with exit code {result.returncode}:\n{result.stderr.decode()}")
    text = result.stdout.decode()
    # Of the page its data alone: the rest is source, and a library that Debian may replace.
    data = re.search(r'<script id="data"[^>]*>(.*?)</script>', text, re.DOTALL)
    return data[1] + "\n" if data else text


def difference(name, approved, actual):
    lines = difflib.unified_diff(
        approved.splitlines(keepends=True), actual.splitlines(keepends=True), f"approved {name}", "now"
    )
    return "".join(lines)


def replace_block(text, language, content):
    block = re.compile(rf"```{language}\n.*?```", re.DOTALL)
    return block.sub(lambda _: f"```{language}\n{content}```", text, count=1)


def rerun(build_dir, block):
    """A console block with what its command prints now."""
    command = block[1]
    flags = shlex.split(command)[1:]
    return f"```console\n$ {command}\n{produce(build_dir, ['suites', *flags])}```\n"


def readme_as_it_should_be(build_dir):
    text = (ROOT / "README.md").read_text()
    text = replace_block(text, "cpp", (ROOT / "suites/caching/handbook.cc").read_text())
    return re.sub(
        r"```console\n\$ (\./bench .*)\n(?:.*\n)*?```\n", lambda block: rerun(build_dir, block), text
    )


def main(arguments):
    approve = arguments[:1] == ["--approve"]
    build_dir = pathlib.Path(arguments[-1]).resolve()
    changed = 0
    texts = {APPROVED / name: produce(build_dir, command) for name, command in OUTPUTS.items()}
    texts[ROOT / "README.md"] = readme_as_it_should_be(build_dir)
    texts[ROOT / "docs/pictures/terminal.svg"] = pictures.terminal_picture(build_dir)
    for path, actual in texts.items():
        approved = path.read_bytes().decode() if path.exists() else ""
        if actual == approved:
            continue
        changed += 1
        print(difference(path.name, approved, actual))
        if approve:
            path.write_bytes(actual.encode())
    if approve or not changed:
        print(f"{len(texts)} outputs, {changed} {'approved anew' if approve else 'changed'}")
        return 0
    print(f"{changed} of {len(texts)} outputs differ; if that is meant: {__file__} --approve {build_dir}")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
