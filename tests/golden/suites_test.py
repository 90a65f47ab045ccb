#!/usr/bin/env python3
"""What the experiments with several requests a trial do, seen in the records that they leave.

    suites_test.py BUILD_DIR
"""

import json
import pathlib
import subprocess
import sys
import unittest

BUILD_DIR = pathlib.Path(".")

# What suites/parallelism/tool_graph.cc says; here once more, so that a slip there is seen.
GRAPH = {
    "customer": [],
    "calendar": [],
    "office_location": ["customer"],
    "flights": ["office_location", "calendar"],
    "hotels": ["office_location", "calendar"],
    "weather": ["office_location"],
    "restaurants": ["hotels"],
    "policy_check": ["flights", "hotels"],
}


def trials(name, runs=3):
    """The trials of the one case of that name, with times in nanoseconds from each trial's start."""
    command = [str(BUILD_DIR / "suites"), f"--benchmark_filter={name}$", "--runs", str(runs), "--seed", "5",
               "--format", "json"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    (case,) = json.loads(result.stdout)["cases"]
    return case["trials"]


def spans(trial, kind):
    return {span["name"]: span for span in trial.get("spans", []) if span["kind"] == kind}


def most_at_once(parts, starts="start_ns"):
    """Of `parts` the most that were under way at one moment; one that ends makes room for the next."""
    changes = [(part["end_ns"], -1) for part in parts] + [(part[starts], 1) for part in parts]
    running = most = 0
    for _, change in sorted(changes):
        running += change
        most = max(most, running)
    return most


class Parallelism(unittest.TestCase):
    def test_one_call_a_turn_never_runs_two_things_at_once(self):
        for trial in trials("parallelism/ToolAgent/OneCallATurn/tools:4", 6):
            tools = list(spans(trial, "tool").values())
            self.assertEqual(len(tools), 4)
            self.assertEqual(len(trial["samples"]), 5)
            self.assertEqual(most_at_once(tools + trial["samples"]), 1)

    def test_parallel_calls_all_start_when_the_turn_is_over(self):
        for trial in trials("parallelism/ToolAgent/ParallelToolCalls/tools:8", 6):
            turn, _ = trial["samples"]
            tools = spans(trial, "tool").values()
            self.assertEqual({tool["start_ns"] for tool in tools}, {turn["closed_ns"]})
            self.assertEqual(len(tools), 8)

    def test_speculation_starts_tools_while_the_model_still_writes(self):
        for trial in trials("parallelism/ToolAgent/Speculative/tools:8", 6):
            turn, answer = trial["samples"]
            starts = [tool["start_ns"] for tool in spans(trial, "tool").values()]
            self.assertEqual(starts, sorted(starts), "in the order of the calls")
            self.assertEqual(len(set(starts)), 8, "one after the other, as they are written")
            self.assertLess(starts[6], turn["end_ns"])
            self.assertGreaterEqual(answer["start_ns"], turn["end_ns"])

    def test_every_case_meets_the_same_tools(self):
        lengths = []
        for case in ("OneCallATurn", "ParallelToolCalls", "Speculative"):
            tools = spans(trials(f"parallelism/ToolAgent/{case}/tools:4", 2)[0], "tool")
            lengths.append({name: tool["end_ns"] - tool["start_ns"] for name, tool in tools.items()})
        self.assertEqual(lengths[0], lengths[1])
        self.assertEqual(lengths[0], lengths[2])

    def test_a_graph_runs_each_tool_the_moment_its_inputs_are_there(self):
        for trial in trials("parallelism/ToolGraph/DependencyGraph", 6):
            tools = spans(trial, "tool")
            self.assertEqual(set(tools), set(GRAPH))
            planned = trial["samples"][0]["closed_ns"]
            for name, needs in GRAPH.items():
                ready = max([planned] + [tools[need]["end_ns"] for need in needs])
                self.assertEqual(tools[name]["start_ns"], ready, name)

    def test_levels_run_no_tool_before_its_inputs(self):
        for trial in trials("parallelism/ToolGraph/LevelByLevel", 6):
            tools = spans(trial, "tool")
            for name, needs in GRAPH.items():
                for need in needs:
                    self.assertGreaterEqual(tools[name]["start_ns"], tools[need]["end_ns"])
            self.assertEqual(len(trial["samples"]), 5)

    def test_a_batch_keeps_to_its_concurrency_and_answers_every_prompt(self):
        for concurrency, case in ((1, "OneAfterAnother"), (8, "AtOnce"), (64, "AtOnce")):
            for trial in trials(f"parallelism/Batch/{case}/concurrency:{concurrency}", 16):
                samples = trial["samples"]
                self.assertEqual(most_at_once(samples), concurrency)
                self.assertEqual(sum("error" not in sample for sample in samples), 64)

    def test_a_batch_of_64_at_once_meets_the_limit_and_gets_through(self):
        for trial in trials("parallelism/Batch/AtOnce/concurrency:64", 16):
            turned_away = [sample for sample in trial["samples"] if "error" in sample]
            self.assertEqual({sample["error"]["kind"] for sample in turned_away}, {"rate_limited"})
            self.assertEqual(len(turned_away), trial["counters"]["turned away"])

    def test_a_hedge_that_loses_is_cancelled_at_the_winners_first_token_and_billed(self):
        losers = 0
        for trial in trials("parallelism/Hedged/AfterQuantile/percent:80", 40):
            first_tokens = {sample["first_token_ns"] for sample in trial["samples"] if "error" not in sample}
            for sample in trial["samples"]:
                if sample.get("error", {}).get("kind") == "cancelled":
                    losers += 1
                    self.assertIn(sample["end_ns"], first_tokens)
                    # One whose connection was not there yet has sent nothing and costs nothing.
                    self.assertEqual(sample["cost_usd"] > 0, "sent_ns" in sample)
        # 20 requests of the 160 warm it up; a fifth of the others is hedged.
        self.assertTrue(10 <= losers <= 48, losers)

    def test_map_reduce_reads_all_parts_at_once_and_then_reduces(self):
        for trial in trials("parallelism/LongDocument/MapReduce/parts:8", 4):
            parts, last = trial["samples"][:-1], trial["samples"][-1]
            self.assertEqual(most_at_once(parts), 8)
            self.assertEqual(last["start_ns"], max(part["closed_ns"] for part in parts))
            self.assertTrue(all(7_000 < sample["usage"]["input_uncached"] < 8_000 for sample in parts))


class Topology(unittest.TestCase):
    # calls of models, and the length of the longest chain of calls and tools
    SHAPES = {
        "FlatAgent": (2, 3),
        "ParallelSpecialists": (9, 4),
        "Hierarchical": (10, 5),
        "SequentialChain": (9, 13),
        "DebateWithJudge": (7, 5),
    }

    def test_each_has_the_calls_and_the_critical_path_of_its_shape(self):
        for case, (calls, path) in self.SHAPES.items():
            for trial in trials(f"topology/IncidentReport/{case}", 4):
                self.assertEqual(trial["counters"]["calls"], calls, case)
                self.assertEqual(trial["counters"]["critical path"], path, case)
                self.assertEqual(len(trial["samples"]), calls)

    def test_every_request_hangs_below_the_agent_that_sent_it(self):
        for case in self.SHAPES:
            for trial in trials(f"topology/IncidentReport/{case}", 2):
                for sample in trial["samples"]:
                    agent = trial["spans"][sample["step"]]
                    self.assertEqual(agent["kind"], "step")
                    self.assertLessEqual(agent["start_ns"], sample["start_ns"])
                    self.assertGreaterEqual(agent["end_ns"], sample["end_ns"])

    def test_no_agent_writes_more_than_its_budget(self):
        for case in self.SHAPES:
            for trial in trials(f"topology/IncidentReport/{case}", 2):
                for sample in trial["samples"]:
                    self.assertNotIn("error", sample)
                    self.assertNotIn(sample["stop_reason"], ("max_tokens", "length"))


if __name__ == "__main__":
    BUILD_DIR = pathlib.Path(sys.argv.pop()).resolve()
    unittest.main(verbosity=2)
