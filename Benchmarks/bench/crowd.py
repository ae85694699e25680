"""Many people who use a site at once over HTTP/1.1, each with a connection and a session. Runs as a program of its own.

    crowd.py ADDRESS < PLAN     prints the figures as JSON

It ends after the time of the plan, and after `MOST` requests at the latest.
"""

from __future__ import annotations

import errno
import heapq
import json
import os
import selectors
import socket
import sys
import time
from typing import TypedDict

# The most requests and seconds of a run.
MOST, LONGEST = 1_000_000, 300.0
# A request without a response fails after this many seconds.
PATIENCE = 30.0
NAME = b"@NAME@"


class Plan(TypedDict):
    """What one person does again and again."""

    kind: str
    # The request. "@NAME@" in it becomes a name of its own for each.
    request: str
    # The length of the body, which has random bytes.
    body: int
    status: int
    # What the response contains.
    text: str
    # The time between a response and the next request.
    pause: float


class Figures(TypedDict):
    """What became of the requests of one kind."""

    requests: int
    rate: float
    p50: float
    p99: float
    longest: float
    # How often each wrong response occurred.
    wrong: dict[str, int]


class Person:
    """A client with at most one request at a time."""

    def __init__(self, number: int, plan: Plan, begin: float) -> None:
        self.number, self.plan, self.due = number, plan, begin
        self.body = os.urandom(plan["body"])
        self.connection: socket.socket | None = None
        # The whole request, while it may be sent again: the server can have closed a connection that was used before.
        self.again = b""
        self.sending, self.received, self.began, self.count = b"", bytearray(), 0.0, 0

    def next_request(self) -> bytes:
        """The bytes of the next request."""
        self.count += 1
        name = f"{os.getpid()}-{self.number}-{self.count}".encode()
        return self.plan["request"].encode().replace(NAME, name) + self.body

    def whole_response(self) -> tuple[int, bytes] | None:
        """Status and body, if all of it has arrived."""
        head, end, body = bytes(self.received).partition(b"\r\n\r\n")
        if not end:
            return None
        lines = head.lower().split(b"\r\n")
        fields = {name: value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
        if fields.get(b"transfer-encoding") == b"chunked":
            if not body.endswith(b"0\r\n\r\n"):
                return None
        elif len(body) < int(fields.get(b"content-length", b"0")):
            return None
        return int(lines[0].split()[1]), body


class Crowd:
    """All people, in one loop."""

    def __init__(self, address: tuple[str, int], plans: list[Plan], seconds: float) -> None:
        self.address, self.seconds = address, min(seconds, LONGEST)
        self.selector = selectors.DefaultSelector()
        self.begin = time.monotonic()
        # The first requests are spread over a pause.
        self.waiting = [(self.begin + plan["pause"] * number / len(plans), number) for number, plan in enumerate(plans)]
        heapq.heapify(self.waiting)
        self.people = [Person(number, plan, self.begin) for number, plan in enumerate(plans)]
        self.taken: dict[str, list[float]] = {plan["kind"]: [] for plan in plans}
        self.wrong: dict[str, dict[str, int]] = {plan["kind"]: {} for plan in plans}
        self.under_way, self.sent = 0, 0

    def run(self) -> dict[str, Figures]:
        """Sends requests until the time is over, and waits for the last responses."""
        end = self.begin + self.seconds
        while True:
            now = time.monotonic()
            if now < end and self.sent < MOST:
                while self.waiting and self.waiting[0][0] <= now:
                    self.ask(self.people[heapq.heappop(self.waiting)[1]], now)
            elif self.under_way == 0:
                break
            until = min(self.waiting[0][0], end) if self.waiting and now < end else now + 0.5
            for key, _ in self.selector.select(max(0.0, min(0.5, until - now))):
                self.go_on(key.data)
            for person in self.people:
                if person.began and time.monotonic() - person.began > PATIENCE:
                    self.answered(person, "no response")
        return {kind: self.figures(kind) for kind in self.taken}

    def ask(self, person: Person, now: float) -> None:
        """Begins a request."""
        person.began, person.sending = now, person.next_request()
        person.again = person.sending if person.connection else b""
        person.received.clear()
        self.under_way += 1
        self.sent += 1
        self.send(person)

    def send(self, person: Person) -> None:
        """Begins to send the request, on a new connection if there is none."""
        if person.connection is None:
            person.connection = socket.socket()
            person.connection.setblocking(False)
            person.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if person.connection.connect_ex(self.address) not in (0, errno.EINPROGRESS):
                self.answered(person, "no connection")
                return
            self.selector.register(person.connection, selectors.EVENT_WRITE | selectors.EVENT_READ, person)
        else:
            self.selector.modify(person.connection, selectors.EVENT_WRITE | selectors.EVENT_READ, person)
            self.go_on(person)

    def go_on(self, person: Person) -> None:
        """Sends and receives what is possible."""
        connection = person.connection
        if connection is None:
            return
        try:
            if person.sending:
                person.sending = person.sending[connection.send(person.sending) :]
                if not person.sending:
                    self.selector.modify(connection, selectors.EVENT_READ, person)
            piece = connection.recv(262_144)
        except BlockingIOError:
            return
        except OSError as error:
            self.failed(person, type(error).__name__)
            return
        person.received += piece
        if not person.began:
            # The server closes a connection that is not used.
            self.close(person)
        elif response := person.whole_response():
            status, body = response
            is_right = status == person.plan["status"] and person.plan["text"].encode() in body
            self.answered(person, "" if is_right else f"status {status}")
        elif not piece:
            self.failed(person, "closed")

    def failed(self, person: Person, problem: str) -> None:
        """Sends the request again if that is allowed, as browsers do."""
        if not person.again or person.received:
            self.answered(person, problem)
            return
        person.sending, person.again = person.again, b""
        self.close(person)
        self.send(person)

    def close(self, person: Person) -> None:
        """Closes the connection of a person; the next request makes another."""
        if person.connection:
            if person.connection.fileno() in self.selector.get_map():
                self.selector.unregister(person.connection)
            person.connection.close()
            person.connection = None

    def answered(self, person: Person, problem: str) -> None:
        """Notes what became of a request."""
        now, kind = time.monotonic(), person.plan["kind"]
        if problem:
            self.wrong[kind][problem] = self.wrong[kind].get(problem, 0) + 1
        else:
            self.taken[kind].append(now - person.began)
        if problem or b"\r\nconnection: close" in bytes(person.received[:8192]).lower():
            self.close(person)
        person.began, person.sending = 0.0, b""
        self.under_way -= 1
        heapq.heappush(self.waiting, (now + person.plan["pause"], person.number))

    def figures(self, kind: str) -> Figures:
        """The figures of one kind of request; times in milliseconds."""
        times = sorted(self.taken[kind]) or [0.0]
        p50, p99 = (round(times[int(len(times) * share)] * 1000, 3) for share in (0.5, 0.99))
        count = len(self.taken[kind])
        return {
            "requests": count, "rate": round(count / self.seconds, 2), "p50": p50, "p99": p99,
            "longest": round(times[-1] * 1000, 3), "wrong": self.wrong[kind],
        }  # fmt: skip


def main() -> None:
    host, _, port = sys.argv[1].rpartition(":")
    plan = json.load(sys.stdin)
    print(json.dumps(Crowd((host, int(port)), plan["people"], float(plan["seconds"])).run()))


if __name__ == "__main__":
    main()
