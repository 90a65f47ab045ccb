#!/usr/bin/env python3
"""The style of Latency Lab, as a test.

    tools/tidy.py            checks the tree that holds this file
    tools/tidy.py DIRECTORY  checks another one

Every finding is one line, `path:line: rule: what is wrong and what would be right`; the exit code
is 1 when there is one. The rules' data (who may include whom, which library belongs where, what is
banned, the exceptions) are in tidy_tables.py.
"""

import bisect
import os
import re
import sys
from pathlib import Path
from typing import Callable, Iterator, NamedTuple

from tidy_tables import (ALLOWED, BANNED, CODE_SUFFIXES, FORWARD_HEADERS, LIBRARIES, MAX_COLUMNS,
                         MAX_FILE_LINES, MAX_FUNCTION_LINES, MAY_INCLUDE, SKIPPED, SYSTEM_HEADER,
                         SYSTEM_USERS, TEXT_SUFFIXES, VISIBLE)

class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


class Source:
    """One file: its text, its lines, and its code with comments and literals blanked out."""

    def __init__(self, root: Path, path: str):
        self.path = path
        self.suffix = Path(path).suffix
        self.raw = (root / path).read_bytes()
        self.text = self.raw.decode("utf-8", errors="replace")
        self.lines = self.text.split("\n")
        self.code = blank(self.text) if self.suffix in CODE_SUFFIXES else ""
        self.code_lines = self.code.split("\n")

    def inside(self, folders: str) -> bool:
        return any(self.path.startswith(folder + "/") for folder in folders.split())


Found = Iterator[tuple[int, str]]

TOKENS = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|\bu?8?R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def blank(text: str) -> str:
    """Comments and literals become spaces; line breaks and the paths of includes stay."""

    def spaces(match: re.Match) -> str:
        line_start = text.rfind("\n", 0, match.start()) + 1
        if re.match(r"\s*#\s*include\s*$", text[line_start:match.start()]):
            return match.group()
        return re.sub(r"[^\n]", " ", match.group())

    return TOKENS.sub(spaces, text)


# ---- includes

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(source: Source) -> Iterator[tuple[int, bool, str]]:
    for number, line in enumerate(source.code_lines, 1):
        if match := INCLUDE.match(line):
            yield number, match[1] == '"', match[2]


def folder_of(path: str) -> str:
    """The longest row of the table that holds the path; "" for none."""
    rows = [row for row in MAY_INCLUDE if path == row or path.startswith(row + "/")]
    return max(rows, key=len, default="")


def short(folder: str) -> str:
    """The name a folder has in the table's right-hand column."""
    if folder == "framework/lab.h":
        return "lab.h"
    return folder.removeprefix("framework/")


def check_include_direction(source: Source) -> Found:
    own = folder_of(source.path)
    if source.suffix not in CODE_SUFFIXES or not own:
        return
    for number, quoted, path in includes(source):
        target = folder_of(path)
        if quoted and not target:
            yield number, f'"{path}" is no path from the root of the tree; write it whole'
        elif not quoted and target:
            yield number, f'<{path}> is our own; write "{path}"'
        elif quoted and not may_include(source.path, own, path, target):
            yield number, direction_message(own, target)


def may_include(path: str, own: str, included: str, target: str) -> bool:
    if own == "suites" and target == "suites":
        return path.split("/")[1] == included.split("/")[1]
    row = MAY_INCLUDE[own].split()
    return own == target or "*" in row or short(target) in row


def direction_message(own: str, target: str) -> str:
    if {own, target} == {"mocks", "framework/llm/providers"}:
        return ("mocks and llm/providers share no wire code: one wrong field name would be wrong "
                "on both sides and every test would pass")
    if own == target == "suites":
        return "a suite includes its own headers only; what two suites need belongs in bench"
    allowed = MAY_INCLUDE[own] or "nothing of ours"
    return f"{short(own)} may not include {short(target)}; it may include: {allowed}"


def check_third_party(source: Source) -> Found:
    if source.suffix not in CODE_SUFFIXES or not folder_of(source.path):
        return
    for number, quoted, path in includes(source):
        if quoted or folder_of(path) or path in FORWARD_HEADERS and source.inside(
                FORWARD_HEADERS[path]):
            continue
        prefix = next((row for row in LIBRARIES if path.startswith(row)), None)
        if prefix is None:
            yield from check_system_header(source, number, path)
        elif not source.inside(LIBRARIES[prefix]):
            yield number, f"<{path}> belongs to {LIBRARIES[prefix]}; put the call there"
        elif source.suffix == ".h" and not source.inside("tests"):
            yield number, f"<{path}> in a header leaks to all who include it; keep it in a .cc file"


