#!/usr/bin/env python3
"""What the gate is worth: it fails when something changed, and passes whatever must not matter.

    gate_test.py BUILD_DIR
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD_DIR = pathlib.Path(".")
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "baselines"
ONE_GROUP = "--benchmark_filter=^streaming/ShortAnswer/"
ONE_SUITE = "--benchmark_filter=^streaming/"


def suites(*arguments):
    program = [str(BUILD_DIR / "suites"), *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)


def gate(*arguments, baselines=SHIPPED):
    return suites("--gate", "--baselines", baselines, *arguments)


class Gate(unittest.TestCase):
    def test_every_suite_has_a_baseline_and_every_baseline_a_suite(self):
        cases = suites("--benchmark_list_tests").stdout.split()
        there_are = {case.split("/")[0] for case in cases}
        on_disk = {path.stem for path in SHIPPED.glob("*.json")}
        self.assertEqual(there_are, on_disk, "write them with: ./bench --approve")

    def test_the_baselines_stay_small(self):
        size = sum(path.stat().st_size for path in SHIPPED.glob("*.json"))
        self.assertLess(size, 3_500_000)

    def test_the_number_of_threads_does_not_matter(self):
        for threads in (1, 2, 3):
            result = gate(ONE_SUITE, "--threads", threads)
            self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_a_part_of_a_suite_is_compared_with_its_part_of_the_baseline(self):
        result = gate(ONE_GROUP)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("the same as the baseline", result.stdout)

    def test_a_changed_profile_fails_and_says_what_moved_and_how_to_approve(self):
        result = gate(ONE_SUITE, "--profile", "ideal")
        self.assertEqual(result.returncode, 1, result.stderr)
        for word in ("ttft_ms_p50", "trials[0].samples[0].", "./bench --approve"):
            self.assertIn(word, result.stdout)

    def test_another_seed_fails_and_is_named(self):
        result = gate(ONE_GROUP, "--seed", "2")
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("seed is 2 when the baseline has 1", result.stdout)

    def test_a_suite_without_a_baseline_fails_with_the_command_that_makes_one(self):
        with tempfile.TemporaryDirectory() as folder:
            result = gate(ONE_SUITE, baselines=folder)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("there is no baseline", result.stdout)
        self.assertIn("./bench --approve --benchmark_filter=^streaming/", result.stdout)

    def test_one_stamp_of_the_record_is_enough(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "streaming.json"
            run = json.loads((SHIPPED / "streaming.json").read_text())
            digest = run["cases"][0]["trials"][4]["samples"][0]["digest"]
            other = ("0" if digest[0] != "0" else "1") + digest[1:]
            path.write_text((SHIPPED / "streaming.json").read_text().replace(digest, other))
            result = gate(ONE_SUITE, baselines=folder)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertIn("trials[4].samples[0].digest", result.stdout)
        self.assertIn("1 of 10 trials differ", result.stdout)

    def test_cases_that_are_gone_or_new_are_named(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "streaming.json"
            text = (SHIPPED / "streaming.json").read_text()
            path.write_text(text.replace('"case":"Buffered"', '"case":"Old"', 1))
            result = gate(ONE_SUITE, baselines=folder)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertRegex(result.stdout, r"/Old is in the baseline and no more")
        self.assertRegex(result.stdout, r"/Buffered is new")

    def test_a_baseline_that_does_not_read_is_wrong_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "streaming.json").write_text("{")
            result = gate(ONE_SUITE, baselines=folder)
        self.assertEqual(result.returncode, 2)
        self.assertIn("streaming.json", result.stderr)

    def test_only_simulated_time_is_compared_exactly(self):
        result = gate(ONE_GROUP, "--target", "mock")
        self.assertEqual(result.returncode, 2)
        self.assertIn("lab compare", result.stderr)


class Approve(unittest.TestCase):
    def test_writes_what_the_gate_then_passes_and_the_shipped_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            first = suites("--approve", "--baselines", folder, ONE_SUITE)
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertIn("a new baseline", first.stdout)
            again = suites("--approve", "--baselines", folder, ONE_SUITE)
            self.assertIn("the same as the baseline", again.stdout)
            self.assertEqual(gate(ONE_SUITE, baselines=folder).returncode, 0)
            name = "streaming.json"
            written = (pathlib.Path(folder) / name).read_bytes()
            self.assertEqual(written, (SHIPPED / name).read_bytes())

    def test_shows_what_changed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "streaming.json"
            text = (SHIPPED / "streaming.json").read_text()
            path.write_text(text.replace('"model":"claude', '"model":"old', 1))
            result = suites("--approve", "--baselines", folder, ONE_SUITE)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("differ from the baseline", result.stdout)

    def test_takes_whole_suites_of_the_default_configuration_only(self):
        with tempfile.TemporaryDirectory() as folder:
            others = (["--profile", "ideal"], ["--seed", "2"], ["--runs", "3"])
            for flags in ([ONE_GROUP], *([ONE_SUITE, *other] for other in others)):
                result = suites("--approve", "--baselines", folder, *flags)
                self.assertEqual(result.returncode, 2, flags)
                self.assertIn("--approve", result.stderr)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
