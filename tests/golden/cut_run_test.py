#!/usr/bin/env python3
"""Runs that end before their time: by a signal to the real program, by a limit on money; and what a dry run says.

    cut_run_test.py BUILD_DIR
"""

import http.server
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import xml.etree.ElementTree

BUILD_DIR = pathlib.Path(".")

EVENTS = (
    'event: message_start\ndata: {"type":"message_start","message":{"id":"m","model":"claude-haiku-5-5",'
    '"usage":{"input_tokens":1000,"output_tokens":1}}}\n\n'
    'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}\n\n'
    'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hi"}}\n\n'
    'event: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\n'
    'event: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":100}}\n\n'
    'event: message_stop\ndata: {"type":"message_stop"}\n\n'
).encode()


class Provider(http.server.ThreadingHTTPServer):
    """Answers like Anthropic's; from the `slow_from`th request on it never ends the answer."""

    daemon_threads = True

    def __init__(self, slow_from=10**9):
        super().__init__(("127.0.0.1", 0), Answer)
        self.slow_from = slow_from
        self.pause_s = 0
        self.requests = 0
        self.slow_one = threading.Event()
        self.released = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *args):
        self.released.set()
        self.shutdown()
        super().__exit__(*args)

    @property
    def flags(self):
        return ["--target", "anthropic", "--base-url", f"http://127.0.0.1:{self.server_address[1]}"]


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.server.requests += 1
        time.sleep(self.server.pause_s)
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(EVENTS)))
        self.end_headers()
        if self.server.requests >= self.server.slow_from:
            self.wfile.write(EVENTS[:200])
            self.wfile.flush()
            self.server.slow_one.set()
            self.server.released.wait()
            return
        self.wfile.write(EVENTS)

    def log_message(self, *arguments):
        pass


