#!/usr/bin/env python3
"""Follows docs/add-an-experiment.md and docs/techniques.md in a copy of the tree, as a user does.

    fresh_tree_test.py BUILD_DIR

The files are put where the pages say and configured and compiled by tools/build, which ./bench calls. Only the link shares the objects of
BUILD_DIR, which come from the same sources: compiling these once more would take minutes.
"""

import json
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
# A time of the experiment's own, and a parameter that nobody uses.
OWN_TIME = """
#include "framework/lab.h"
namespace {
class Reader : public lab::Fixture {
 protected:
  lab::Task<void> AskAndRead(lab::Trial& trial, int unused) {
    const lab::Request request{.user = lab::Corpus::Question(trial.index())};
    const lab::Reply reply = co_await client().Send(request);
    trial.Show(reply);
    trial.Measure("first sentence", (reply.timeline.end - reply.timeline.start) / 2);
  }
};
LAB_BASELINE_F(own, Reader, Plain) { co_await AskAndRead(trial, 1); }
LAB_OPTIONS_F(own, Reader, Plain)->CompareBy("first sentence", lab::kP95);
}  // namespace
"""

# A mistake a line, from line 6 on.
MISTAKEN = """
#include "framework/lab.h"
namespace {
class Desk : public lab::Fixture {};
class Lone : public lab::Fixture {};
LAB_BASELINE_F(mistaken, Desk, One) { co_return; }
LAB_BASELINE_F(mistaken, Desk, Two) { co_return; }
LAB_BENCHMARK_F(mistaken, Lone, Alone) { co_return; }
LAB_OPTIONS_F(mistaken, Lone, Alone)->CompareBy(lab::kTtft)->Weight(0);
LAB_BASELINE_F(astray, Desk, Here) { co_return; }
}  // namespace
"""

# What goes wrong inside a body.
BROKEN = """
#include "framework/lab.h"
namespace {
class Desk : public lab::Fixture {
 protected:
  lab::Request Ask() { return {.user = "hi"}; }
};
LAB_BASELINE_F(broken, Desk, Good) { trial.Show(co_await client().Send(Ask())); }
LAB_BENCHMARK_F(broken, Desk, NoShow) { const lab::Reply reply = co_await client().Send(Ask()); }
LAB_BENCHMARK_F(broken, Desk, Unknown) { trial.Show(co_await client("gpt-5-mino").Send(Ask())); }
LAB_BENCHMARK_F(broken, Desk, Polls) { while (true) co_await Pause(std::chrono::seconds(1)); }
LAB_BENCHMARK_F(broken, Desk, Hedged) {
  lab::Hedge hedge(loop(), client(), client());
  trial.Show(co_await hedge.Send(Ask()));
}
}  // namespace
"""


