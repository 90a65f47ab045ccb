#!/usr/bin/env python3
"""`lab compare` on files of Google Benchmark's, held against what its own compare.py computes.

    rank_test_peer.py --lab build/lab --packages build/scipy

compare.py judges by scipy.stats.mannwhitneyu, two-sided, from nine repetitions on by its normal
approximation. This test asks scipy from PyPI, which it installs into --packages when it is not
there yet, for that and for the exact one-sided p value: `lab compare` asks two one-sided
questions, each beyond a limit, and with a limit next to nothing and one row they are that one.
Exits with 77, which ctest shows as skipped, where no package index can be reached.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

SKIPPED = 77


def install(packages):
    """Empty when scipy is there, else why not."""
    if (packages / "scipy").exists():
        return ""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--retries", "1", "--timeout", "30", "--target", str(packages), "scipy"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    except OSError as error:
        return f"pip cannot be run: {error}"
    return "" if done.returncode == 0 else "pip: " + done.stderr.strip()[-300:]


def row(name, time, **more):
    return {"name": name, "run_name": name, "run_type": "iteration", "iterations": 1,
            "real_time": time, "cpu_time": time, "time_unit": "ns", **more}


def benchmark_file(folder, name, samples):
    path = pathlib.Path(folder) / name
    rows = [row(case, time) for case, times in samples.items() for time in times]
    path.write_text(json.dumps({"context": {}, "benchmarks": rows}))
    return str(path)


class Lab:
    def __init__(self, lab, folder):
        self.lab, self.folder = lab, folder

    def compare(self, before, after, *flags):
        files = [benchmark_file(self.folder, "a", before), benchmark_file(self.folder, "b", after)]
        done = subprocess.run([self.lab, "compare", *files, "--format", "json", *flags],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, json.loads(done.stdout)


def check_p_values(lab, mannwhitneyu):
    """One row at a time, so that nothing is corrected."""
    failures = 0
    for n, ratio in ((4, 3.0), (5, 1.5), (5, 3.0), (9, 1.2), (9, 3.0), (12, 1.05)):
        draw = random.Random(1000 * n + int(100 * ratio))
        before = [draw.lognormvariate(5, 0.1) for _ in range(n)]
        after = [ratio * draw.lognormvariate(5, 0.1) for _ in range(n)]
        theirs = mannwhitneyu(before, after, alternative="two-sided").pvalue
        greater = mannwhitneyu(before, after, alternative="less", method="exact").pvalue
        _, report = lab.compare({"A": before}, {"A": after}, "--limit", "0.0001%")
        ours = report["rows"][0]["p_regression"]
        # Ours is never surer than the exact test; where the two sides lie apart it is that test.
        apart = max(before) < min(after)
        good = abs(ours - greater) < 1e-6 if apart else ours >= greater * 0.2
        failures += not good
        print(f"n {n:3} ratio {ratio:4}: compare.py {theirs:.6f}, one-sided {greater:.6f}, "
              f"lab {ours:.6f}{'' if good else '   WRONG'}")
    return failures


def check_twenty_separated_cases(lab, mannwhitneyu):
    """Twenty cases, each three times as slow, nine repetitions: U says 0.00004 of each."""
    draw = random.Random(9)
    before = {f"BM_{i}": [draw.lognormvariate(5, 0.1) for _ in range(9)] for i in range(20)}
    after = {name: [3 * time for time in times] for name, times in before.items()}
    worst = max(mannwhitneyu(before[name], after[name], alternative="two-sided").pvalue
                for name in before)
    code, report = lab.compare(before, after)
    verdicts = {entry["verdict"] for entry in report["rows"]}
    print(f"20 separated cases at n = 9: U {worst:.6f} at worst; lab ends with {code}, {verdicts}")
    return int(code != 1 or verdicts != {"regression"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", required=True)
    parser.add_argument("--packages", required=True, type=pathlib.Path)
    options = parser.parse_args()
    if missing := install(options.packages):
        print(f"SKIPPED: scipy cannot be installed, so nothing was compared with it: {missing}")
        return SKIPPED
    sys.path.insert(0, str(options.packages))
    from scipy.stats import mannwhitneyu
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab(options.lab, folder)
        failures = (check_p_values(lab, mannwhitneyu) +
                    check_twenty_separated_cases(lab, mannwhitneyu))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
