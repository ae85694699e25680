"""Writes results as Markdown tables into a document, between two comments."""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
from collections.abc import Iterable

import private_apache

# A template, a condition, whether the application responds and how many requests leaked for each place, and the number
# of requests.
MatrixRow = tuple[str, str, list[tuple[bool, int]], int]


def grid(cells: Iterable[tuple[str, str, str]]) -> list[str]:
    """The lines of a table of (row, column, text). Rows and columns are in the order of their first cells."""
    cells = list(cells)
    rows = list(dict.fromkeys(row for row, _, _ in cells))
    columns = list(dict.fromkeys(column for _, column, _ in cells))
    found = {(row, column): text for row, column, text in cells}
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    return lines + [
        f"| {row} | " + " | ".join(found.get((row, column), "") for column in columns) + " |" for row in rows
    ]


def matrix(rows: Iterable[MatrixRow]) -> list[str]:
    """The lines of a table with a row for each condition and a column for each template."""
    cells = []
    for template, condition, places, _ in rows:
        leaks = sum(count for _, count in places)
        responding = sum(responds for responds, _ in places)
        state = {0: "closed", len(places): "answers"}.get(responding, f"answers at {responding} of {len(places)}")
        cells.append((condition, template, f"**{leaks} leaks**" if leaks else state))
    return grid(cells)


def run(seconds: float, jobs: int, good: bool) -> str:
    """One line about the whole run."""
    written = subprocess.run([private_apache.APACHE, "-v"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Apache/([0-9.]+)", written)
    day = datetime.date.today().isoformat()
    outcome = "all tests passed" if good else "**some tests failed**"
    number = version[1] if version else "of an unknown version"
    return f"On {day}, Apache {number}, {jobs} servers at a time, {seconds / 60:.0f} minutes: {outcome}."


def write(options: argparse.Namespace, name: str, lines: Iterable[str]) -> None:
    """Replaces the text between two comments in the file that `--table` names, if it is given."""
    path = options.table
    if not path:
        return
    with open(path) as file:
        before, begin, rest = file.read().partition(f"<!-- {name}: written by make test-apache -->\n")
    _, end, after = rest.partition("<!-- end -->\n")
    if not begin or not end:
        raise ValueError(f"{path} has no section for {name}")
    with open(path, "w") as file:
        file.write(before + begin + "\n".join(lines) + "\n" + end + after)
