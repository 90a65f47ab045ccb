#!/usr/bin/env python3
"""Opens the HTML report in headless Chromium: it is whole, it sorts, it says no error.

    report_page_test.py BUILD_DIR

Skipped (exit code 77) where Chromium or chromedriver is missing. Talks to chromedriver in its own
protocol (W3C WebDriver) with the standard library alone.
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SKIPPED = 77
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
MOST_BYTES = 2_000_000


class Browser:
    """One session of one Chromium, closed by `with`."""

    def __init__(self, profile_folder):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.address = f"http://127.0.0.1:{self.read_port()}"
        options = {"args": [*FLAGS, f"--user-data-dir={profile_folder}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options,
                  "goog:loggingPrefs": {"browser": "ALL"}}
        session = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.session = f"/session/{session['sessionId']}"

    def read_port(self):
        for line in self.driver.stdout:
            if match := re.search(r"started successfully on port (\d+)", line):
                return int(match[1])
        raise RuntimeError("chromedriver ended before it was ready")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.ask("DELETE", self.session)
        finally:
            self.driver.terminate()
            self.driver.wait()

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data=data, method=method)
        request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()}") from error

    def open(self, page):
        self.ask("POST", f"{self.session}/url", {"url": page})

    def run(self, script):
        return self.ask("POST", f"{self.session}/execute/sync", {"script": script, "args": []})

    def develop(self, command, **parameters):
        """A command of the DevTools protocol."""
        body = {"cmd": command, "params": parameters}
        return self.ask("POST", f"{self.session}/goog/cdp/execute", body)

    def resize(self, width, height):
        self.develop("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=False)

    def log(self):
        return self.ask("POST", f"{self.session}/se/log", {"type": "browser"})


def check(condition, message):
    if not condition:
        sys.exit(f"report_page_test: {message}")


def check_opening(browser, page):
    """How long it takes is printed, not judged: other tests run at the same time."""
    times = []
    for _ in range(3):
        browser.open(page)
        script = "return performance.getEntriesByType('navigation')[0].domComplete"
        times.append(browser.run(script))
    print(f"the page was there after {', '.join(f'{ms:.0f}' for ms in times)} ms")
    check(browser.run("return document.querySelectorAll('main table').length") >= 3,
          "there is not a table a group")
    check("seed 7" in browser.run("return document.getElementById('trust').textContent"),
          "the trust line is missing")


def check_sorting(browser):
    """By the heading "p50" of the first group: ascending, then descending, by click and by key."""
    script = """
      const table = document.querySelector('#caching table');
      const names = [...table.rows[1].cells].map((cell) => cell.textContent);
      const column = names.indexOf('p50');
      const button = table.rows[1].cells[column].querySelector('button');
      const values = () => [...table.tBodies[0].rows].map(
        (row) => Number(row.cells[column].textContent.replace(/,/g, '')));
      const sort = () => table.rows[1].cells[column].getAttribute('aria-sort');
      button.click();
      const up = [values(), sort()];
      button.focus();
      button.click();
      return [up, [values(), sort()], document.activeElement === button];
    """
    up, down, focused = browser.run(script)
    check(up == [sorted(up[0]), "ascending"], f"sorted up it is {up}")
    check(down == [sorted(down[0], reverse=True), "descending"], f"sorted down it is {down}")
    check(len(set(up[0])) > 1, "the column has one value only: nothing was sorted")
    check(focused, "a heading cannot be reached by the keyboard")


def check_marks(browser):
    """Of 40 trials a p95 has no upper bound: it is shown, dimmed and explained. An estimate has another mark."""
    script = """
      const cells = [...document.querySelectorAll('#caching td.dim')].map((cell) => cell.textContent);
      const notes = [...document.querySelectorAll('.notes li')].map((item) => item.textContent);
      const apart = [...document.querySelectorAll('#summary td')].map((cell) => cell.textContent);
      return [cells.filter((text) => /^~[\\d,.]+$/.test(text)).length, notes, apart];
    """
    marked, notes, apart = browser.run(script)
    check(marked > 0, "no percentile is marked")
    check(any(note.startswith("~ no 95 % upper bound at this n: p95 takes 72 answers") for note in notes),
          f"the mark is not explained in {notes}")
    check(any(note.startswith("*: usage was not reported") for note in notes), "an estimate is not explained")
    check("delivers less: 10 % of the tokens" in apart, "what stops early does not stand apart")
    check(browser.run("return [numberIn('~2,868'), numberIn('*1.07'), numberIn('-')]") == [2868, 1.07, None],
          "a marked number does not sort as a number")


def check_charts(browser):
    script = """
      for (const one of charts) { one.seen = true; draw(one); }
      document.querySelector('details').open = true;
      return [charts.length, charts.every((one) => one.chart.data.datasets.length > 0)];
    """
    count, filled = browser.run(script)
    check(count >= 4 and filled, f"of {count} charts some have no data")
    browser.run("document.getElementById('theme').click()")
    check(browser.run("return document.documentElement.dataset.theme") in ("dark", "light"),
          "the theme does not change")
    for _ in range(50):
        if browser.run("return document.querySelectorAll('.timeline .span').length") > 0:
            return
        time.sleep(0.1)
    check(False, "the timeline stays empty")


def check_width(browser, pixels):
    """Nothing but the boxes that scroll by themselves is wider than the window."""
    browser.resize(pixels, 900)
    wide = browser.run("return document.documentElement.scrollWidth > window.innerWidth")
    check(not wide, f"at {pixels} px the page scrolls sideways")


def check_console(browser):
    bad = [entry for entry in browser.log() if entry["level"] in ("SEVERE", "WARNING")]
    check(not bad, f"the console says {bad}")


def main(build_dir):
    if not shutil.which("chromedriver") or not shutil.which("chromium"):
        print("skipped: chromium or chromedriver is missing; tools/install-deps --ci brings them")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "report.html"
        command = [str(build_dir / "suites"), "--benchmark_filter=streaming|caching", "--seed", "7",
                   "--runs", "40", "--volume", "100000", "--report", str(page)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        check(page.stat().st_size < MOST_BYTES, f"the page has {page.stat().st_size} bytes")
        with Browser(pathlib.Path(folder) / "profile") as browser:
            check_opening(browser, page.as_uri())
            check_sorting(browser)
            check_marks(browser)
            check_charts(browser)
            check_width(browser, 400)
            check_console(browser)
    print("the page is whole, sorts, and the console is silent")
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve()))
