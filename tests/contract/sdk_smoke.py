"""The official SDKs of Anthropic and OpenAI, unmodified, against `lab mock`.

    sdk_smoke.py --lab build/lab --packages build/sdk

Installs the SDKs into --packages with pip when they are not there yet. Exits with 77, which ctest
counts as skipped, where no package index can be reached.
"""

import argparse
import importlib
import pathlib
import subprocess
import sys
import unittest

SKIPPED = 77
SDKS = ["anthropic", "openai"]
CLAUDE = "claude-haiku-5-5"
GPT = "gpt-5-mini"
CHAT = "gpt-4o"

WEATHER = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
    "required": ["city"],
}


def install(packages: pathlib.Path) -> str:
    """Makes the SDKs importable; why not, if not."""
    sys.path.insert(0, str(packages))
    importlib.invalidate_caches()
    if all((packages / name).is_dir() for name in SDKS):
        return ""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
               "--retries", "1", "--timeout", "15", "--target", str(packages), *SDKS]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"pip cannot be run: {error}"
    importlib.invalidate_caches()
    return "" if done.returncode == 0 else "pip: " + done.stderr.strip()[-300:]


class Mock:
    """A `lab mock` on a free port, as long as the with-block."""

    lab = ""

    def __init__(self, *flags: str):
        self.flags = ["--speed", "20", "--seed", "7", *flags]

    def __enter__(self) -> str:
        self.process = subprocess.Popen([self.lab, "mock", "--port", "0", *self.flags],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on http://"), line
        return line.split()[-1]

    def __exit__(self, *_):
        self.process.terminate()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        assert code == 0, f"lab mock ended with {code} after SIGTERM"


class WithMock(unittest.TestCase):
    flags: tuple[str, ...] = ()

    @classmethod
    def setUpClass(cls):
        cls.mock = Mock(*cls.flags)
        cls.url = cls.mock.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.mock.__exit__()


class Anthropic(WithMock):
    def client(self, **options):
        import anthropic
        return anthropic.Anthropic(base_url=self.url, api_key="sk-ant-test", max_retries=0,
                                   **options)

    def ask(self, **options):
        return {"model": CLAUDE, "max_tokens": 200,
                "messages": [{"role": "user", "content": "May I return a used kettle?"}], **options}

    def test_a_buffered_answer_has_text_and_usage(self):
        message = self.client().messages.create(**self.ask())
        self.assertEqual(message.type, "message")
        self.assertTrue(message.content[0].text)
        self.assertIn(message.stop_reason, ("end_turn", "max_tokens"))
        self.assertEqual(message.usage.input_tokens, 7)
        self.assertGreater(message.usage.output_tokens, 0)

    def test_a_stream_adds_up_to_a_message(self):
        with self.client().messages.stream(**self.ask()) as stream:
            text = "".join(stream.text_stream)
            final = stream.get_final_message()
        self.assertTrue(text)
        self.assertEqual(final.content[0].text, text)
        self.assertGreater(final.usage.output_tokens, 1)

    def test_streamed_and_buffered_say_the_same(self):
        client = self.client(default_headers={"x-lab-request": "same"})
        buffered = client.messages.create(**self.ask())
        with client.messages.stream(**self.ask()) as stream:
            streamed = stream.get_final_message()
        self.assertEqual(buffered.content[0].text, streamed.content[0].text)
        self.assertEqual(buffered.id, streamed.id)

    def test_raw_events_come_in_the_documented_order(self):
        kinds = [event.type for event in self.client().messages.create(stream=True, **self.ask())]
        self.assertEqual(kinds[:2], ["message_start", "content_block_start"])
        self.assertEqual(kinds[-3:], ["content_block_stop", "message_delta", "message_stop"])

    def test_tools_are_called_with_arguments_that_parse(self):
        tool = {"name": "get_weather", "description": "Weather", "input_schema": WEATHER}
        with self.client().messages.stream(
                tools=[tool], tool_choice={"type": "any"}, **self.ask()) as stream:
            final = stream.get_final_message()
        self.assertEqual(final.stop_reason, "tool_use")
        calls = [block for block in final.content if block.type == "tool_use"]
        self.assertEqual(calls[0].name, "get_weather")
        self.assertIsInstance(calls[0].input["city"], str)
        answer = self.client().messages.create(tools=[tool], **self.ask(messages=[
            {"role": "user", "content": "Weather?"},
            {"role": "assistant", "content": final.content},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": call.id, "content": "sunny"}
                for call in calls]}]))
        self.assertEqual(answer.content[-1].type, "text")

    def test_thinking_comes_first_and_is_signed(self):
        message = self.client().messages.create(**self.ask(
            model="claude-sonnet-5-5", max_tokens=4000,
            thinking={"type": "enabled", "budget_tokens": 1024}))
        self.assertEqual([block.type for block in message.content], ["thinking", "text"])
        self.assertTrue(message.content[0].signature)

    def test_the_second_request_reads_the_cache(self):
        system = [{"type": "text", "text": "word " * 8000, "cache_control": {"type": "ephemeral"}}]
        first = self.client().messages.create(system=system, **self.ask())
        second = self.client().messages.create(system=system, **self.ask())
        self.assertEqual(first.usage.cache_creation_input_tokens, 10000)
        self.assertEqual(second.usage.cache_read_input_tokens, 10000)

    def test_tokens_are_counted(self):
        count = self.client().messages.count_tokens(
            model=CLAUDE, messages=[{"role": "user", "content": "x" * 400}])
        self.assertEqual(count.input_tokens, 100)

    def test_models_are_listed(self):
        self.assertIn(CLAUDE, [model.id for model in self.client().models.list()])

    def test_errors_are_the_sdks_own_classes(self):
        import anthropic
        rows = [(400, anthropic.BadRequestError), (401, anthropic.AuthenticationError),
                (403, anthropic.PermissionDeniedError), (404, anthropic.NotFoundError),
                (429, anthropic.RateLimitError), (500, anthropic.InternalServerError),
                (529, anthropic.APIStatusError)]
        for status, kind in rows:
            with self.subTest(status=status), self.assertRaises(kind) as caught:
                self.client(default_headers={"x-lab-fault": f"status={status}"}).messages.create(
                    **self.ask())
            self.assertEqual(caught.exception.status_code, status)
            self.assertTrue(caught.exception.request_id.startswith("req_"))

    def test_an_unknown_model_is_not_found(self):
        import anthropic
        with self.assertRaisesRegex(anthropic.NotFoundError, "model: nobody"):
            self.client().messages.create(**self.ask(model="nobody"))

    def test_an_error_in_the_stream_is_raised(self):
        import anthropic
        client = self.client(default_headers={"x-lab-fault": "error_event=5"})
        with self.assertRaisesRegex(anthropic.APIStatusError, "Overloaded"):
            with client.messages.stream(**self.ask()) as stream:
                list(stream.text_stream)

    def test_retries_come_through_after_a_429(self):
        import anthropic
        with Mock("--fault", "status=429:0.01 at=0") as url:
            client = anthropic.Anthropic(base_url=url, api_key="k", max_retries=2)
            self.assertTrue(client.messages.create(**self.ask()).content[0].text)


