"""Several clients that send one request after the other, and note what became of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

# One of the methods is sent again by a web server if its response is lost, the other one is not.
METHODS = ("GET", "POST")
CLIENTS = 6


@dataclass
class Sent:
    """A request."""

    method: str
    begin: float
    # `None` while it is under way.
    end: float | None = None
    problem: str = ""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.end or time.monotonic()) - self.begin


@dataclass
class Load:
    """Clients that send requests from `start` to `stop`."""

    # Sends a request with a method. Returns what is wrong, or "".
    send: Callable[[str], str]
    requests: list[Sent] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Load:
        for number in range(CLIENTS):
            thread = threading.Thread(target=self.run, args=(METHODS[number % 2],), daemon=True)
            self.threads.append(thread)
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def run(self, method: str) -> None:
        """Sends requests until the load stops."""
        while not self.stopping.is_set():
            self.one(method)

    def one(self, method: str) -> Sent:
        """Sends one request."""
        sent = Sent(method, time.monotonic())
        self.requests.append(sent)
        try:
            sent.problem = self.send(method)
        except OSError as error:
            sent.problem = f"{type(error).__name__}: {error}"
        sent.end = time.monotonic()
        return sent

    def under_way(self) -> list[Sent]:
        """The requests without a response yet."""
        return [sent for sent in list(self.requests) if sent.end is None]

    def failed(self, since: Collection[Sent] = ()) -> list[Sent]:
        """The requests that have failed, without those that had failed before."""
        known = set(map(id, since))
        return [sent for sent in list(self.requests) if sent.problem and id(sent) not in known]

    def done_since(self, moment: float) -> int:
        """How many requests began after a moment and got their responses."""
        return sum(sent.begin > moment and sent.end is not None for sent in list(self.requests))
