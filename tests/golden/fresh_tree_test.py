#!/usr/bin/env python3
"""Follows docs/add-an-experiment.md and docs/techniques.md in a copy of the tree, as a user does.

    fresh_tree_test.py BUILD_DIR

The files are put where the pages say and configured and compiled by tools/build, which ./bench calls. Only the link shares the objects of
BUILD_DIR, which come from the same sources: compiling these once more would take minutes.
"""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD_DIR = ROOT / "build"
KEPT_OUT = shutil.ignore_patterns("build*", ".git", "__pycache__")


def run(command, directory, **options):
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=500, **options)


def cpp_blocks(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [re.sub("(?m)^ {3}", "", block) for block in re.findall("```cpp\n(.*?)```", text, re.S)]


class FreshTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.tree = pathlib.Path(cls.folder.name) / "tree"
        shutil.copytree(ROOT, cls.tree, ignore=KEPT_OUT)
        cls.put("prompts/system_prompt.cc", cpp_blocks("add-an-experiment.md")[0])
        cls.put("shop/stack.cc", cpp_blocks("techniques.md")[0])
        cls.built = cls.build("suite_prompts", "suite_shop")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def put(cls, name, text):
        file = cls.tree / "suites" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    @classmethod
    def build(cls, *targets):
        return run(["tools/build", *targets], cls.tree, env={**os.environ, "LAB_SKIP_DEPS": "1"})

    def suites(self):
        """The program as it would be linked: the objects of the tree's new suites and those of BUILD_DIR."""
        objects = [str(path) for path in self.tree.glob("build/suites.d/CMakeFiles/suite_*.dir/**/*.o")
                   if "suite_prompts" in str(path) or "suite_shop" in str(path)]
        self.assertEqual(len(objects), 2, objects)
        commands = run(["ninja", "-t", "commands", "suites"], BUILD_DIR, check=True).stdout
        link = next(line for line in reversed(commands.splitlines()) if " -o suites " in line)
        program = self.tree / "suites_linked"
        link = link.replace(" -o suites ", f" {' '.join(map(shlex.quote, objects))} -o {program} ")
        linked = run(["sh", "-c", link], BUILD_DIR)
        self.assertEqual(linked.returncode, 0, linked.stderr)
        return program

    def test_builds_and_runs_the_documented_experiments(self):
        self.assertEqual(self.built.returncode, 0, self.built.stderr)
        program = self.suites()
        for suite, cases in {"prompts": ["Long", "Short"], "shop": ["Bare", "WholeStack"]}.items():
            result = run([str(program), f"--benchmark_filter={suite}", "--runs", "8"], self.tree)
            self.assertEqual(result.returncode, 0, result.stderr)
            for case in cases:
                self.assertIn(f"\n{case}", result.stdout)

    def test_tells_of_a_file_that_would_be_passed_over(self):
        for name in ["astray.cc", "prompts/astray.cpp", "prompts/deeper/astray.cc"]:
            with self.subTest(name):
                stray = self.put(name, "int main() {}\n")
                try:
                    configured = run(["cmake", "-S", ".", "-B", "build"], self.tree)
                finally:
                    stray.unlink()
                self.assertNotEqual(configured.returncode, 0)
                self.assertIn("is no experiment's place", re.sub(r"\s+", " ", configured.stderr))


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