def check_system_header(source: Source, number: int, path: str) -> Found:
    if SYSTEM_HEADER.match(path):
        if not source.inside(SYSTEM_USERS):
            yield number, (f"<{path}> is the outside world (or C's spelling of <c...>); only "
                           f"{SYSTEM_USERS} touch it")
    elif "/" in path or path.endswith((".h", ".hpp")):
        yield number, f"<{path}> is in no row of LIBRARIES in tools/tidy.py; add one with its owner"


# ---- calls and text

def check_banned_call(source: Source) -> Found:
    for pattern, instead, allowed in BANNED:
        if source.suffix not in CODE_SUFFIXES or source.inside(allowed):
            continue
        for number, line in enumerate(source.code_lines, 1):
            if match := re.search(pattern, line):
                yield number, f"'{match.group().strip()}' is banned here; {instead}"


def check_unfinished(source: Source) -> Found:
    words = re.compile(r"\b(FIX" r"ME|TO" r"DO|X" r"XX)\b")
    for number, line in enumerate(source.lines, 1):
        if match := words.search(line):
            yield number, f"{match.group()}: finish it, or describe what is missing in an issue"


def check_columns(source: Source) -> Found:
    if source.suffix == ".md":
        return
    for number, line in enumerate(source.lines, 1):
        if len(line) > MAX_COLUMNS and not INCLUDE.match(line):
            yield number, f"{len(line)} columns when {MAX_COLUMNS} fit; wrap it"


def check_whitespace(source: Source) -> Found:
    for number, line in enumerate(source.lines, 1):
        if "\t" in line:
            yield number, "a tab; use spaces"
        if line != line.rstrip():
            yield number, "blanks (or a carriage return) at the end of the line; remove them"
    if source.raw and not source.raw.endswith(b"\n"):
        yield len(source.lines), "no newline at the end of the file; add one"
    elif source.raw.endswith(b"\n\n"):
        yield len(source.lines) - 1, "an empty line at the end of the file; remove it"


def check_ascii(source: Source) -> Found:
    if source.suffix not in CODE_SUFFIXES or source.inside("tests"):
        return
    for number, line in enumerate(source.lines, 1):
        if not line.isascii():
            yield number, "a character that is not ASCII; spell it out or escape it"


# ---- coroutines

# Types of one number: nothing is destroyed twice that has no destructor.
SCALARS = re.compile(r"\b(Tokens|Usd|Time|Duration)\s*$")
# What stands before the brace of a function's body: `)`, `]`, `mutable`, `-> Type`.
LAMBDA_HEAD = re.compile(r"(\)|\]|\bmutable|\bnoexcept|->\s*[\w:<>*&, ]+)\s*$")


def check_awaited_brace(source: Source) -> Found:
    """In code, and in the examples that people copy from: headers' comments and pages' code."""
    for text in (source.code, example_code(source)):
        for match in re.finditer(r"\bco_await\b", text):
            at = braced_argument(text, match.end())
            if at is not None:
                yield text.count("\n", 0, at) + 1, (
                    "a braced list inside an awaited call, which GCC 12 destroys twice; give it a "
                    "name on the line before and move that in")


def example_code(source: Source) -> str:
    """The code inside comments and inside a page's fences; all else is blank."""
    kept, fenced = [], False
    for line in source.lines:
        comment = re.match(r"\s*//[/!<]*(.*)", line) if source.suffix in CODE_SUFFIXES else None
        fence = source.suffix == ".md" and line.lstrip().startswith("```")
        fenced ^= fence
        kept.append(comment[1] if comment else line if fenced and not fence else "")
    return blank("\n".join(kept))


def braced_argument(text: str, at: int) -> int | None:
    """Where the first braced list is in the arguments of the call that is awaited at `at`."""
    depth, bodies = 0, []  # how deep we are in parentheses; in which depth each lambda's body began
    for match in re.finditer(r"[(){};,]", text[at:at + 4000]):
        token, before = match.group(), text[max(0, at + match.start() - 200):at + match.start()]
        if token == "{" and (bodies or LAMBDA_HEAD.search(before)):
            if depth == 0:
                return None  # the body of the statement that holds the await
            bodies.append(depth)
        elif token == "{" and depth > 0 and not SCALARS.search(before):
            return at + match.start()
        elif token == "}" and bodies:
            bodies.pop()
        elif not bodies:
            depth += {"(": 1, ")": -1}.get(token, 0)
            if depth < 0 or token in ";," and depth == 0:
                return None
    return None


# ---- sizes

def check_file_size(source: Source) -> Found:
    count = len(source.lines) - 1
    if count > MAX_FILE_LINES and source.suffix != ".md":
        yield MAX_FILE_LINES, (f"{count} lines when {MAX_FILE_LINES} fit; a file is one idea: "
                               "split it")


def check_function_size(source: Source) -> Found:
    for start, end in functions(source):
        if end - start + 1 > MAX_FUNCTION_LINES:
            yield start, (f"a function of {end - start + 1} lines when {MAX_FUNCTION_LINES} fit; "
                          "name its parts")


