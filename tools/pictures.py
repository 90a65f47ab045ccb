#!/usr/bin/env python3
"""Makes the pictures of README.md anew, from seed 7: what a terminal and the report page show.

    tools/pictures.py [BUILD_DIR]     docs/pictures/terminal.svg and docs/pictures/report.png

The terminal's is a drawing of the text and its colours, the same bytes on every machine; golden.py
compares it. The page's is a screenshot: it takes Debian's chromium (apt-get install chromium), and
is left as it is where there is none.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.sax.saxutils

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs/pictures"

RUN = ["--benchmark_filter=caching/Handbook", "--seed", "7"]
PAGE_SIZE = "1280,1096"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

FONT_PX, LINE_PX, CHARACTER_PX, MARGIN_PX = 13, 18, 7.83, 14
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "2": "#8b949e"}  # bad, good, dim


def spans(line):
    """The pieces of a line with the colour that each is in; None: the text's own."""
    colour = None
    for piece in re.split(r"(\x1b\[[\d;]*m)", line):
        if piece.startswith("\x1b["):
            colour = COLOURS.get(piece[2:-1])
        elif piece:
            yield colour, piece


def drawn(piece, colour, column, y):
    """One piece of text. Its length is stated, so that columns stay columns in any font."""
    fill = f' fill="{colour}"' if colour else ""
    return (
        f'<text xml:space="preserve" x="{MARGIN_PX + column * CHARACTER_PX:.2f}" y="{y}" '
        f'textLength="{len(piece) * CHARACTER_PX:.2f}" lengthAdjust="spacingAndGlyphs"{fill}>'
        f"{xml.sax.saxutils.escape(piece)}</text>"
    )


def drawn_line(number, line):
    column = 0
    for colour, piece in spans(line):
        if piece.strip():
            yield drawn(piece, colour, column, MARGIN_PX + FONT_PX + number * LINE_PX)
        column += len(piece)


def svg_of(text):
    """A terminal's picture of a text with ANSI colours."""
    lines = text.rstrip("\n").split("\n")
    columns = max(sum(len(piece) for _, piece in spans(line)) for line in lines)
    width = round(columns * CHARACTER_PX + 2 * MARGIN_PX)
    height = len(lines) * LINE_PX + 2 * MARGIN_PX
    size = f'width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">',
        f'<rect {size} rx="8" fill="#0d1117"/>',
        f'<g font-family="DejaVu Sans Mono, monospace" font-size="{FONT_PX}" fill="#e6edf3">',
    ]
    for number, line in enumerate(lines):
        parts.extend(drawn_line(number, line))
    return "\n".join([*parts, "</g>", "</svg>", ""])


def suites(build_dir, *flags):
    command = [str(build_dir / "suites"), *RUN, *flags]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def terminal_picture(build_dir):
    """What docs/pictures/terminal.svg should be."""
    return svg_of(f"$ ./bench {' '.join(RUN)}\n{suites(build_dir, '--color', 'always')}")


def write_page_picture(build_dir):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        return print("report.png is as it was: there is no chromium (apt-get install chromium)")
    picture = FOLDER / "report.png"
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        suites(build_dir, "--report", str(page))
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 f"--user-data-dir={folder}/profile", f"--window-size={PAGE_SIZE}",
                 f"--screenshot={picture}"]
        command = [browser, *flags, page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return print(f"report.png: {picture.stat().st_size:,} bytes")


def main(arguments):
    build_dir = pathlib.Path(arguments[0] if arguments else ROOT / "build").resolve()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "terminal.svg").write_text(terminal_picture(build_dir))
    write_page_picture(build_dir)


if __name__ == "__main__":
    main(sys.argv[1:])