def start(*flags):
    program = [str(BUILD_DIR / "suites"), *flags]
    environment = {"PATH": os.environ["PATH"], "ANTHROPIC_API_KEY": "sk-ant-test-key"}
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def end(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def unwrapped(text):
    """Long lines are broken where the terminal ends."""
    return " ".join(text.split())


class Signals(unittest.TestCase):
    def cut_live(self, number, *flags):
        """The third request never ends, and the signal comes in its midst."""
        with Provider(slow_from=3) as provider:
            process = start(*provider.flags, "--benchmark_filter=streaming/ShortAnswer", "--runs", "20", *flags)
            self.assertTrue(provider.slow_one.wait(30))
            process.send_signal(number)
            return end(process)

    def test_a_signal_prints_what_was_measured_and_marks_it_as_cut(self):
        for number, name, code in ((signal.SIGINT, "Ctrl-C (SIGINT)", 130), (signal.SIGTERM, "SIGTERM", 143)):
            with self.subTest(name):
                returned, out, err = self.cut_live(number)
                self.assertEqual(returned, code, err)
                self.assertTrue(out.startswith("CUT  2 ok, 0 failed"), out)
                self.assertIn(f"cut by {name} after 2 of 40 trials", unwrapped(out))
                self.assertIn("(cut)", out.split("\n\n", 1)[1])
                self.assertEqual(err, "")

    def test_a_signal_loses_nothing_that_is_complete(self):
        with tempfile.TemporaryDirectory() as folder:
            at = pathlib.Path(folder)
            names = {flag: str(at / flag.strip("-")) for flag in ("--jsonl", "--csv", "--report", "--junit")}
            flags = [word for pair in names.items() for word in pair]
            returned, _, _ = self.cut_live(signal.SIGINT, *flags, "--out", str(at / "run.json"))
            self.assertEqual(returned, 130)
            run = json.loads((at / "run.json").read_text())
            self.assertEqual(run["cut"], "Ctrl-C (SIGINT) after 2 of 40 trials")
            self.assertEqual([(case["case"], case["cut"]) for case in run["cases"]], [("Buffered", True)])
            trials = run["cases"][0]["trials"]
            self.assertEqual(len(trials), 2)
            self.assertEqual(len((at / "jsonl").read_text().splitlines()), 2)
            self.assertIn("Buffered", (at / "csv").read_text())
            self.assertIn("Ctrl-C (SIGINT)", (at / "report").read_text())
            suite = xml.etree.ElementTree.parse(at / "junit").getroot()
            self.assertTrue(suite.findall(".//testcase[@name='trust']/failure"), "CI must not take it for a passed one")

    def test_a_second_signal_leaves_at_once(self):
        # The loop is stopped, so that the first signal finds nobody who could end the run.
        process = start("--runs", "100000", "--benchmark_filter=streaming", "--until=ci:0.0001%")
        time.sleep(0.5)
        process.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGINT)
        returned, _, _ = end(process)
        self.assertEqual(returned, 130)

    def test_a_simulated_run_is_cut_as_well_at_any_number_of_threads(self):
        for threads in ("1", "2"):
            with self.subTest(threads), tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder) / "run.json"
                process = start("--runs", "1000000", "--benchmark_filter=streaming/(Short|Medium)", "--threads", threads,
                                "--out", str(file))
                time.sleep(1.5)
                process.send_signal(signal.SIGINT)
                returned, out, err = end(process)
                self.assertEqual(returned, 130, err)
                self.assertRegex(out, r"^simulated time, seed 1 \| [1-9]\d* ok, 0 failed \| cut by Ctrl-C")
                run = json.loads(file.read_text())
                done = int(re.search(r"after ([\d,]+) of", run["cut"])[1].replace(",", ""))
                self.assertEqual(sum(len(case["trials"]) for case in run["cases"]), done)

    def test_a_run_that_is_cut_before_anything_is_complete_says_so(self):
        with Provider(slow_from=1) as provider:
            process = start(*provider.flags, "--benchmark_filter=streaming/ShortAnswer")
            self.assertTrue(provider.slow_one.wait(30))
            process.send_signal(signal.SIGINT)
            returned, out, err = end(process)
            self.assertEqual(returned, 130, err)
            self.assertIn("the run was cut by Ctrl-C (SIGINT) after 0 of 60 trials", unwrapped(out))

    def test_two_configurations_in_turns_are_cut_together(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "run.json"
            process = start("--runs", "1000000", "--benchmark_filter=streaming/ShortAnswer", "--interleave", "", "--out", str(file))
            time.sleep(1.5)
            process.send_signal(signal.SIGINT)
            returned, out, err = end(process)
            self.assertEqual(returned, 130, out + err)
            for side in (file, file.with_name("run.candidate.json")):
                self.assertIn("Ctrl-C", json.loads(side.read_text())["cut"])

    def test_a_terminal_sees_trials_failures_money_and_the_time_left(self):
        with Provider(slow_from=10**9) as provider:
            provider.pause_s = 0.3
            master, slave = pty.openpty()
            environment = {"PATH": os.environ["PATH"], "ANTHROPIC_API_KEY": "sk-ant-test-key"}
            flags = [*provider.flags, "--benchmark_filter=streaming/ShortAnswer", "--runs", "4"]
            process = subprocess.Popen([str(BUILD_DIR / "suites"), *flags], stdout=subprocess.PIPE, stderr=slave, env=environment)
            os.close(slave)
            process.communicate(timeout=60)
            drawn = os.read(master, 1 << 16).decode()
            os.close(master)
            self.assertRegex(drawn, r"\[#+\.*\] [4-7]/8 trials, 0 failed, \$[\d.]+, [\d.]+ m?s left")

    def test_a_cut_run_is_no_baseline(self):
        with tempfile.TemporaryDirectory() as folder:
            process = start("--gate", "--runs", "1000000", "--baselines", folder, "--benchmark_filter=streaming/Short")
            time.sleep(1)
            process.send_signal(signal.SIGINT)
            returned, _, err = end(process)
            self.assertEqual(returned, 130)
            self.assertIn("whole runs", err)
            self.assertEqual(os.listdir(folder), [])

    def test_a_pipe_sees_no_bar(self):
        process = start("--runs", "20000", "--benchmark_filter=streaming/Short")
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        _, out, err = end(process)
        self.assertNotIn("\x1b", out + err)


class Money(unittest.TestCase):
    def test_a_limit_ends_the_run_before_the_request_that_could_pass_it(self):
        with Provider() as provider, tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "run.json"
            process = start(*provider.flags, "--model", "claude-haiku-5-5", "--benchmark_filter=streaming/ShortAnswer",
                            "--runs", "2000", "--max-usd", "0.02", "--out", str(file))
            returned, out, err = end(process)
            self.assertEqual(returned, 3, err)
            self.assertTrue(out.startswith("CUT  "), out)
            self.assertRegex(unwrapped(out), r"cut by --max-usd 0.02: \$0\.0\d+ are spent, and the next request may cost \$0\.0\d+")
            run = json.loads(file.read_text())
            spent = sum(sample["cost_usd"] for case in run["cases"] for trial in case["trials"]
                        for sample in trial["samples"])
            self.assertGreater(spent, 0.01)
            self.assertLessEqual(spent, 0.02)
            self.assertGreater(provider.requests, 3)

    def test_a_limit_that_is_not_reached_changes_nothing(self):
        with Provider() as provider:
            process = start(*provider.flags, "--benchmark_filter=streaming/ShortAnswer", "--runs", "2", "--max-usd", "5")
            returned, out, err = end(process)
            self.assertEqual(returned, 0, out + err)
            self.assertTrue(out.startswith("VALID  4 ok"), out)

    def test_a_limit_is_refused_where_it_could_not_hold(self):
        with Provider() as provider:
            for flags in ([], ["--dry-run"]):
                process = start(*provider.flags, "--model", "claude-mine", "--max-usd", "5", *flags)
                returned, out, err = end(process)
                self.assertEqual((returned, out), (2, ""))
                self.assertIn("--max-usd cannot hold for claude-mine: its price is not known", err)
            self.assertEqual(provider.requests, 0)

    def test_money_flags_are_refused_where_nothing_is_paid(self):
        for target in ("sim", "mock"):
            for flags in (["--max-usd", "5"], ["--dry-run"]):
                returned, _, err = end(start("--target", target, *flags))
                self.assertEqual(returned, 2)
                self.assertIn(f"{flags[0]}", err)
                self.assertIn(f"--target {target}", err)

    def test_a_dry_run_sends_nothing_and_comes_near_the_run(self):
        with Provider() as provider:
            flags = [*provider.flags, "--model", "claude-haiku-5-5", "--benchmark_filter=streaming/ShortAnswer", "--runs", "10"]
            returned, out, err = end(start(*flags, "--dry-run"))
            self.assertEqual(returned, 0, err)
            self.assertEqual(provider.requests, 0)
            self.assertIn("nothing was sent", out)
            row = re.search(r"^streaming +2 +(\d+) +([\d,]+) +([\d,]+) +([\d.]+) +([\d.]+)$", out, re.MULTILINE)
            self.assertIsNotNone(row, out)
            self.assertEqual(int(row[1]), 20)
            end(start(*flags))
            self.assertEqual(provider.requests, 20)

    def test_a_dry_run_knows_what_the_target_would_skip(self):
        returned, out, err = end(start("--target", "anthropic", "--dry-run", "--benchmark_filter=AutomaticCaching", "--runs", "2"))
        self.assertEqual(returned, 0, err)
        self.assertIn("would be skipped; the first, caching/AutomaticCaching/", unwrapped(out))

    def test_a_dry_run_of_a_model_without_a_price_names_no_money(self):
        returned, out, err = end(start("--target", "openai-compatible", "--base-url", "http://127.0.0.1:9/v1", "--model",
                                       "our-own", "--dry-run", "--benchmark_filter=streaming/ShortAnswer", "--runs", "3"))
        self.assertEqual(returned, 0, err)
        self.assertIn("not known", out)


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
