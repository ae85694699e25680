"""Runs the browser's tests of an example, one after the other."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NoReturn

# mod_fcgid and plain CGI.
TEMPLATES = ("fcgid-wrapper", "cgi-action")


def end(number: int, frame: FrameType | None) -> NoReturn:
    """Ends in order, so that nothing is left running."""
    sys.exit(128 + number)


def arguments(description: str | None, names: Sequence[str]) -> argparse.ArgumentParser:
    """The arguments of all examples.

    :param names: the names of the tests.
    """
    parser = argparse.ArgumentParser(prog="browser", description=description)
    parser.add_argument("program", help="the static file of the example")
    parser.add_argument("--test", action="append", choices=names, help="only this one")
    parser.add_argument("--template", action="append", choices=TEMPLATES, help="only behind this one")
    parser.add_argument("--screenshots", help="a directory that gets a picture of each page")
    return parser


def run(
    options: argparse.Namespace,
    tests: Sequence[tuple[str, str]],
    play: Callable[[str, str, str, contextlib.ExitStack], None],
) -> None:
    """Runs the chosen tests. An error ends them.

    :param tests: the name of each test, and its template.
    :param play: runs a test, with its template, a directory for files, and what ends after it.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    if options.screenshots:
        os.makedirs(options.screenshots, exist_ok=True)
    for test, template in tests:
        if options.test and test not in options.test or options.template and template not in options.template:
            continue
        begin = time.monotonic()
        with contextlib.ExitStack() as stack:
            files = stack.enter_context(tempfile.TemporaryDirectory(prefix="browser-files."))
            os.chmod(files, 0o755)
            play(test, template, files, stack)
        print(f"{test} behind {template}: passed, after {time.monotonic() - begin:.0f} seconds", flush=True)
