#!/usr/bin/env python3
"""What the programs say to wrong input: which exit code, and that the message names the thing, the value and the fix.

    command_line_test.py BUILD_DIR
"""

import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD_DIR = pathlib.Path(".")


def run(*command, env=None, stdin=""):
    program = [str(BUILD_DIR / command[0]), *command[1:]]
    clean = {"PATH": os.environ["PATH"], **(env or {})}
    return subprocess.run(program, input=stdin, capture_output=True, text=True, timeout=60,
                          check=False, env=clean)


class Suites(unittest.TestCase):
    def assert_refused(self, result, *words, code=2):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        for word in words:
            self.assertIn(word, result.stderr)

    def test_an_unknown_flag_lists_the_flags(self):
        self.assert_refused(run("suites", "--benchmark_fliter=x"), "--benchmark_fliter", "--benchmark_filter")

    def test_an_unknown_suite_lists_the_suites(self):
        self.assert_refused(run("suites", "--benchmark_filter=cahcing"), "cahcing", "caching", "streaming")

    def test_a_broken_filter_is_named(self):
        self.assert_refused(run("suites", "--benchmark_filter=(("), "((", "regular expression")

    def test_an_unknown_target_lists_the_targets(self):
        self.assert_refused(run("suites", "--target", "anthropik"), "anthropik", "anthropic", "openai-compatible")

    def test_an_unknown_model_lists_the_models(self):
        self.assert_refused(run("suites", "--model", "cloude-sonnet"), "cloude-sonnet", "claude-sonnet-5-5")

    def test_an_unknown_profile_lists_the_profiles(self):
        self.assert_refused(run("suites", "--profile", "nowhere.yaml"), "nowhere.yaml", "claude-sonnet-5-5")

    def test_a_missing_key_names_the_variable(self):
        self.assert_refused(run("suites", "--target", "anthropic"), "ANTHROPIC_API_KEY")
        self.assert_refused(run("suites", "--target", "openai"), "OPENAI_API_KEY")

    def test_a_compatible_server_needs_its_address_and_model(self):
        self.assert_refused(run("suites", "--target", "openai-compatible"), "--model")
        self.assert_refused(run("suites", "--target", "openai-compatible", "--model", "m"), "--base-url")

    def test_runs_must_be_positive(self):
        self.assert_refused(run("suites", "--runs", "0"), "--runs")
        self.assert_refused(run("suites", "--runs", "many"), "--runs", "many")

    def test_an_output_without_a_known_form_is_refused_before_anything_runs(self):
        self.assert_refused(run("suites", "--out", "x.docx"), "x.docx", ".json")

    def test_every_request_failing_is_exit_code_4_and_no_key_is_shown(self):
        key = "sk-ant-api03-abcdefghijklmnop"
        result = run(
            "suites", "--target", "anthropic", "--base-url", "http://127.0.0.1:9", "--runs", "1",
            "--benchmark_filter=streaming/ShortAnswer", env={"ANTHROPIC_API_KEY": key},
        )
        self.assertEqual(result.returncode, 4, result.stdout + result.stderr)
        self.assertIn("connect", result.stdout)
        self.assertNotIn(key, result.stdout + result.stderr)

    def test_a_run_in_which_every_case_was_skipped_is_exit_code_2(self):
        result = run("suites", "--benchmark_filter=routing/Tiers/CostBounded", "--model", "llama-70b-tp4", "--runs", "2")
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertIn("nothing was measured: 1 of 1 cases were skipped; the first, routing/Tiers/CostBounded",
                      " ".join(result.stdout.split()))

    def test_a_switch_of_google_benchmark_that_says_no_means_no(self):
        for no in ("0", "false", "off"):
            result = run("suites", "--benchmark_filter=streaming/ShortAnswer/Buffered", "--runs", "2",
                         f"--benchmark_list_tests={no}", env={"BENCHMARK_LIST_TESTS": "1"})
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("2 ok, 0 failed", result.stdout)

    def test_a_time_to_fill_that_is_none_is_refused(self):
        self.assert_refused(run("suites", "--benchmark_min_time=soon"), "--benchmark_min_time=soon", "0.5s", "20x")

    def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(self):
        arguments = ["suites", "--benchmark_filter=streaming/Medium", "--runs", "5", "--format", "json", "--seed"]
        first, again, other = (run(*arguments, seed).stdout for seed in ("3", "3", "4"))
        self.assertEqual(first, again)
        self.assertNotEqual(first, other)

    def test_out_writes_what_format_json_prints(self):
        arguments = ["suites", "--benchmark_filter=streaming/Short", "--runs", "2"]
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "results.json"
            run(*arguments, "--out", str(path))
            self.assertEqual(path.read_text(), run(*arguments, "--format", "json").stdout)

    def trace(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "trace.json"
            result = run("suites", "--runs", "4", "--seed", "3", "--trace", str(path), *arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            return path.read_text(), result.stdout

    def test_a_trace_is_a_process_for_each_case_whose_threads_nest(self):
        text, _ = self.trace("--benchmark_filter=topology|parallelism/(ToolAgent|Batch)")
        events = json.loads(text)["traceEvents"]
        processes = [event["args"]["name"] for event in events if event["name"] == "process_name"]
        self.assertIn("topology/IncidentReport/DebateWithJudge #0", processes)
        self.assertEqual(len(processes), len(set(processes)))
        threads = {}
        for event in events:
            if event["ph"] == "X":
                # Whole nanoseconds: sums of fractions of microseconds are not exact.
                start, length = (round(event[field] * 1000) for field in ("ts", "dur"))
                threads.setdefault((event["pid"], event["tid"]), []).append((start, start + length))
        self.assertGreater(len(threads), len(processes), "something runs at the same time")
        for spans in threads.values():
            open_until = []
            for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
                while open_until and open_until[-1] <= start:
                    open_until.pop()
                self.assertTrue(not open_until or end <= open_until[-1])
                open_until.append(end)

    def test_a_trace_is_the_same_bytes_with_any_number_of_threads(self):
        arguments = ["--benchmark_filter=topology", "--trace-trial", "1", "--threads"]
        one, two = (self.trace(*arguments, threads) for threads in ("1", "2"))
        self.assertEqual(one, two)
        self.assertIn("critical path", one[1])

    def test_a_trace_of_a_trial_that_is_not_there_is_refused(self):
        arguments = ["suites", "--benchmark_filter=streaming/Short", "--runs", "2", "--trace", "/dev/null"]
        self.assert_refused(run(*arguments, "--trace-trial", "2"), "--trace-trial 2")
        self.assert_refused(run("suites", "--trace-trial", "1"), "--trace")

    def test_google_benchmark_writes_its_own_json(self):
        result = run("suites", "--benchmark_filter=streaming/Short", "--runs", "2", "--benchmark_format=json")
        rows = json.loads(result.stdout)["benchmarks"]
        self.assertEqual([row["iterations"] for row in rows], [2, 2])
        self.assertTrue(all(row["real_time"] > 0 for row in rows))

    def test_google_benchmark_writes_its_own_csv_of_cases_whose_counters_differ(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "out.csv"
            flags = ["suites", "--benchmark_filter=streaming/Short|caching/Crowd", "--runs", "2"]
            printed = run(*flags, "--benchmark_format=csv").stdout
            run(*flags, f"--benchmark_out={file}", "--benchmark_out_format=csv")
            for text in (printed, file.read_text()):
                rows = list(csv.DictReader(text[text.index("name,"):].splitlines()))
                self.assertEqual(len(rows), 6)
                hit_rates = {row["name"].split("/")[0]: row["cache_hit_rate"] for row in rows}
                self.assertEqual(hit_rates["streaming"], "")
                self.assertGreater(float(hit_rates["caching"]), 0)


class Bench(unittest.TestCase):
    """The README's first command: the script as it stands, around binaries that are built already."""

    def bench(self, *flags):
        root = pathlib.Path(__file__).resolve().parents[2]
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            (tree / "bench").write_bytes((root / "bench").read_bytes())
            (tree / "tools").mkdir()
            (tree / "tools" / "build").write_text("#!/bin/sh\n")
            (tree / "build").symlink_to(BUILD_DIR.resolve())
            (tree / "baselines").symlink_to(root / "baselines")
            for script in (tree / "bench", tree / "tools" / "build"):
                script.chmod(0o755)
            return subprocess.run([str(tree / "bench"), *flags], capture_output=True, text=True, timeout=60,
                                  check=False, env={"PATH": os.environ["PATH"]})

    def test_runs_the_suites(self):
        result = self.bench("--benchmark_filter=streaming/Short", "--runs", "2", "--seed", "7")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertIn("simulated time, seed 7 | 4 ok, 0 failed", result.stdout)

    def test_says_where_the_baselines_are(self):
        result = self.bench("--gate", "--benchmark_filter=streaming/Short")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("the same as the baseline", result.stdout)


class Names(unittest.TestCase):
    """A misspelt name gets the nearest right one first and then the list, wherever it stands."""

    def assert_meant(self, result, meant, *listed):
        self.assertEqual((result.returncode, result.stdout), (2, ""), result.stderr)
        hint = f"did you mean '{meant}'?"
        self.assertIn(hint, result.stderr)
        rest = result.stderr.split(hint, 1)[1]
        for name in listed:
            self.assertIn(name, rest)

    # It might be a time of an experiment's own, so it is known to be none when the run is over.
    SMALL = ["--benchmark_filter=streaming/Short", "--runs", "2"]

    def test_of_the_suites(self):
        for flags, meant, listed in (
            (["--benchmark_fliter=x"], "--benchmark_filter", ["--target", "--runs"]),
            (["--mdoel", "x"], "--model", ["--profile"]),
            (["--benchmark_filter=cahcing"], "caching", ["streaming"]),
            (["--benchmark_filter=caching/Handbok/Cached"], "caching/Handbook/Cached", ["streaming"]),
            (["--benchmark_filter=^Handbok$"], "Handbook", ["streaming"]),
            (["--target", "anthropik"], "anthropic", ["sim", "openai-compatible"]),
            (["--model", "cloude-sonnet-5-5"], "claude-sonnet-5-5", ["gpt-5-mini"]),
            (["--profile", "claude-sonet-5-5"], "claude-sonnet-5-5", ["ideal"]),
            (["--format", "tabel"], "table", ["junit"]),
            (["--color", "allways"], "always", ["never"]),
            (["--out", "x.jsn"], ".json", [".csv"]),
            (["--fault", "stauts=529"], "status", ["refuse", "stall=K:MS"]),
            (["--interleave", "--modle x"], "--model", ["--target"]),
            (["--interleave", "", "--metric", "tfft_ms_p95", *self.SMALL], "ttft_ms_p95", ["cost_usd"]),
        ):
            with self.subTest(flags):
                self.assert_meant(run("suites", *flags), meant, *listed)

    def test_of_the_tools(self):
        for arguments, meant, listed in (
            (["mok"], "mock", ["inspect", "compare"]),
            (["inspect", "--wire", "anthropik", "-"], "anthropic", ["openai-compatible"]),
            (["inspect", "--wrie", "openai", "-"], "--wire", []),
            (["mock", "--prot", "1"], "--port", ["--profile"]),
            (["mock", "--fault", "stauts=529"], "status", ["refuse"]),
            (["mock", "--profile", "ideel"], "ideal", ["gpt-5"]),
            (["compare", "a", "b", "--format", "tabel"], "table", ["junit"]),
            (["compare", "a", "b", "--limt", "5%"], "--limit", ["--metric"]),
        ):
            with self.subTest(arguments):
                self.assert_meant(run("lab", *arguments), meant, *listed)

    def test_of_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "mine.yaml"
            for text, meant in (("prefil: {a0_ms: 1}", "prefill"), ("prefill: {a0_sm: 1}", "a0_ms"),
                                ("cache: {rules: implict}", "implicit")):
                with self.subTest(text):
                    path.write_text(text)
                    self.assert_meant(run("suites", "--profile", str(path)), meant)

    def test_a_quoted_line_of_a_file_is_cut_at_60_characters(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "long"
            for command, text in (
                (["suites", "--profile"], "prefill: {a0_ms: " + "x" * 500 + "}"),
                (["suites", "--profile"], "x" * 500 + ": 1"),
                (["suites", "--profile"], "faults: ['" + "x" * 500 + "']"),
                (["lab", "inspect", "--wire", "openai"], "x" * 500),
                (["lab", "inspect", "--wire", "openai"], '{"' + "x" * 500),
                (["lab", "compare", "-"], "x" * 500),
                (["lab", "compare", "-"], '{"schema": "' + "x" * 500 + '"}'),
            ):
                with self.subTest(command=command, text=text[:20]):
                    path.write_text(text)
                    result = run(*command, str(path), stdin='{"schema":1}')
                    if command[1] == "compare":
                        result = run("lab", "compare", str(path), "-", stdin='{"schema":1}')
                    self.assertEqual(result.returncode, 2)
                    self.assertIn("x" * 40, result.stderr)
                    self.assertNotIn("x" * 61, result.stderr)

    def test_a_quoted_event_is_cut_too(self):
        result = run("lab", "inspect", "--wire", "openai", "-", stdin="data: " + "x" * 500 + "\n\n")
        self.assertNotIn("x" * 61, result.stdout)


class Faults(unittest.TestCase):
    def test_the_suites_meet_the_faults_of_the_mock(self):
        for target in ("sim", "mock"):
            with self.subTest(target), tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "run.json"
                result = run("suites", "--target", target, "--benchmark_filter=streaming/ShortAnswer/Streamed", "--runs", "2",
                             "--fault", "status=529", "--out", str(path))
                self.assertEqual(result.returncode, 4, result.stderr)
                self.assertIn("2 failed (2x overloaded)", result.stdout)
                self.assertEqual(json.loads(path.read_text())["config"]["faults"], "status=529")

    def test_a_live_target_has_no_faults_to_give(self):
        result = run("suites", "--target", "openai", "--fault", "status=529", env={"OPENAI_API_KEY": "k"})
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("does nothing with --target openai", result.stderr)


class Lab(unittest.TestCase):
    def test_an_unknown_subcommand_lists_the_subcommands(self):
        result = run("lab", "mok")
        self.assertEqual(result.returncode, 2)
        for word in ("mok", "mock", "inspect"):
            self.assertIn(word, result.stderr)

    def test_an_unknown_wire_lists_the_wires(self):
        result = run("lab", "inspect", "--wire", "anthropik", "-")
        self.assertEqual(result.returncode, 2)
        for word in ("anthropik", "anthropic", "openai-compatible"):
            self.assertIn(word, result.stderr)

    def test_what_is_no_stream_is_told_so(self):
        for text, word in (("{}", "a JSON body"), ("", "it is empty"), ("<html>", "no event stream")):
            with self.subTest(text):
                result = run("lab", "inspect", "--wire", "openai", "-", stdin=text)
                self.assertEqual((result.returncode, result.stdout), (2, ""))
                self.assertIn(word, result.stderr)

    def test_a_missing_file_is_named(self):
        result = run("lab", "inspect", "--wire", "openai", "/nowhere/x.sse")
        self.assertEqual(result.returncode, 2)
        self.assertIn("/nowhere/x.sse", result.stderr)


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
