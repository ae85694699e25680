"""Sends requests over raw sockets, many at a time, and collects every byte of the responses."""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import selectors
import socket
import time
from collections.abc import Callable, Iterable
from typing import Optional, Union

from hostile_requests import Request

# A host and a port, or the path of a Unix socket.
Address = Union[tuple[str, int], str]
# Called with each request and its response; `None` if there was none in time.
Receiver = Callable[[Request, Optional[bytes]], None]

# A server that sends nothing for so many seconds has failed. No test depends on a shorter time.
PATIENCE = 60


@dataclasses.dataclass
class Exchange:
    """A request on its way."""

    request: Request
    unsent: memoryview
    received: bytearray
    # When the last byte arrived.
    last: float


def send(
    address: Address,
    requests: Iterable[Request],
    receive: Receiver,
    at_once: int = 24,
    patience: float = PATIENCE,
    half_close: bool = True,
) -> int:
    """Sends each request on a connection of its own.

    :param patience: the seconds without a byte after which the client gives up.
    :param half_close: whether to announce the end of the request on the connection. nginx takes that for the end of the
        client.
    :returns: the number of requests.
    """
    waiting = iter(requests)
    selector = selectors.DefaultSelector()
    count = 0
    active: collections.OrderedDict[socket.socket, Exchange] = collections.OrderedDict()

    def begin() -> bool:
        nonlocal count
        request = next(waiting, None)
        if request is None:
            return False
        count += 1
        connection = socket.socket(socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX)
        connection.setblocking(False)
        connection.connect_ex(address)
        exchange = Exchange(request, memoryview(request.data), bytearray(), time.monotonic())
        active[connection] = exchange
        selector.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE, exchange)
        return True

    def end(connection: socket.socket, response: bytes | None) -> None:
        # The receiver is called before the connection ends, so that it can look at what the server does.
        exchange = active.pop(connection)
        receive(exchange.request, response)
        selector.unregister(connection)
        connection.close()

    more = True
    while more or active:
        while more and len(active) < at_once:
            more = begin()
        for key, events in selector.select(1):
            assert isinstance(key.fileobj, socket.socket)
            connection, exchange = key.fileobj, key.data
            try:
                if events & selectors.EVENT_WRITE:
                    exchange.unsent = exchange.unsent[connection.send(exchange.unsent) :]
                    if not exchange.unsent:
                        # Without this, a server could wait for the rest of a body.
                        if half_close and exchange.request.ends:
                            connection.shutdown(socket.SHUT_WR)
                        selector.modify(connection, selectors.EVENT_READ, exchange)
                if events & selectors.EVENT_READ:
                    piece = connection.recv(65536)
                    exchange.received += piece
                    exchange.last = time.monotonic()
                    if not piece:
                        end(connection, bytes(exchange.received))
            except BlockingIOError:
                pass
            except OSError:
                # A reset: the server responded before it had read everything.
                if connection in active:
                    end(connection, bytes(exchange.received))
        late = time.monotonic() - patience
        for connection in [connection for connection, exchange in active.items() if exchange.last < late]:
            end(connection, bytes(active[connection].received) or None)
    return count


def send_securely(
    connect: Callable[[], socket.socket],
    requests: Iterable[Request],
    receive: Receiver,
    host: bytes,
    at_once: int = 6,
) -> int:
    """Sends each request by TLS on a connection of its own, with another host in it.

    :param connect: makes a connection.
    :returns: the number of requests.
    """

    def one(request: Request) -> tuple[Request, bytes | None]:
        response = b""
        # A server that is gone is an error, not a response.
        connection = connect()
        try:
            with connection:
                connection.settimeout(8)
                connection.sendall(request.data)
                while piece := connection.recv(65536):
                    response += piece
        except TimeoutError:
            return request, response or None
        except OSError:
            # The server responded before it had read everything, or closed the connection without TLS's closing alert.
            pass
        return request, response

    sent = [
        dataclasses.replace(request, data=request.data.replace(b"Host: localhost", b"Host: " + host))
        for request in requests
    ]
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for request, response in pool.map(one, sent):
            receive(request, response)
    return len(sent)