class AnthropicWithKey(WithMock):
    flags = ("--require-key", "right")

    def test_another_key_is_refused(self):
        import anthropic
        options = {"model": CLAUDE, "max_tokens": 5,
                   "messages": [{"role": "user", "content": "Hi"}]}
        good = anthropic.Anthropic(base_url=self.url, api_key="right", max_retries=0)
        self.assertTrue(good.messages.create(**options).content)
        bad = anthropic.Anthropic(base_url=self.url, api_key="wrong", max_retries=0)
        with self.assertRaisesRegex(anthropic.AuthenticationError, "invalid x-api-key"):
            bad.messages.create(**options)


class OpenAi(WithMock):
    def client(self, **options):
        import openai
        return openai.OpenAI(base_url=self.url + "/v1", api_key="sk-test", max_retries=0, **options)

    def ask(self, **options):
        return {"model": CHAT, "max_completion_tokens": 200,
                "messages": [{"role": "system", "content": "Be brief."},
                             {"role": "user", "content": "May I return a used kettle?"}], **options}

    def test_a_buffered_answer_has_text_and_usage(self):
        completion = self.client().chat.completions.create(**self.ask())
        self.assertTrue(completion.choices[0].message.content)
        self.assertIn(completion.choices[0].finish_reason, ("stop", "length"))
        usage = completion.usage
        self.assertEqual(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)

    def test_a_stream_ends_with_usage_where_asked(self):
        chunks = list(self.client().chat.completions.create(
            stream=True, stream_options={"include_usage": True}, **self.ask()))
        self.assertEqual(chunks[0].choices[0].delta.role, "assistant")
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        self.assertTrue(text)
        self.assertEqual(chunks[-1].choices, [])
        self.assertGreater(chunks[-1].usage.completion_tokens, 0)

    def test_a_plain_stream_has_no_usage(self):
        chunks = list(self.client().chat.completions.create(stream=True, **self.ask()))
        self.assertTrue(all(chunk.usage is None for chunk in chunks))
        self.assertIn(chunks[-1].choices[0].finish_reason, ("stop", "length"))

    def test_the_sdks_own_stream_helper_adds_up(self):
        with self.client().chat.completions.stream(
                **self.ask(max_completion_tokens=5000)) as stream:
            final = stream.get_final_completion()
        self.assertTrue(final.choices[0].message.content)

    def test_tools_are_called_with_arguments_that_parse(self):
        import json
        tool = {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}
        completion = self.client().chat.completions.create(
            tools=[tool], tool_choice="required", **self.ask())
        self.assertEqual(completion.choices[0].finish_reason, "tool_calls")
        message = completion.choices[0].message
        call = message.tool_calls[0]
        self.assertEqual(call.function.name, "get_weather")
        self.assertIsInstance(json.loads(call.function.arguments)["city"], str)
        results = [{"role": "tool", "tool_call_id": one.id, "content": "sunny"}
                   for one in message.tool_calls]
        answer = self.client().chat.completions.create(tools=[tool], **self.ask(
            messages=[{"role": "user", "content": "Weather?"}, message, *results]))
        self.assertTrue(answer.choices[0].message.content)

    def test_streamed_calls_add_up(self):
        import json
        tool = {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}
        parts = {}
        for chunk in self.client().chat.completions.create(
                stream=True, tools=[tool], tool_choice="required", **self.ask()):
            for call in chunk.choices[0].delta.tool_calls or []:
                parts[call.index] = parts.get(call.index, "") + (call.function.arguments or "")
        for arguments in parts.values():
            self.assertIn("city", json.loads(arguments))
        self.assertTrue(parts)

    def test_reasoning_is_hidden_and_billed(self):
        completion = self.client().chat.completions.create(
            **self.ask(model=GPT, max_completion_tokens=5000, reasoning_effort="medium"))
        self.assertTrue(completion.choices[0].message.content)
        self.assertGreater(completion.usage.completion_tokens_details.reasoning_tokens, 0)

    def test_a_reasoning_model_refuses_max_tokens(self):
        import openai
        with self.assertRaises(openai.BadRequestError) as caught:
            self.client().chat.completions.create(
                model=GPT, max_tokens=5, messages=[{"role": "user", "content": "Hi"}])
        self.assertEqual(caught.exception.code, "unsupported_parameter")
        self.assertEqual(caught.exception.param, "max_tokens")

    def test_models_are_listed(self):
        self.assertIn(GPT, [model.id for model in self.client().models.list()])

    def test_errors_are_the_sdks_own_classes(self):
        import openai
        rows = [(400, openai.BadRequestError), (401, openai.AuthenticationError),
                (403, openai.PermissionDeniedError), (404, openai.NotFoundError),
                (429, openai.RateLimitError), (500, openai.InternalServerError),
                (503, openai.InternalServerError)]
        for status, kind in rows:
            with self.subTest(status=status), self.assertRaises(kind) as caught:
                self.client(default_headers={"x-lab-fault": f"status={status}"}) \
                    .chat.completions.create(**self.ask())
            self.assertEqual(caught.exception.status_code, status)
            self.assertTrue(caught.exception.request_id.startswith("req_"))

    def test_an_error_in_the_stream_is_raised(self):
        import openai
        client = self.client(default_headers={"x-lab-fault": "error_event=3"})
        with self.assertRaisesRegex(openai.APIError, "had an error while processing"):
            list(client.chat.completions.create(stream=True, **self.ask()))

    def test_a_lost_connection_is_an_error(self):
        client = self.client(default_headers={"x-lab-fault": "reset=3"})
        with self.assertRaisesRegex(Exception, "(?i)connection|reset|closed|incomplete"):
            list(client.chat.completions.create(stream=True, **self.ask()))


