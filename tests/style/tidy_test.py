"""Every rule of tools/tidy.py fires on a bad sample and stays quiet on the good one beside it."""

import contextlib
import io
import re
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import tidy  # noqa: E402
import tidy_tables  # noqa: E402

HEADER = "// What it is for.\n#pragma once\n"


def check(files: dict[str, str]) -> list[tidy.Finding]:
    """Findings of a tree that holds these files; each .cc gets an empty test file for free."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in files.items():
            for place in tidy.test_places(path)[:1]:
                write(root / place, "// A test.\n")
            write(root / path, text)
        return tidy.check_tree(root)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


class TidyTest(unittest.TestCase):
    def assert_clean(self, path: str, text: str) -> None:
        self.assertEqual([], [str(finding) for finding in check({path: text})])

    def assert_finds(self, rule: str, line: int, path: str, text: str, hint: str = "") -> None:
        found = check({path: text})
        self.assertEqual([(path, line, rule)], [finding[:3] for finding in found],
                         [str(finding) for finding in found])
        self.assertIn(hint, found[0].message)


class Includes(TidyTest):
    def test_a_folder_includes_itself_and_its_row(self):
        self.assert_clean("framework/net/tcp.cc", '#include "framework/net/tcp.h"\n'
                          '#include "framework/runtime/loop.h"\n#include <vector>\n')

    def test_a_higher_rank_is_refused(self):
        self.assert_finds("include-direction", 1, "framework/base/a.cc",
                          '#include "framework/net/tcp.h"\n', "base may not include net")

    def test_a_row_does_not_reach_through(self):
        self.assert_finds("include-direction", 1, "framework/report/a.cc",
                          '#include "framework/runtime/loop.h"\n', "base stats measure")

    def test_providers_are_a_folder_of_their_own(self):
        self.assert_finds("include-direction", 1, "framework/llm/client.cc",
                          '#include "framework/llm/providers/anthropic.h"\n')

    def test_mocks_and_providers_share_no_wire_code(self):
        self.assert_finds("include-direction", 1, "mocks/a.cc",
                          '#include "framework/llm/providers/anthropic.h"\n', "wire code")
        self.assert_finds("include-direction", 1, "framework/llm/providers/a.cc",
                          '#include "mocks/anthropic.h"\n', "wire code")

    def test_a_suite_sees_lab_h_and_its_own_headers_only(self):
        self.assert_clean("suites/caching/a.cc", '#include "framework/lab.h"\n'
                          '#include "suites/caching/fixture.h"\n')
        self.assert_finds("include-direction", 1, "suites/caching/a.cc",
                          '#include "suites/streaming/fixture.h"\n')
        self.assert_finds("include-direction", 1, "suites/caching/a.cc",
                          '#include "framework/net/tcp.h"\n')

    def test_apps_and_tests_include_anything(self):
        self.assert_clean("apps/lab.cc", '#include "mocks/server.h"\n')
        self.assert_clean("tests/unit/net/a_test.cc", '#include "mocks/server.h"\n')

    def test_a_path_starts_at_the_root(self):
        self.assert_finds("include-direction", 1, "framework/net/a.cc", '#include "tcp.h"\n')
        self.assert_finds("include-direction", 1, "framework/net/a.cc",
                          "#include <framework/net/tcp.h>\n")

    def test_an_include_in_a_comment_is_none(self):
        self.assert_clean("framework/base/a.cc", '// #include "framework/net/tcp.h"\n')


class ThirdParty(TidyTest):
    def test_a_library_stays_in_its_module(self):
        self.assert_clean("framework/net/tls.cc", "#include <openssl/ssl.h>\n")
        self.assert_finds("third-party", 1, "framework/llm/a.cc", "#include <openssl/ssl.h>\n",
                          "framework/net")

    def test_a_library_stays_out_of_headers(self):
        self.assert_finds("third-party", 3, "framework/net/tls.h",
                          HEADER + "#include <openssl/ssl.h>\n", "leaks")

    def test_json_may_be_declared_in_a_header(self):
        self.assert_clean("framework/llm/a.h", HEADER + "#include <nlohmann/json_fwd.hpp>\n")
        self.assert_finds("third-party", 3, "framework/llm/a.h",
                          HEADER + "#include <nlohmann/json.hpp>\n")

    def test_an_unknown_library_needs_a_row(self):
        self.assert_finds("third-party", 1, "framework/net/a.cc", "#include <curl/curl.h>\n",
                          "LIBRARIES")

    def test_the_operating_system_is_reached_from_few_folders(self):
        self.assert_clean("framework/runtime/a.cc", "#include <sys/epoll.h>\n")
        self.assert_finds("third-party", 1, "framework/llm/a.cc", "#include <unistd.h>\n")


class BannedCalls(TidyTest):
    BAD = {
        "auto t = std::chrono::steady_clock::now();": "loop.Now()",
        "auto t = std::time(nullptr);": "loop.Now()",
        "clock_gettime(CLOCK_MONOTONIC, &ts);": "loop.Now()",
        "int n = rand() % 6;": "lab::Rng",
        "std::random_device device;": "lab::Rng",
        "std::mt19937_64 engine(7);": "lab::Rng",
        "std::normal_distribution<double> normal;": "lab::Rng",
        "std::shuffle(a, b, rng);": "lab::Rng",
        'const char* key = std::getenv("KEY");': "main()",
        "int fd = ::socket(AF_INET, SOCK_STREAM, 0);": "framework/net",
        "std::this_thread::sleep_for(1ms);": "SleepUntil",
        "usleep(10);": "SleepUntil",
        "std::thread worker(run);": "helper thread",
        "std::mutex mutex;": "helper thread",
        "std::ifstream file(path);": "main()",
        "std::cerr << 1;": "main()",
        'printf("%d", 1);': "main()",
    }

    def test_each_names_its_replacement(self):
        for code, instead in self.BAD.items():
            with self.subTest(code):
                self.assert_finds("banned-call", 2, "framework/llm/a.cc", f"\n{code}\n", instead)

    def test_the_owner_of_a_call_may_make_it(self):
        self.assert_clean("framework/runtime/a.cc", "Now(std::chrono::steady_clock::now());\n")
        self.assert_clean("apps/lab.cc", 'const char* key = std::getenv("KEY");\n')
        self.assert_clean("framework/net/a.cc", "int fd = ::socket(1, 2, 3);\n")

    def test_a_test_does_not_sleep_either(self):
        self.assert_finds("banned-call", 1, "tests/unit/net/a_test.cc",
                          "std::this_thread::sleep_for(1ms);\n")

    def test_words_that_only_look_alike_pass(self):
        self.assert_clean("framework/llm/a.cc", 'rng.time(0); loop.sleep(3); operand(2);\n'
                          'int brand = 3; snprintf(b, n, "%d", 1); WebSocket(1);\n')

    def test_comments_and_strings_are_no_calls(self):
        self.assert_clean("framework/llm/a.cc", '// rand() is banned\n/* getenv("A")\n*/\n'
                          'f("std::thread"); g(R"x(usleep(1) ")x"); h(\'"\', 10\'000, "rand()");\n')


class Text(TidyTest):
    def test_unfinished_work_is_found(self):
        for word in ("FIX" + "ME", "TO" + "DO", "X" + "XX"):
            self.assert_finds("unfinished", 1, "docs/a.md", f"{word}: later\n")

    def test_a_line_has_a_hundred_columns(self):
        self.assert_clean("cmake/a.cmake", "#" * 100 + "\n")
        self.assert_finds("columns", 1, "cmake/a.cmake", "#" * 101 + "\n", "101 columns")

    def test_blanks_that_nobody_sees_are_found(self):
        self.assert_finds("whitespace", 1, "tools/a.py", "x = 1 \n")
        self.assert_finds("whitespace", 2, "tools/a.py", "if x:\n\ty()\n", "tab")
        self.assert_finds("whitespace", 1, "tools/a.py", "x = 1\r\n")
        self.assert_finds("whitespace", 1, "tools/a.py", "x = 1", "no newline")
        self.assert_finds("whitespace", 2, "tools/a.py", "x = 1\n\n", "empty line")

    def test_sources_are_ascii(self):
        self.assert_finds("ascii", 1, "framework/llm/a.cc", "// 3 \u00b5s\n")
        self.assert_clean("tests/unit/net/a_test.cc", '// "\u00b5"\n')

    def test_scripts_are_found_by_their_first_line(self):
        self.assert_finds("whitespace", 2, "tools/run", "#!/bin/sh\n\ttrue\n")
        self.assert_clean("tools/blob", "\t \n")

    def test_recorded_and_built_files_are_left_alone(self):
        self.assertEqual([], check({path: "a\t\r\n" for path in (
            "tests/data/a.txt", "build/a.txt", "build-asan/x/a.txt", ".git/a.txt")}))


class Coroutines(TidyTest):
    def test_a_braced_list_in_an_awaited_call_is_found(self):
        for call in ('co_await client.Send({.user = "a long text"})',
                     'co_await client.Send(Request{.user = "x"})',
                     'Reply r = co_await client().Send(std::move(a), {})',
                     'trial.Show(co_await client().Send(Ask(trial, {.model = "m"})))',
                     'co_await Use([&] { return Map{{1, 2}}; }, {1, 2})',
                     'co_await client\n.Send(Ask(1),\n{.user = "x"})'):
            with self.subTest(call):
                found = check({"tests/unit/llm/a_test.cc": f"{call};\n"})
                self.assertEqual(["awaited-brace"], [finding.rule for finding in found])

    def test_its_line_is_the_brace_s(self):
        self.assert_finds("awaited-brace", 2, "tests/unit/llm/a_test.cc",
                          'co_await client.Send(one,\n{.user = "x"});\n', "give it a name")

    def test_examples_are_copied_so_they_count(self):
        self.assert_finds("awaited-brace", 3, "framework/llm/a.h", "// What it is for.\n//\n"
                          '//   Reply r = co_await client.Send({.user = "Hello"});\n#pragma once\n')
        self.assert_finds("awaited-brace", 2, "docs/a.md",
                          "```cpp\nco_await client.Send({});\n```\n")
        self.assert_clean("docs/a.md", "Never write `co_await client.Send({})`.\n")

    def test_braces_elsewhere_pass(self):
        for call in ("if (co_await Done(a)) { Use({1}); }",
                     "while (auto s = co_await l.Accept()) { scope.Spawn(Talk({s})); }",
                     "for (int i = 0; i < n; ++i) co_await Sleep{loop, i};",
                     "Use(co_await Done(a), {1, 2});",
                     "co_await Use([&](int x) { return Map{{x, 2}}; });",
                     "co_await Use([x]() mutable -> Task<void> { co_return; }, 3);",
                     "co_await client().Send(Ask(trial, lab::Tokens{8'000}));",
                     "Request r{.user = 1}; co_await client.Send(std::move(r)); Request q{};"):
            with self.subTest(call):
                self.assert_clean("tests/unit/llm/a_test.cc", f"{call}\n")


def function(lines: int, head: str = "int F(int a) {", tail: str = "}") -> str:
    return "\n".join([head] + ["  a += 1;"] * (lines - 2) + [tail]) + "\n"


class Sizes(TidyTest):
    def test_a_file_has_four_hundred_lines(self):
        self.assert_clean("tools/a.py", "x = 1\n" * 400)
        self.assert_finds("file-size", 400, "tools/a.py", "x = 1\n" * 401, "401 lines")

    def test_a_function_has_seventy_lines(self):
        self.assert_clean("framework/llm/a.cc", function(70))
        self.assert_finds("function-size", 1, "framework/llm/a.cc", function(71), "71 lines")

    def test_functions_are_found_wherever_they_stand(self):
        for head in ("Task<int> A::F(int a) const noexcept {", "TEST(Suite, Name) {",
                     "A::A(int a) : a_(a), b_{1}, c_{2} {", "A::A(int a)\n : a_{a} {",
                     "template <class T> void F(T a) {", "auto f = [](int a) {",
                     "bool operator==(const A& a) {", "int F(int a)\n    requires(true) {"):
            with self.subTest(head):
                size = 80 - head.count("\n")
                text = "namespace lab {\nclass A {\n public:\n" + function(size, head) + "};\n}\n"
                self.assert_finds("function-size", 4, "framework/llm/a.cc", text, "80 lines")

    def test_types_tables_and_namespaces_are_no_functions(self):
        for head, tail in (("namespace lab {", "}"), ("class A final : public B {", "};"),
                           ("constexpr std::array<int, 9> k = {", "};"), ("enum class A {", "};"),
                           ("struct alignas(64) A {", "};"), ("constexpr int k[]{", "};")):
            with self.subTest(head):
                self.assert_clean("framework/llm/a.cc", function(90, head, tail))

    def test_macros_and_strings_do_not_upset_the_braces(self):
        text = '#define OPEN {\\\n {\nint F() { return g("{{", \'{\', R"({)"); }\n'
        self.assert_clean("framework/llm/a.cc", text + function(70))

    def test_two_small_functions_are_not_one_large(self):
        self.assert_clean("framework/llm/a.cc", function(60) + function(60))


class Files(TidyTest):
    def test_a_header_opens_with_a_comment(self):
        self.assert_clean("framework/llm/a.h", HEADER)
        self.assert_finds("header-comment", 1, "framework/llm/a.h", "#pragma once\n")

    def test_a_header_is_included_once(self):
        self.assert_finds("header-comment", 1, "framework/llm/a.h", "// What.\nint a;\n", "pragma")

    def test_a_source_file_has_a_test_file(self):
        for path, test in (("framework/net/a.cc", "tests/unit/net/a_test.cc"),
                           ("mocks/a.cc", "tests/unit/mocks/a_test.cc"),
                           ("framework/llm/providers/a.cc", "tests/unit/providers/a_test.cc")):
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder) / path, "int a;\n")
                findings = tidy.check_tree(Path(folder))
                self.assertEqual(["test-file"], [finding.rule for finding in findings])
                self.assertIn(test, findings[0].message)
                write(Path(folder) / test, "int a;\n")
                self.assertEqual([], tidy.check_tree(Path(folder)))

    def test_an_allowance_covers_one_rule_of_one_file(self):
        allowed = ("columns", "framework/llm/a.cc", "a reason")
        with mock_table("ALLOWED", [allowed]):
            self.assert_clean("framework/llm/a.cc", "//" * 60 + "\n")
            long = "//" * 60 + "\n"
            found = check({"framework/llm/a.cc": long + "\tint a;\n", "framework/llm/b.cc": long})
        self.assertEqual([("framework/llm/a.cc", 2, "whitespace"),
                          ("framework/llm/b.cc", 1, "columns")], [entry[:3] for entry in found])

    def test_an_allowance_that_nothing_needs_is_found(self):
        with mock_table("ALLOWED", [("columns", "framework/llm/a.cc", "a reason")]):
            self.assert_finds("allowance", 1, "framework/llm/a.cc", "int a;\n")


@contextlib.contextmanager
def mock_table(name: str, rows: list):
    before = getattr(tidy, name)
    setattr(tidy, name, rows)
    try:
        yield
    finally:
        setattr(tidy, name, before)


class Program(unittest.TestCase):
    def run_on(self, files: dict[str, str]) -> tuple[int, str]:
        with tempfile.TemporaryDirectory() as folder:
            for path, text in files.items():
                write(Path(folder) / path, text)
            out = io.StringIO()
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                return tidy.main([folder]), out.getvalue()

    def test_findings_are_lines_and_an_exit_code(self):
        code, out = self.run_on({"tools/a.py": "x = 1 \n"})
        self.assertEqual(1, code)
        self.assertTrue(re.match(r"tools/a\.py:1: whitespace: .*remove them\n$", out), out)

    def test_nothing_to_say_is_success(self):
        self.assertEqual((0, ""), self.run_on({"tools/a.py": "x = 1\n"}))


class Tables(unittest.TestCase):
    def test_contributing_shows_the_table_that_is_enforced(self):
        rows = re.findall(r"^\| `([\w/.]+)` \| ([^|]*) \| [^|]* \|$",
                          (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
        shown = {tidy.short(tidy.folder_of(f"framework/{name}") or name): row.strip()
                 for name, row in rows}
        enforced = {tidy.short(folder): row for folder, row in tidy_tables.MAY_INCLUDE.items()}
        words = {"nothing": "", "anything": "*"}
        self.assertEqual(enforced, {name: words.get(row, row) for name, row in shown.items()})

    def test_each_allowance_has_a_reason(self):
        for rule, path, reason in tidy_tables.ALLOWED:
            self.assertGreater(len(reason), 20, (rule, path))


if __name__ == "__main__":
    unittest.main()
