#!/usr/bin/env python3
"""The commands that docs/gate.md shows print what stands below them, byte for byte.

    gate_page_test.py BUILD_DIR            compare; exit code 1 and a diff when something differs
    gate_page_test.py --approve BUILD_DIR  write the page anew

The console blocks are run from top to bottom in one folder of their own, where `./bench` is the
suites' program and `build/` the build. Everything is in simulated time, so the same seed gives the
same bytes.
"""

import difflib
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "gate.md"
SLOW = "\nfaults: [\"status=529 p=0.08\"]\n"


def prepare(folder, build_dir):
    """What the page's reader has: the programs, and a profile that fails now and then."""
    (folder / "build").symlink_to(build_dir)
    (folder / "bench").symlink_to(build_dir / "suites")
    shutil.copytree(ROOT / "mocks/profiles", folder / "mocks/profiles")
    own = (ROOT / "mocks/profiles/claude-sonnet-5-5.yaml").read_text()
    (folder / "slow.yaml").write_text(own + SLOW)


def run(command, folder):
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True,
                          timeout=120, check=False)
    if done.stderr:
        sys.exit(f"{command} ended with {done.returncode} and said:\n{done.stderr}")
    return done.stdout


def rerun(block, folder):
    commands = [line[2:] for line in block[1].splitlines() if line.startswith("$ ")]
    shown = "".join(f"$ {command}\n{run(command, folder)}" for command in commands)
    return f"```console\n{shown}```\n"


def main(arguments):
    build_dir = pathlib.Path(arguments[-1]).resolve()
    before = PAGE.read_text()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(folder, build_dir)
        after = re.sub(r"```console\n(.*?)```\n", lambda block: rerun(block, folder), before,
                       flags=re.DOTALL)
    blocks = before.count("```console")
    if blocks < 2:
        sys.exit(f"{PAGE} has {blocks} console blocks when it should have two or more")
    if arguments[0] == "--approve":
        PAGE.write_text(after)
    elif before != after:
        lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), PAGE.name,
                                     "now")
        print("".join(lines) + f"if that is meant: {__file__} --approve {build_dir}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