# A brace after one of these, or after no parenthesis at all, opens declarations or data.
CONTAINER = re.compile(r"\b(class|struct|union)\s+[^()]*$|[=,({]\s*$")
DIRECTIVE = re.compile(r"^[ ]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)


def functions(source: Source) -> Iterator[tuple[int, int]]:
    """First and last line of each outermost function body, by matching braces."""
    code = DIRECTIVE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source.code)
    code = re.sub(r"alignas\([^()]*\)", lambda match: " " * len(match.group()), code)
    breaks = [match.start() for match in re.finditer("\n", code)]
    depth, head = 0, 0
    body = None  # the depth outside the function we are in
    first, last = 0, 0  # the lines of the latest function; last is 0 while none waits to be told
    for match in re.finditer(r"[{};]|\b(?:public|private|protected):", code):
        token, chunk = match.group(), code[head:match.start()]
        if body is None and last and not (token == "{" and re.match(r"\s*(,|$)", chunk)):
            yield first, last
            last = 0
        if token == "{":
            if body is None and last:  # `: a_{1}, b_{2} {`: the list of a constructor goes on
                body = depth
            elif body is None and "(" in chunk and not CONTAINER.search(chunk):
                body = depth
                first = bisect.bisect_left(breaks, match.start() - len(chunk.lstrip())) + 1
            depth += 1
        elif token == "}":
            depth -= 1
            if depth == body:
                body, last = None, bisect.bisect_left(breaks, match.start()) + 1
        head = match.end()
    if last:
        yield first, last


# ---- headers and tests

def check_header_comment(source: Source) -> Found:
    if source.suffix != ".h":
        return
    if not source.lines[0].startswith("// "):
        yield 1, "a header opens with a comment: what it is for, and a short example"
    if "#pragma once" not in source.lines:
        yield 1, "no '#pragma once'; put it under the introductory comment"


def check_test_file(source: Source, paths: set[str]) -> Found:
    places = test_places(source.path)
    if places and not paths.intersection(places):
        yield 1, f"no test file; add {places[0]}"


def test_places(path: str) -> list[str]:
    """Where the tests of a source file may stand: under its own folder's name or the path's."""
    parts = Path(path).with_suffix("").parts
    folders = parts[1:-1] if parts[0] == "framework" else parts[:-1]
    if not path.endswith(".cc") or parts[0] not in ("framework", "mocks") or not folders:
        return []
    name = f"{parts[-1]}_test.cc"
    return [f"tests/unit/{folder}/{name}" for folder in (folders[-1], "_".join(folders))]


RULES: list[tuple[str, Callable[[Source], Found]]] = [
    ("include-direction", check_include_direction),
    ("third-party", check_third_party),
    ("banned-call", check_banned_call),
    ("unfinished", check_unfinished),
    ("columns", check_columns),
    ("whitespace", check_whitespace),
    ("ascii", check_ascii),
    ("awaited-brace", check_awaited_brace),
    ("file-size", check_file_size),
    ("function-size", check_function_size),
    ("header-comment", check_header_comment),
]


def source_paths(root: Path) -> Iterator[str]:
    """Every text file of ours: not hidden, not built, not recorded."""
    for folder, folders, files in os.walk(root):
        here = Path(folder).relative_to(root)
        top = here == Path()
        folders[:] = [name for name in sorted(folders) if name in VISIBLE or not (
            name.startswith((".", "__")) or top and name.startswith("build"))]
        for name in sorted(files):
            path = here / name
            text = path.suffix in TEXT_SUFFIXES or not path.suffix and is_script(root / path)
            if text and not path.as_posix().startswith(SKIPPED):
                yield path.as_posix()


def is_script(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) == b"#!"


def check_tree(root: Path) -> list[Finding]:
    paths = set(source_paths(root))
    rules = RULES + [("test-file", lambda source: check_test_file(source, paths))]
    findings = []
    for path in sorted(paths):
        source = Source(root, path)
        for rule, check in rules:
            findings += [Finding(path, line, rule, message) for line, message in check(source)]
    return without_allowed(findings, paths)


def without_allowed(findings: list[Finding], paths: set[str]) -> list[Finding]:
    """Drops what ALLOWED excuses, and finds the rows of it that excuse nothing (any more)."""
    allowed = {(rule, path) for rule, path, _ in ALLOWED if path in paths}
    needed = {(finding.rule, finding.path) for finding in findings}
    stale = [Finding(path, 1, "allowance", f"nothing breaks '{rule}'; remove the row of ALLOWED")
             for rule, path in sorted(allowed - needed)]
    return [finding for finding in findings if (finding.rule, finding.path) not in allowed] + stale


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    if not root.is_dir():
        print(f"tidy: '{root}' is no directory", file=sys.stderr)
        return 2
    findings = check_tree(root)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings", file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
