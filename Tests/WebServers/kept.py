"""Whether a web server that keeps its connections to a program loses no request over them.

A program with one worker has more connections than it can read from at a time. One that closed a connection to serve
another would lose what is being sent over it: nginx sends a GET again, and answers a POST with 502.
"""

import collections
import concurrent.futures
import http.client

import servers

CLIENTS = 8
REQUESTS = 500


def keeping(text):
    """The configuration for nginx, with connections that are kept."""
    text = text.replace("    server {\n", "    upstream app { server unix:@SOCKET@; keepalive 16; }\n    server {\n", 1)
    return text.replace("fastcgi_pass unix:@SOCKET@;", "fastcgi_pass app; fastcgi_keep_conn on;")


def statuses(server, method):
    """Asks from several clients at a time.

    :returns: how often each status came.
    """

    def client(_):
        found = collections.Counter()
        connection = http.client.HTTPConnection(*server.address, timeout=60)
        for number in range(REQUESTS):
            body = f"{number}" if method == "POST" else None
            connection.request(method, f"{servers.MOUNT}/{number}", body, {"Host": "localhost"})
            answer = connection.getresponse()
            text = answer.read()
            whole = f"{servers.MOUNT}/{number}\n".encode() in text and text.endswith((body or "").encode())
            found[answer.status if whole else "another's answer"] += 1
        connection.close()
        return found

    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        return sum(clients.map(client, range(CLIENTS)), collections.Counter())


def mistakes(program):
    """What is not answered as it should be, for GET and POST; each is told on standard output."""
    found = []
    with servers.serving("nginx.conf", program, edit=keeping) as server:
        for method in ("GET", "POST"):
            outcome = statuses(server, method)
            print(f"nginx keeps its connections, {method}: {dict(outcome)}")
            if outcome != {200: CLIENTS * REQUESTS}:
                found.append(f"{method}: {dict(outcome)}")
    return found
