"""What came out, as tables of Markdown, written into a document between two comments."""

import datetime
import re
import subprocess

import apache


def grid(cells):
    """A table of (row, column, text), in the order in which rows and columns come up."""
    rows = list(dict.fromkeys(row for row, _, _ in cells))
    columns = list(dict.fromkeys(column for _, column, _ in cells))
    found = {(row, column): text for row, column, text in cells}
    lines = ["| | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    return lines + [
        f"| {row} | " + " | ".join(found.get((row, column), "") for column in columns) + " |" for row in rows
    ]


def matrix(rows):
    """One row for each condition, one column for each template; `rows` as the matrix makes them."""
    cells = []
    for template, condition, places, *_ in rows:
        leaks = sum(count for _, count in places)
        lives = sum(1 for answers, _ in places if answers)
        state = {0: "closed", len(places): "answers"}.get(lives, f"answers at {lives} of {len(places)}")
        cells.append((condition, template, f"**{leaks} leaks**" if leaks else state))
    return grid(cells)


def run(seconds, jobs, good):
    """One line about a run as a whole."""
    said = subprocess.run([apache.APACHE, "-v"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Apache/([0-9.]+)", said)[1]
    day = datetime.date.today().isoformat()
    outcome = "everything as it has to be" if good else "**not everything as it has to be**"
    return f"On {day}, Apache {version}, {jobs} servers at a time, {seconds / 60:.0f} minutes in all: {outcome}."


def write(options, name, lines):
    """Replaces what stands between two comments in the file that the options name, if they name one."""
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
