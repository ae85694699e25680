"""Tests Lockbox behind Apache in Chromium: scripts/test-lockbox-browser"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

import accessible
import chromium
import first_day
import lockbox_site
import readme_pictures

# mod_fcgid and plain CGI.
TEMPLATES = ("fcgid-wrapper", "cgi-action")


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Ends in order, so that nothing is left running."""
    sys.exit(128 + number)


def main() -> None:
    """Runs the tests. An error ends them."""
    parser = argparse.ArgumentParser(prog="browser", description=__doc__)
    parser.add_argument("program", help="the static file of Lockbox")
    parser.add_argument("--test", action="append", choices=("day", "axe", "pictures"), help="only this one")
    parser.add_argument("--template", action="append", choices=TEMPLATES, help="only behind this one")
    parser.add_argument("--screenshots", help="a directory that gets a picture of each page")
    parser.add_argument("--megabytes", type=int, default=20, help="the size of the large file; defaults to 20")
    parser.add_argument("--cuts", type=int, default=5, help="how often its upload is cut; defaults to 5")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    if options.screenshots:
        os.makedirs(options.screenshots, exist_ok=True)
    tests = [("day", template) for template in TEMPLATES] + [("axe", TEMPLATES[0])]
    if options.test and "pictures" in options.test:
        tests.append(("pictures", TEMPLATES[0]))
    for test, template in tests:
        if options.test and test not in options.test or options.template and template not in options.template:
            continue
        begin = time.monotonic()
        with contextlib.ExitStack() as stack:
            files = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lockbox-files.")))
            files.chmod(0o755)
            site = stack.enter_context(lockbox_site.serving(options.program, template))
            driver = stack.enter_context(chromium.running(scripts=True))
            if test == "day":
                other = stack.enter_context(chromium.running(scripts=True))
                first_day.check(site, driver, other, files, options.megabytes << 20, options.cuts)
            elif test == "pictures":
                readme_pictures.make(site, driver, files)
            else:
                accessible.check(site, driver, files, options.screenshots)
        print(f"{test} behind {template}: passed, after {time.monotonic() - begin:.0f} seconds", flush=True)


main()
