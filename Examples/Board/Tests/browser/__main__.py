"""Tests the board behind Apache in Chromium: scripts/test-board-browser [PROGRAM]"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from types import FrameType
from typing import NoReturn

import accessible_pages
import board_site
import by_keyboard
import chromium
import planted_scripts
from keyboard import Keyboard

# mod_fcgid and plain CGI.
TEMPLATES = ("fcgid-wrapper", "cgi-action")


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Ends in order, so that nothing is left running."""
    sys.exit(128 + number)


def main() -> None:
    """Runs the tests. An error ends them."""
    parser = argparse.ArgumentParser(prog="browser", description=__doc__)
    parser.add_argument("program", help="the static file of BoardProgram")
    parser.add_argument("--test", action="append", choices=("keyboard", "scripts", "axe"), help="only this one")
    parser.add_argument("--screenshots", help="a directory that gets a picture of each page")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    if options.screenshots:
        os.makedirs(options.screenshots, exist_ok=True)
    tests = [("keyboard", template) for template in TEMPLATES] + [("scripts", TEMPLATES[0]), ("axe", TEMPLATES[0])]
    for test, template in tests:
        if options.test and test not in options.test:
            continue
        begin = time.monotonic()
        with contextlib.ExitStack() as stack:
            files = stack.enter_context(tempfile.TemporaryDirectory(prefix="board-files."))
            os.chmod(files, 0o755)
            site = stack.enter_context(board_site.serving(options.program, template))
            driver = stack.enter_context(chromium.running(scripts=test != "keyboard"))
            keyboard = Keyboard(driver, site.origin)
            if test == "keyboard":
                by_keyboard.check(site, keyboard, files)
            elif test == "scripts":
                planted_scripts.check(site, keyboard, files)
            else:
                accessible_pages.check(site, keyboard, files, options.screenshots)
        print(f"{test} behind {template}: passed, after {time.monotonic() - begin:.0f} seconds", flush=True)


main()
