#!/usr/bin/env python3
"""The job that docs/gate.md shows is green only where everything was well: its own shell is run,
with stand-ins for the programs.

    ci_snippet_test.py
"""

import itertools
import pathlib
import re
import subprocess
import textwrap
import unittest
from tempfile import TemporaryDirectory

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "gate.md"
CODES = range(5)


def provider_steps():
    """The shell of each `- run:` of the job "provider"."""
    block = re.search(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)[1]
    job = re.search(r"\n  provider:.*", block, re.DOTALL)[0]
    steps = re.split(r"\n      - ", job)[1:]
    shells = []
    for step in steps:
        if not step.startswith("run:"):
            continue
        shell = step.removeprefix("run:").lstrip(" ")
        if shell.startswith("|"):
            shell = textwrap.dedent(shell.removeprefix("|").lstrip("\n"))
        shells.append(shell.strip() + "\n")
    return shells


class Job:
    """A folder in which `./bench` and `build/lab` do nothing but end with a given code."""

    def __init__(self, folder, bench, lab):
        self.folder = pathlib.Path(folder)
        (self.folder / "build").mkdir()
        self.stand_in("bench", f"exit {bench}")
        # The first call judges; what is printed for people after it must not decide.
        self.stand_in("build/lab", f'echo "lab $*"\nexit {lab}')

    def stand_in(self, name, body):
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def is_green(self, shell_program):
        return all(self.run(step, shell_program).returncode == 0 for step in provider_steps())

    def run(self, step, shell_program="bash"):
        """As GitHub does: `bash -e`, and `sh -e` where a container has no bash."""
        environment = {"PATH": "/usr/bin:/bin", "GITHUB_STEP_SUMMARY": "summary.md"}
        return subprocess.run([shell_program, "-e", "-c", step], cwd=self.folder, env=environment,
                              capture_output=True, text=True, timeout=30, check=False)


class CiSnippet(unittest.TestCase):
    def test_the_page_has_the_steps_that_are_run_here(self):
        steps = provider_steps()
        self.assertEqual(len(steps), 2, steps)
        self.assertIn("./bench --target", steps[0])
        self.assertEqual(steps[1].count("build/lab compare"), 2)

    def test_only_a_valid_run_without_a_regression_is_green(self):
        for bench, lab, shell in itertools.product(CODES, CODES, ("bash", "sh")):
            with self.subTest(bench=bench, lab=lab, shell=shell), TemporaryDirectory() as folder:
                green = Job(folder, bench, lab).is_green(shell)
                self.assertEqual(green, bench == 0 and lab == 0)

    def test_the_report_is_written_whatever_the_verdict_is(self):
        for lab in CODES:
            with self.subTest(lab=lab), TemporaryDirectory() as folder:
                job = Job(folder, 0, lab)
                job.is_green("bash")
                self.assertIn("--format junit", (job.folder / "latency.xml").read_text())
                self.assertIn("--format markdown", (job.folder / "summary.md").read_text())

    def test_an_invalid_run_is_said_to_be_one(self):
        for lab in CODES:
            with self.subTest(lab=lab), TemporaryDirectory() as folder:
                done = Job(folder, 0, lab).run(provider_steps()[1])
                self.assertEqual("INVALID" in done.stdout, lab == 3)
                self.assertEqual(done.returncode, lab)


if __name__ == "__main__":
    unittest.main(verbosity=2)
