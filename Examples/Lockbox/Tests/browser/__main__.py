"""Tests Lockbox behind Apache in Chromium: scripts/test-browser lockbox"""

from __future__ import annotations

import contextlib
from pathlib import Path

import accessible
import chromium
import first_day
import lockbox_site
import protection
import readme_pictures
import runner

FCGID, CGI = runner.TEMPLATES
TESTS = [("day", FCGID), ("day", CGI), ("protection", FCGID), ("protection", CGI), ("axe", FCGID)]
parser = runner.arguments(__doc__, ("day", "protection", "axe", "pictures"))
parser.add_argument("--megabytes", type=int, default=20, help="the size of the large file; defaults to 20")
parser.add_argument("--cuts", type=int, default=5, help="how often its upload is cut; defaults to 5")
options = parser.parse_args()


def play(test: str, template: str, files: str, stack: contextlib.ExitStack) -> None:
    """Runs a test."""
    site = stack.enter_context(lockbox_site.serving(options.program, template))
    driver = stack.enter_context(chromium.running(scripts=True))
    if test == "day":
        other = stack.enter_context(chromium.running(scripts=True))
        first_day.check(site, driver, other, Path(files), options.megabytes << 20, options.cuts)
    elif test == "protection":
        other = stack.enter_context(chromium.running(scripts=True))
        protection.check(site, driver, other, Path(files))
    elif test == "pictures":
        readme_pictures.make(site, driver, Path(files))
    else:
        accessible.check(site, driver, Path(files), options.screenshots)


# The pictures of README.md are made only by name.
runner.run(options, [*TESTS, *([("pictures", FCGID)] if "pictures" in (options.test or ()) else [])], play)
