"""Two load generators of others, unmodified, against `lab mock`: AIPerf and GuideLLM.

    peers.py --lab build/lab --packages build/peers

Installs them from PyPI into --packages, each into a virtual environment of its own, when they are
not there yet (half a gigabyte, some minutes). What they then print about a few requests must be
what the mock did: as many requests, no errors, its token counts, and times that are not below the
truth. Exits with 77 where no package index can be reached.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import venv

SKIPPED = 77
PEERS = {"aiperf": "aiperf==0.13.*", "guidellm": "guidellm==0.8.*"}
REQUESTS = 6
TOKENS = 17
TTFT_MS = 100
GAP_MS = 10

# Every answer has TOKENS tokens, the first after TTFT_MS, the others GAP_MS apart.
PROFILE = f"""
name: peers
prefill: {{a0_ms: {TTFT_MS}}}
decode: {{b0_us: {GAP_MS * 1000}}}
output:
  short_tokens: {{median: {TOKENS}}}
  medium_tokens: {{median: {TOKENS}}}
  long_tokens: {{median: {TOKENS}}}
"""

# A tokenizer that needs no download: each byte is a token. Runs in a peer's own environment.
TOKENIZER = """
import json, pathlib, sys
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
folder = pathlib.Path(sys.argv[1])
vocabulary = {c: i for i, c in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
end = "<|endoftext|>"
vocabulary[end] = len(vocabulary)
tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
tokenizer.add_special_tokens([end])
tokenizer.save(str(folder / "tokenizer.json"))
config = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": end, "bos_token": end,
          "model_max_length": 1000000}
(folder / "tokenizer_config.json").write_text(json.dumps(config))
"""


class NoIndex(Exception):
    """No package index can be reached."""


def install(name: str, packages: pathlib.Path):
    """Makes packages/name/bin/name."""
    home = packages / name
    if (home / "bin" / name).exists():
        return
    venv.create(home, with_pip=True, clear=True)
    command = [home / "bin" / "python", "-m", "pip", "install", "--quiet",
               "--disable-pip-version-check", "--retries", "1", "--timeout", "30", PEERS[name]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1500, check=False)
    if done.returncode == 0:
        return
    if re.search("NewConnectionError|ConnectTimeout|ReadTimeout|NameResolution", done.stderr):
        raise NoIndex(done.stderr.strip()[-400:])
    sys.exit(f"FAILED: {PEERS[name]} cannot be installed into {packages}: {done.stderr[-2000:]}")


class Mock:
    """A `lab mock` on a free port, as long as the with-block; then `answers` are those it gave."""

    def __init__(self, lab: str, folder: pathlib.Path):
        self.log = folder / "mock.ndjson"
        (folder / "peers.yaml").write_text(PROFILE)
        self.command = [lab, "mock", "--port", "0", "--profile", folder / "peers.yaml", "--log",
                        self.log]
        self.answers = 0

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process.stdout.close()
        writes = map(json.loads, self.log.read_text().splitlines())
        self.answers = len({write["request"] for write in writes if "intended_ns" in write})


class Checks:
    """What was not as it should be."""

    def __init__(self):
        self.failed = []

    def equal(self, what: str, got, right):
        print(f"  {what}: {got}")
        if got != right:
            self.failed.append(f"{what} is {got!r} when it should be {right!r}")

    def within(self, what: str, got: float, low: float, high: float):
        print(f"  {what}: {got:.1f}")
        if not low <= got <= high:
            self.failed.append(f"{what} is {got:.2f} when it should be from {low} to {high}")


def run(command: list, folder: pathlib.Path, checks: Checks) -> bool:
    name = pathlib.Path(command[0]).name
    environment = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False,
                          cwd=folder, env={**environment, "NO_COLOR": "1"})
    if done.returncode != 0:
        checks.failed.append(f"{name} ended with {done.returncode}:\n"
                             f"{(done.stdout + done.stderr)[-3000:]}")
    return done.returncode == 0


def aiperf(program: pathlib.Path, mock: Mock, folder: pathlib.Path, endpoint: str, model: str,
           checks: Checks):
    print(f"AIPerf, {endpoint}")
    out = folder / endpoint
    if not run([program, "profile", "--model", model, "--url", mock.url,
                "--endpoint-type", endpoint, "--streaming",
                "--request-count", str(REQUESTS), "--concurrency", "2",
                "--isl", "80", "--osl", "64", "--tokenizer", folder, "--api-key", "test",
                "--use-server-token-count", "--ui", "none", "--artifact-dir", out], folder, checks):
        return
    report = json.loads((out / "profile_export_aiperf.json").read_text())
    checks.equal("errors", report["error_summary"], [])
    checks.equal("requests", report["request_count"]["avg"], REQUESTS)
    lengths = report["output_sequence_length"]
    checks.equal("output tokens", (lengths["min"], lengths["max"]), (TOKENS, TOKENS))
    check_times(report["time_to_first_token"]["min"], report["inter_token_latency"]["p50"], checks)


def guidellm(program: pathlib.Path, mock: Mock, folder: pathlib.Path, checks: Checks):
    print("GuideLLM, which picks the model itself")
    out = folder / "guidellm.json"
    if not run([program, "run", "--backend", f"kind=openai_http,target={mock.url},api_key=test",
                "--profile", "kind=concurrent,streams=2",
                "--constraint", f"kind=max_requests,count={REQUESTS}",
                "--tokenizer", f"kind=hf_auto,model={folder}",
                "--data", "kind=synthetic_text,prompt_tokens=80,output_tokens=64",
                "--output", f"kind=json,path={out}", "--disable-console"], folder, checks):
        return
    benchmark = json.loads(out.read_text())["benchmarks"][0]
    totals = benchmark["metrics"]["request_totals"]
    checks.equal("requests", totals["successful"], REQUESTS)
    checks.equal("errors", totals["errored"], 0)
    answers = benchmark["requests"]["successful"]
    checks.equal("output tokens", {answer["output_tokens"] for answer in answers}, {TOKENS})
    gaps = sorted(answer["inter_token_latency_ms"] for answer in answers)
    check_times(min(answer["time_to_first_token_ms"] for answer in answers), gaps[len(gaps) // 2],
                checks)


def check_times(ttft_ms: float, gap_ms: float, checks: Checks):
    """Never below the truth; above it by no more than a busy machine takes."""
    checks.within("smallest TTFT, ms", ttft_ms, TTFT_MS - 0.5, 5 * TTFT_MS)
    checks.within("median gap, ms", gap_ms, 0.9 * GAP_MS, 3 * GAP_MS)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", required=True, type=os.path.abspath)
    parser.add_argument("--packages", required=True, type=lambda path: pathlib.Path(path).resolve())
    options = parser.parse_args()
    try:
        for name in PEERS:
            install(name, options.packages)
    except NoIndex as error:
        print(f"SKIPPED: no package index to take {', '.join(PEERS.values())} from: {error}")
        return SKIPPED
    checks = Checks()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        home = {name: options.packages / name / "bin" for name in PEERS}
        subprocess.run([home["guidellm"] / "python", "-c", TOKENIZER, folder], check=True)
        with Mock(options.lab, folder) as mock:
            aiperf(home["aiperf"] / "aiperf", mock, folder, "chat", "gpt-4o-mini", checks)
            aiperf(home["aiperf"] / "aiperf", mock, folder, "messages", "claude-haiku-5-5", checks)
            guidellm(home["guidellm"] / "guidellm", mock, folder, checks)
        print("the mock")
        checks.equal("answers", mock.answers, 3 * REQUESTS)
    for failure in checks.failed:
        print(f"FAILED: {failure}")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