class Limits(WithMock):
    flags = ("--profile", str(pathlib.Path(__file__).with_name("sdk_limits.yaml")))

    def test_a_rejected_request_says_when_to_come_back(self):
        import anthropic
        import openai
        claude = anthropic.Anthropic(base_url=self.url, api_key="k", max_retries=0)
        gpt = openai.OpenAI(base_url=self.url + "/v1", api_key="k", max_retries=0)
        ask = {"messages": [{"role": "user", "content": "Hi"}], "max_tokens": 5}
        rows = [(lambda: claude.messages.create(model=CLAUDE, **ask), anthropic.RateLimitError),
                (lambda: gpt.chat.completions.create(model=CHAT, **ask), openai.RateLimitError)]
        for call, kind in rows:
            with self.assertRaises(kind) as caught:
                for _ in range(5):
                    call()
            self.assertGreaterEqual(int(caught.exception.response.headers["retry-after"]), 1)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lab", required=True)
    parser.add_argument("--packages", required=True, type=pathlib.Path)
    arguments, rest = parser.parse_known_args()
    reason = install(arguments.packages.absolute())
    if reason:
        print("skipped: the SDKs cannot be installed;", reason)
        return SKIPPED
    Mock.lab = arguments.lab
    result = unittest.main(argv=[sys.argv[0], *rest], exit=False, verbosity=1).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
