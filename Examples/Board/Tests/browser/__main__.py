"""Tests the board behind Apache in Chromium: scripts/test-browser board"""

from __future__ import annotations

import contextlib

import accessible_pages
import board_site
import by_keyboard
import chromium
import planted_scripts
import runner
from keyboard import Keyboard

FCGID, CGI = runner.TEMPLATES
TESTS = (("keyboard", FCGID), ("keyboard", CGI), ("scripts", FCGID), ("axe", FCGID))
options = runner.arguments(__doc__, ("keyboard", "scripts", "axe")).parse_args()


def play(test: str, template: str, files: str, stack: contextlib.ExitStack) -> None:
    """Runs a test."""
    site = stack.enter_context(board_site.serving(options.program, template))
    driver = stack.enter_context(chromium.running(scripts=test != "keyboard"))
    keyboard = Keyboard(driver, site.origin)
    if test == "keyboard":
        by_keyboard.check(site, keyboard, files)
    elif test == "scripts":
        planted_scripts.check(site, keyboard, files)
    else:
        accessible_pages.check(site, keyboard, files, options.screenshots)


runner.run(options, TESTS, play)
