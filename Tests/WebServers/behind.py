"""What tells which files exist, and which files have run, though no response has said so."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import corpus
import wire
from apache import Layout, Place
from corpus import Request
from judge import Judge
from templates import Template

# Apache's log at the level "info" of mod_fcgid.
STARTED = re.compile(rb"mod_fcgid: (?:server [^:]*:(/.*)\(\d+\) started|spawn process (/.*) error)")


# So many are enough: mod_fcgid tries for seconds to run what cannot be run.
ENOUGH = 2


def ask(
    place: Place,
    template: Template,
    judge: Judge,
    watched: Callable[[Request, bytes | None], None],
    looks_for_differences: bool,
    patience: float,
) -> int:
    """Asks for paths behind an executable, a readable and a missing file, and has the judge count what leaks.

    :param watched: called with each request and its response; it passes them on to the judge.
    :param looks_for_differences: whether a status that depends on the file is a leak as well.
    :param patience: how many seconds to wait for each response.
    :returns: how many requests were sent.
    """
    count, stride = 0, 1 if looks_for_differences else template.stride
    for group in itertools.islice(corpus.behind(place.prefix), 0, None, stride):
        statuses: dict[bytes, bytes] = {}

        def note(request: Request, response: bytes | None) -> None:
            watched(request, response)
            statuses[request.data] = (response or b"no response")[:12]

        count += wire.ask(place.address, group, note, patience=patience)
        # Anybody may ask which files assets/ has, where they are open to everybody.
        is_open = template.opens_assets and b"/assets/run.txt/" in corpus.decoded(group[0].target)
        if looks_for_differences and not is_open and len(set(statuses.values())) > 1:
            judge.add("existence", [(request, statuses[request.data]) for request in group])
        if judge.total >= ENOUGH:
            break
    return count


def started(layout: Layout) -> list[bytes]:
    """The files other than app.fcgi that mod_fcgid has run or tried to run."""
    with open(layout.log, "rb") as file:
        paths = {found[1] or found[2] for found in STARTED.finditer(file.read())}
    return sorted(path for path in paths if not path.endswith(b"/app.fcgi"))
