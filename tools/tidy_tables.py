"""What tools/tidy.py checks against: the tables of the rules. A new folder, library, banned call or
exception is a row here; there are no inline suppressions.
"""

import re
from typing import NamedTuple

MAX_COLUMNS = 100
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 70

# folder: the folders it may include besides itself. The same table is in CONTRIBUTING.md.
MAY_INCLUDE = {
    "framework/base": "",
    "framework/stats": "base",
    "framework/runtime": "base",
    "framework/net": "base runtime",
    "framework/llm": "base runtime",
    "framework/measure": "base stats llm",
    "framework/llm/providers": "base runtime net llm",
    "framework/techniques": "base stats runtime llm",
    "framework/tasks": "base stats llm",
    "framework/load": "base stats runtime llm measure",
    "framework/report": "base stats measure",
    "framework/gate": "base stats measure",
    "framework/store": "base measure",
    "framework/report/push": "base runtime net measure report",
    "framework/bench": "base stats runtime llm techniques tasks measure load report gate",
    "framework/cluster": "base runtime measure load",
    "framework/service": "base runtime measure load report gate store",
    "framework/lab.h": "base stats runtime llm techniques tasks measure load bench",
    "mocks": "base stats runtime net llm",
    "suites": "lab.h",
    "suites/overhead": "*",
    "apps": "*",
    "tests": "*",
}

ALL_CODE = "framework mocks suites apps tests"
JSON_USERS = (
    "framework/base framework/llm framework/llm/providers framework/measure framework/bench "
    "framework/report framework/report/push framework/gate framework/load framework/store "
    "framework/service framework/cluster mocks apps tests"
)

# First characters of a third-party include: the folders whose .cc files may have it.
LIBRARIES = {
    "benchmark/": "framework/bench suites/overhead apps tests",
    "regex.h": "framework/bench",
    "gtest/": "tests",
    "gmock/": "tests",
    "nlohmann/": JSON_USERS,
    "simdjson.h": "framework/llm/providers mocks tests",
    "openssl/": "framework/net framework/base tests",
    "httplib.h": "framework/service framework/report/push tests",
    "boost/beast": "framework/net framework/service",
    "boost/asio": "framework/net framework/service",
    "boost/system": "framework/net framework/service",
    "boost/math": "framework/stats",
    "CLI/": "apps tests",
    "yaml-cpp/": "framework/base framework/tasks framework/load mocks",
    "fmt/": ALL_CODE,
    "spdlog/": ALL_CODE,
    "zlib.h": "framework/net framework/stats tests",
    "zstd.h": "framework/report",
    "soci/": "framework/store",
    "hiredis/": "framework/cluster",
}
# Forward declarations only, so a header may have it.
FORWARD_HEADERS = {
    "nlohmann/json_fwd.hpp": "framework/base framework/llm framework/measure framework/report",
}
# POSIX and Linux headers: the outside world, which enters in three places.
SYSTEM_HEADER = re.compile(
    r"(sys|netinet|arpa|linux|net)/|(unistd|fcntl|poll|netdb|pthread|signal|dirent|dlfcn|ifaddrs|"
    r"sched|semaphore|spawn|termios|time|errno|stdlib|stdio|string|math)\.h$"
)
SYSTEM_USERS = "framework/runtime framework/net apps tests"


class Ban(NamedTuple):
    """A call that may stand in few places."""

    pattern: str
    instead: str
    allowed: str = ""


BANNED = [
    Ban(r"\b\w+_clock::now\b", "ask the loop: loop.Now()", "framework/runtime apps"),
    Ban(r"(?<![\w.>:])(::|std::)?time\s*\(\s*(NULL|nullptr|0|&\w+)\s*\)",
        "ask the loop: loop.Now()"),
    Ban(r"\b(clock_gettime|gettimeofday)\s*\(", "ask the loop: loop.Now()",
        "framework/runtime framework/net apps"),
    Ban(r"(?<![\w.>])(::|std::)?(s?rand|random|drand48|getrandom)\s*\(",
        "draw from a lab::Rng of its own purpose"),
    Ban(r"\bstd::(random_device|mt19937(_64)?|default_random_engine|minstd_rand0?)\b",
        "use lab::Rng::For(seed, purpose, key)"),
    Ban(r"\bstd::\w+_distribution\b",
        "use the distributions of lab::Rng: the standard ones differ between libraries"),
    Ban(r"\bstd::(ranges::)?(shuffle|sample)\b",
        "use lab::Rng::Below in a loop of your own: the standard one differs between libraries"),
    Ban(r"\b(secure_)?(get|set|put)env\s*\(",
        "take it as a parameter: only main() reads the environment", "apps tests"),
    Ban(r"(?<![\w.>])(::)?(socket|getaddrinfo|epoll_create1?|accept4)\s*\(",
        "use framework/net: a lab::net::Stream or its dialler",
        "framework/net framework/runtime tools/bench"),
    Ban(r"\b(std::this_thread::sleep_\w+|(?<![.>])\bu?sleep\s*\(|nanosleep\s*\()",
        "co_await loop.SleepUntil or SleepFor; a test moves time by hand"),
    Ban(r"\bstd::(thread|jthread|async|mutex|shared_mutex|condition_variable(_any)?)\b|"
        r"\bpthread_create\b",
        "one loop is one thread; what blocks goes to the helper thread of framework/runtime",
        "framework/runtime tests"),
    Ban(r"\bstd::(o|i)?fstream\b|(?<![\w.>])(::|std::)?fopen\s*\(",
        "take the bytes or a sink as a parameter: files enter in main()", "apps tests"),
    Ban(r"\bstd::(cout|cerr)\b|(?<![\w.>:])(::|std::)?printf\s*\(",
        "return the text or take a sink: only main() owns the terminal", "apps tests"),
]

# (rule, path, reason): the whole list of exceptions.
ALLOWED: list[tuple[str, str, str]] = []

CODE_SUFFIXES = {".h", ".cc"}
TEXT_SUFFIXES = CODE_SUFFIXES | {".py", ".cmake", ".txt", ".yaml", ".yml", ".md", ".sh"}
# Folders that are ours although their names begin with a dot.
VISIBLE = {".ci"}
# Recorded or generated bytes, which are what they are.
SKIPPED = ("tests/data/", "tests/golden/", "tests/fuzz/seeds/", "baselines/")
