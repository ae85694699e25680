"""Sends requests over raw sockets, many at a time, and collects every byte of the answers."""

import collections
import concurrent.futures
import dataclasses
import selectors
import socket
import time

# A server that says nothing for so long has failed; no test counts on a shorter time.
PATIENCE = 60


def ask(address, requests, judge, at_once=24, patience=PATIENCE, half_close=True):
    """Sends each request on a connection of its own.

    :param patience: seconds without a byte, after which an answer is given up.
    :param half_close: whether the server is told that nothing more comes; nginx takes that for the client's end.
    :param judge: called with the request and what came back; `None` if the server was silent for too long.
    :returns: the number of requests.
    """
    waiting = iter(requests)
    selector = selectors.DefaultSelector()
    count = 0
    active = collections.OrderedDict()

    def begin():
        nonlocal count
        request = next(waiting, None)
        if request is None:
            return False
        count += 1
        connection = socket.socket(socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX)
        connection.setblocking(False)
        connection.connect_ex(address)
        state = [request, memoryview(request.data), bytearray(), time.monotonic()]
        active[connection] = state
        selector.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE, state)
        return True

    def end(connection, answer):
        state = active.pop(connection)
        selector.unregister(connection)
        connection.close()
        judge(state[0], answer)

    more = True
    while more or active:
        while more and len(active) < at_once:
            more = begin()
        for key, events in selector.select(1):
            connection, state = key.fileobj, key.data
            try:
                if events & selectors.EVENT_WRITE:
                    state[1] = state[1][connection.send(state[1]) :]
                    if not state[1]:
                        # The end of what the client says, so that no server waits for more of a body.
                        if half_close and state[0].ends:
                            connection.shutdown(socket.SHUT_WR)
                        selector.modify(connection, selectors.EVENT_READ, state)
                if events & selectors.EVENT_READ:
                    piece = connection.recv(65536)
                    state[2] += piece
                    state[3] = time.monotonic()
                    if not piece:
                        end(connection, bytes(state[2]))
            except BlockingIOError:
                pass
            except OSError:
                # Reset: it answered before it had read everything.
                if connection in active:
                    end(connection, bytes(state[2]))
        late = time.monotonic() - patience
        for connection in [connection for connection, state in active.items() if state[3] < late]:
            end(connection, bytes(active[connection][2]) or None)
    return count


def ask_securely(connect, requests, judge, host, at_once=6):
    """Sends each request on a connection of its own by TLS, with another host in it.

    :param connect: makes a connection.
    :returns: the number of requests.
    """

    def one(request):
        answer = b""
        # A server that is gone is an error, not an answer.
        connection = connect()
        try:
            with connection:
                connection.settimeout(8)
                connection.sendall(request.data)
                while piece := connection.recv(65536):
                    answer += piece
        except TimeoutError:
            return request, answer or None
        except OSError:
            # It answered before it had read everything, or closed without the end that TLS has for it.
            pass
        return request, answer

    asked = [
        dataclasses.replace(request, data=request.data.replace(b"Host: localhost", b"Host: " + host))
        for request in requests
    ]
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for request, answer in pool.map(one, asked):
            judge(request, answer)
    return len(asked)
