#!/usr/bin/env python3
"""The tables of every suite as a person meets them: they fit, a percentile is always there, one rule in every form.

    table_width_test.py BUILD_DIR
"""

import csv
import io
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest

BUILD_DIR = pathlib.Path(".")


def suites(*flags, columns=None, code=0):
    environment = {"PATH": os.environ["PATH"], **({"COLUMNS": str(columns)} if columns else {})}
    result = subprocess.run([str(BUILD_DIR / "suites"), "--seed", "7", *flags], capture_output=True, text=True,
                            timeout=120, check=False, env=environment)
    assert result.returncode == code, result.stderr
    return result.stdout


def width_of(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


class TableWidth(unittest.TestCase):
    def test_every_table_of_every_suite_fits(self):
        for columns in (80, 120, 200):
            for line in suites("--runs", "8", columns=columns).splitlines():
                self.assertLessEqual(width_of(line), columns, line)

    def test_what_is_piped_has_tables_of_120_columns(self):
        piped = suites("--runs", "8")
        self.assertEqual(piped.split(), suites("--runs", "8", columns=120).split())
        for line in piped.splitlines():
            self.assertTrue(width_of(line) <= 120 or line.startswith(("  ", "note: ")), line)

    def test_a_comparison_fits_and_says_what_it_left_out(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, model in (("a.json", "claude-sonnet-5-5"), ("b.json", "claude-haiku-5-5")):
                suites("--benchmark_filter=Handbook", "--runs", "40", "--model", model, "--out", f"{folder}/{name}")
            for columns in (80, 120, 200):
                text = subprocess.run([str(BUILD_DIR.resolve() / "lab"), "compare", "a.json", "b.json"], cwd=folder,
                                      env={"PATH": os.environ["PATH"], "COLUMNS": str(columns)}, text=True,
                                      capture_output=True, check=False, timeout=60).stdout
                self.assertIn("verdict", text)
                self.assertEqual("not shown at 80 columns" in text, columns == 80, text)
                self.assertLessEqual(max(map(width_of, text.splitlines())), columns, text)

    # Who looks for the words of an error in a log finds them.
    def test_what_is_piped_breaks_no_note(self):
        notes = [line for line in suites("--runs", "8", "--fault", "status=529 p=0.3").splitlines()
                 if "the first: " in line]
        self.assertTrue(notes)
        for note in notes:
            self.assertTrue(note.endswith("the percentiles are over the others"), note)

    def test_a_terminal_says_its_own_width(self):
        driver, terminal = pty.openpty()
        subprocess.run(["stty", "cols", "80", "rows", "25"], stdin=terminal, check=True)
        subprocess.run([str(BUILD_DIR / "suites"), "--benchmark_filter=Handbook", "--runs", "8"], stdout=terminal,
                       stderr=subprocess.DEVNULL, check=True, env={"PATH": os.environ["PATH"]}, timeout=60)
        os.close(terminal)
        text = ""
        try:
            while piece := os.read(driver, 65536):
                text += piece.decode()
        except OSError:
            pass  # the other side is closed
        os.close(driver)
        plain = re.sub("\x1b\\[[0-9;]*[mK]", "", text)
        self.assertIn("not shown at 80 columns", " ".join(plain.split()))
        self.assertLessEqual(max(map(width_of, plain.splitlines())), 80)

    def test_what_was_left_out_is_there_at_the_width_that_is_named(self):
        narrow = suites("--benchmark_filter=Handbook", "--runs", "8", columns=80)
        asked = int(re.search(r"COLUMNS=(\d+)", narrow)[1])
        self.assertNotIn("not shown", suites("--benchmark_filter=Handbook", "--runs", "8", columns=asked))


class Percentiles(unittest.TestCase):
    def test_five_trials_have_every_percentile_marked(self):
        text = suites("--benchmark_filter=Handbook", "--runs", "5")
        row = next(line for line in text.splitlines() if line.startswith("Cached"))
        self.assertGreaterEqual(len(re.findall(r"~[\d,]+", row)), 4, row)
        self.assertIn("~ no 95 % upper bound at this n: p50 takes 6 answers, p95 72, p99 368", text)
        self.assertNotIn("n<", text)

    def test_one_rule_holds_in_every_form(self):
        flags = ("--benchmark_filter=Handbook/Cached", "--runs", "200")
        (case,) = json.loads(suites(*flags, "--format", "json"))["cases"]
        (line,) = csv.DictReader(io.StringIO(suites(*flags, "--format", "csv")))
        (counters,) = json.loads(suites(*flags, "--benchmark_format=json"))["benchmarks"]
        p99 = case["figures"]["ttft_ms_p99"]
        self.assertEqual(float(line["ttft_ms_p99"]), p99)
        self.assertAlmostEqual(counters["ttft_ms_p99"], p99)
        self.assertIsNone(case["figures"]["ttft_ms_p99_high"])
        self.assertEqual(line["ttft_ms_p99_high"], "")
        self.assertNotIn("ttft_ms_p99_high", counters)
        self.assertIsNotNone(case["figures"]["ttft_ms_p95_high"])
        self.assertNotEqual(line["ttft_ms_p95_high"], "")
        self.assertIn("ttft_ms_p95_high", counters)
        self.assertIn(f"~{round(p99):,}", suites(*flags))

    def test_a_default_run_needs_no_mark(self):
        text = suites("--benchmark_filter=Handbook")
        self.assertIn("| 800 ok, 0 failed", text)
        self.assertNotIn("~", text)

    def test_the_columns_are_those_asked_for(self):
        text = suites("--benchmark_filter=Handbook", "--runs", "8", "--percentiles", "50,99.9", "--stats", "mean,sd",
                      columns=200)
        titles = text.splitlines()[4].split()
        self.assertEqual(titles[2:10], ["p50", "p99.9", "mean", "sd"] * 2, titles)


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