def kept_out(folder, names):
    """What no clone has: the build folders of the tree."""
    return [name for name in names if pathlib.Path(folder) == ROOT and (name.startswith("build") or name == ".git")]


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
        shutil.copytree(ROOT, cls.tree, ignore=kept_out)
        cls.put("prompts/system_prompt.cc", cpp_blocks("add-an-experiment.md")[0])
        cls.put("shop/stack.cc", cpp_blocks("techniques.md")[0])
        cls.put("own/reader.cc", OWN_TIME)
        cls.put("mistaken/desk.cc", MISTAKEN)
        cls.put("broken/desk.cc", BROKEN)
        cls.built = cls.build(*(f"suite_{suite}" for suite in ["prompts", "shop", "own", "mistaken", "broken"]))

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

    def suites(self, *new):
        """The program as it would be linked: the objects of the tree's new suites and those of BUILD_DIR."""
        self.assertEqual(self.built.returncode, 0, self.built.stderr)
        folder = self.tree / "build/suites.d/CMakeFiles"
        objects = [str(path) for suite in new for path in folder.glob(f"suite_{suite}.dir/**/*.o")]
        self.assertEqual(len(objects), len(new))
        commands = run(["ninja", "-t", "commands", "suites"], BUILD_DIR, check=True).stdout
        link = next(line for line in reversed(commands.splitlines()) if " -o suites " in line)
        program = self.tree / "suites_linked"
        link = link.replace(" -o suites ", f" {' '.join(map(shlex.quote, objects))} -o {program} ")
        linked = run(["sh", "-c", link], BUILD_DIR)
        self.assertEqual(linked.returncode, 0, linked.stderr)
        return lambda *flags: run([str(program), "--runs", "80", *flags], self.tree)

    def test_builds_and_runs_the_documented_experiments(self):
        suites = self.suites("prompts", "shop")
        for suite, cases in {"prompts": ["Long", "Short"], "shop": ["Bare", "WholeStack"]}.items():
            result = suites(f"--benchmark_filter={suite}")
            self.assertEqual(result.returncode, 0, result.stderr)
            for case in cases:
                self.assertIn(f"\n{case}", result.stdout)

    def test_makes_a_time_of_the_experiments_own_a_metric(self):
        suites = self.suites("own")
        for name in ["one.json", "other.json"]:
            self.assertEqual(suites("--benchmark_filter=own", "--out", name).returncode, 0)
        figures = json.loads((self.tree / "one.json").read_text())["cases"][0]["figures"]
        self.assertGreater(figures["first sentence_ms_p95"], figures["first sentence_ms_p50"])
        metric = ["--metric", "first sentence_ms_p95"]
        compared = run([BUILD_DIR / "lab", "compare", "one.json", "other.json", *metric], self.tree)
        self.assertEqual(compared.returncode, 0, compared.stderr)
        self.assertIn("first sentence_ms_p95", compared.stdout)
        for slo, word, code in [("first sentence p95=1h", "met", 0), ("first sentence p95=1ms", "broken", 1)]:
            held = suites("--benchmark_filter=own", "--slo", slo)
            self.assertEqual(held.returncode, code, held.stdout + held.stderr)
            self.assertRegex(held.stdout, f"own/Reader/Plain .*{word}\n")

    def test_tells_the_mistakes_of_experiments_with_file_and_line(self):
        result = self.suites("mistaken")("--benchmark_filter=streaming")
        self.assertEqual(result.returncode, 2, result.stdout)
        for line, what in [(7, "a second baseline of mistaken/Desk"), (8, "mistaken/Lone has no baseline"),
                           (9, "it is for a baseline"), (9, "->Weight.0."), (10, "says suite 'astray'")]:
            self.assertRegex(result.stderr, f"suites/mistaken/desk.cc:{line}: .*{what}")

    def test_tells_what_goes_wrong_inside_a_body(self):
        suites = self.suites("broken")
        for name, line, what in [("NoShow", 9, "no trial showed an answer"), ("Polls", 11, "was not done after 1.5"),
                                 ("Unknown", 10, "gpt-5-mino is none that the mock plays"),
                                 ("Hedged", 12, "a Hedge ended after 1 requests")]:
            with self.subTest(name):
                flags = [f"--benchmark_filter=broken/Desk/({name}|Good)", "--trial-timeout", "90s"]
                result = suites(*flags)
                self.assertEqual(result.returncode, 2, result.stdout + result.stderr)
                told = re.sub(r"\s+", " ", result.stdout)  # notes are wrapped
                self.assertRegex(told, f"suites/broken/desk.cc:{line}: broken/Desk/{name}: .*{what}")
                self.assertRegex(suites(*flags, "--format", "json").stderr, what)

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


def is_default(build_dir):
    """Whether its objects can be linked with what tools/build compiles in a fresh tree."""
    cache = (build_dir / "CMakeCache.txt").read_text(encoding="utf-8")
    return "CMAKE_BUILD_TYPE:STRING=Release" in cache and re.search("(?m)^LAB_SANITIZE:[A-Z]+=$", cache) is not None


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop(1)).resolve()
    if not is_default(BUILD_DIR):
        print(f"skipped: {BUILD_DIR} is not built as ./bench builds, so its objects cannot be shared")
        sys.exit(77)
    unittest.main()
