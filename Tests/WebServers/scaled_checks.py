"""Takes machines out, cuts them off and puts them back while clients send requests through a balancer."""

from __future__ import annotations

import functools
import signal
import socket
import ssl
import time
from collections.abc import Callable

import hostile_requests
import machines
import polling
import private_authority
import raw_client
import scaled_sites
import scaled_units
import server_configurations
from leak_detector import LeakDetector
from machines import BALANCER, FIRST, SECOND, Machine
from scaled_sites import HEALTH, Site
from server_configurations import HOST, MOUNT, Server
from steady_load import CLIENTS, METHODS, Load, Sent

ARGUMENTS = ["--mount", MOUNT, "--host", HOST, "--log-level", "info", "--log-destination", "standard-error"]
# Requests that each machine must get, or that must succeed, before the test goes on.
ENOUGH = 30
# Every so many-th hostile request is sent.
STRIDE = 4


def shorter(text: str) -> str:
    """Shortens the time that a request under way waits for a machine that was cut off."""
    changed = text.replace("fastcgi_read_timeout 35s", "fastcgi_read_timeout 10s").replace("timeout=35", "timeout=10")
    return changed.replace("timeout server 35s", "timeout server 10s")


def failures(name: str, hello: str, echo: str) -> list[str]:
    """Tests one configuration. Returns the failures."""
    with scaled_sites.serving(name, echo) as (site, server):
        found = parameter_failures(server)
    with scaled_sites.serving(name, hello, *ARGUMENTS, edit=shorter) as (site, server):
        found += server_configurations.https_failures(server)
        found += stranger_failures(site)
        found += leaks(server, hello)
        found += load_failures(site, server)
        found += lonely_failures(server)
        if found:
            print(site.said(BALANCER)[-4000:].decode(errors="replace"))
    print(f"{name}: {len(found)} failures", *found, sep="\n    ", flush=True)
    return [f"{name}: {failure}" for failure in found]


def parameter_failures(server: Server) -> list[str]:
    """What arrives wrong at the program: the client can change neither its address nor the scheme."""
    found = []
    target = MOUNT + "/a%20b//c;x=1/%2F?q=1&r=%2F"
    claims = ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 127.0.0.1, ::1", "Forwarded: for=203.0.113.9"]
    claims += ["X-Real-IP: 203.0.113.9", *server_configurations.CLAIMS]
    for secure in (False, True):
        for claim in ("X-One: 1", *claims):
            body = b"0123456789" * 1000
            head = f"POST {target} HTTP/1.1\r\nContent-Length: {len(body)}\r\nAuthorization: Bearer ada\r\n{claim}"
            response = server_configurations.unchunked(server.send(head, body, secure=secure)[0])
            lines = response.decode(errors="replace").split("\n")
            wanted = [f"REQUEST_URI={target}", "REQUEST_METHOD=POST", f"REMOTE_ADDR={machines.CLIENT}"]
            wanted += [f"HTTP_HOST={HOST}", f"REQUEST_SCHEME={'https' if secure else 'http'}", "QUERY_STRING=q=1&r=%2F"]
            wanted += ["HTTP_AUTHORIZATION=Bearer ada", f"CONTENT_LENGTH={len(body)}"]
            for line in wanted:
                if line not in lines:
                    seen = [other for other in lines if other.startswith(line.split("=")[0])]
                    found.append(f"HTTPS: {secure}, {claim}: {line} did not arrive, but {seen or response[:200]!r}")
            if not response.endswith(body):
                found.append(f"HTTPS: {secure}, {claim}: the body did not arrive")
            if not secure and any(line.startswith("HTTPS=") and line != "HTTPS=off" for line in lines):
                found.append(f"{claim}: HTTPS arrived without HTTPS")
    return found


def leaks(server: Server, hello: str) -> list[str]:
    """Sends the hostile requests by HTTPS. No file may be served."""
    with open(hello, "rb") as file:
        detector = LeakDetector(server.bait, MOUNT.encode(), file.read())
    # A part of them: `servers` sends all to each web server. A client waits for a long time after an incomplete one.
    sample = [request for request in hostile_requests.sample(MOUNT.encode(), server.bait) if request.ends]
    requests = sample[::STRIDE]
    count = raw_client.send_securely(functools.partial(server.connect, True), requests, detector, HOST.encode())
    # Some requests still announce more than they send.
    silent = len(detector.unanswered)
    detector.unanswered.clear()
    print(f"  {count} hostile requests, {detector.requests} of them leak, {silent} get no response", flush=True)
    return detector.failures() + ([f"{silent} hostile requests got no response"] if silent > count // 10 else [])


def stranger_failures(site: Site) -> list[str]:
    """Connects to a machine past the balancer. Only the balancer itself may get a response."""
    found = []
    if isinstance(site, scaled_sites.NginxSite):
        for source, is_allowed in ((FIRST.balancer, True), (FIRST.stranger, False)):
            with machines.socket_from(BALANCER.namespace, FIRST.address, 9000, source) as connection:
                response = received(connection, scaled_units.QUESTION)
            if bool(response) != is_allowed:
                found.append(f"from {source}: {response!r}")
        return found + scaled_units.failures(site.directory + "/app.fcgi")
    private_authority.found(site.directory, "others")
    directory = site.directory
    certificates = {
        "the balancer's certificate": f"{directory}/{BALANCER.name}.pem",
        "no certificate": "",
        "the certificate of another machine": f"{directory}/{SECOND.name}.pem",
        "a certificate of another authority": private_authority.sign(directory, "others", "forged", ["balancer"]),
    }
    page = f"GET {HEALTH} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
    fields = page.replace(b"Connection", f"X-Balancer-Scheme: https\r\nX-Balancer-Host: {HOST}\r\nConnection".encode())
    is_haproxy = isinstance(site, scaled_sites.HAProxySite)
    ports = {9000: scaled_units.QUESTION, 9001: page} if is_haproxy else {9443: fields}
    for port, request in ports.items():
        for which, certificate in certificates.items():
            response = securely(FIRST, port, request, certificate, f"{directory}/machines.pem")
            got = response.startswith(b"\x01\x0a") or response.startswith(b"HTTP/1.1 200 ")
            if got != (which == "the balancer's certificate"):
                found.append(f"port {port}, {which}: {response[:200]!r}")
    if is_haproxy:
        other = page.replace(HEALTH.encode() + b" ", f"{MOUNT}/guests/ada ".encode())
        response = securely(FIRST, 9001, other, certificates["the balancer's certificate"], f"{directory}/machines.pem")
        if not response.startswith(b"HTTP/1.1 404 ") or b"Ada" in response:
            found.append(f"the port for health checks responds to another path: {response[:200]!r}")
    return found


def securely(machine: Machine, port: int, request: bytes, certificate: str, authority: str) -> bytes:
    """Sends bytes to a machine by TLS. Returns the response; empty if the machine refuses the connection."""
    context = ssl.create_default_context(cafile=authority)
    if certificate:
        context.load_cert_chain(certificate)
    try:
        with (
            machines.socket_from(BALANCER.namespace, machine.address, port, machine.balancer) as connection,
            context.wrap_socket(connection, server_hostname=machine.name) as secured,
        ):
            return received(secured, request)
    except OSError:
        return b""


def received(connection: socket.socket, request: bytes) -> bytes:
    """Sends bytes, and returns the first bytes of the response; empty if there are none."""
    try:
        connection.settimeout(5)
        connection.sendall(request)
        return connection.recv(65536)
    except OSError:
        return b""


def load_failures(site: Site, server: Server) -> list[str]:
    """Takes a machine out and cuts it off under load."""

    def send(method: str) -> str:
        body = b"x" * 500 if method == "POST" else b""
        head = f"{method} {MOUNT}/guests/ada HTTP/1.1" + (f"\r\nContent-Length: {len(body)}" if body else "")
        response = server.send(head, body, secure=True)[0]
        # No route has the method POST, and only the gate responds with these methods.
        if method == "POST" and response.startswith(b"HTTP/1.1 405 ") and b"\nallow: get" in response.lower():
            return ""
        if method == "GET" and response.startswith(b"HTTP/1.1 200 ") and b"Welcome, Ada Lovelace." in response:
            return ""
        return repr(response[:100]) if response else "no response"

    found: list[str] = []
    try:
        with Load(send) as load:
            wait(BothServe(site), "the program of each machine gets requests")
            for part in (taken_out, cut_off, ended):
                found += part(site, load)
    except AssertionError as error:
        found.append(str(error))
    return found


class BothServe:
    """A condition: the program of each machine has responded to enough further requests."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.before = {machine: site.served(machine) for machine in (FIRST, SECOND)}

    def __call__(self) -> bool:
        return all(self.site.served(machine) >= before + ENOUGH // 5 for machine, before in self.before.items())


def lonely_failures(server: Server) -> list[str]:
    """Cuts off both machines. The balancer must say that there is no response."""
    for machine in (FIRST, SECOND):
        machine.switch("down")
    response = server.send(f"GET {MOUNT}/guests/ada HTTP/1.1", secure=True)[0]
    for machine in (FIRST, SECOND):
        machine.switch("up")
    return [] if response[9:12] in (b"502", b"503", b"504") else [f"without a machine: {response[:200]!r}"]


def wait(condition: Callable[[], object], what: str) -> None:
    """Waits for something that must happen."""
    if not polling.until(condition, 60, 0.1):
        raise AssertionError(f"this did not happen: {what}")


def described(load: Load, begin: float, count: int) -> str:
    """What the clients have seen since a moment."""
    sent = [sent for sent in list(load.requests) if sent.end and sent.begin > begin]
    slowest = max((one.seconds for one in sent), default=0)
    return f"{len(sent)} further requests, {count} lost, the slowest took {slowest:.1f} s"


def taken_out(site: Site, load: Load) -> list[str]:
    """Takes a machine out as its configuration says, and puts it back. No request may fail."""
    begin = time.monotonic()
    site.take_out(FIRST)
    ended = time.monotonic()
    wait(lambda: load.done_since(ended) >= ENOUGH, "requests succeed while one machine is out")
    site.put_back(FIRST)
    wait(BothServe(site), "a machine that was put back gets requests again")
    lost = [f"{one.method} failed when a machine was taken out: {one.problem}" for one in load.failed()]
    print(f"  taken out and put back: {described(load, begin, len(lost))}", flush=True)
    return lost


def cut_off(site: Site, load: Load) -> list[str]:
    """Cuts a machine off. Only requests that are under way there may fail. Then connects it again."""
    before = load.failed()
    site.freeze(FIRST, signal.SIGSTOP)
    # Sooner or later, each client sends a request to the machine that has stopped.
    wait(lambda: len(load.under_way()) == CLIENTS and min(one.seconds for one in load.under_way()) > 1, "requests wait")
    FIRST.switch("down")
    begin = time.monotonic()
    caught = {id(sent) for sent in load.under_way()}
    site.freeze(FIRST, signal.SIGCONT)
    # The clients of the load still wait.
    longest_further = max(load.one(method).seconds for method in METHODS * 2)
    wait(lambda: load.done_since(begin) >= ENOUGH, "requests succeed while one machine is cut off")
    wait(lambda: caught.isdisjoint({id(sent) for sent in load.under_way()}), "requests under way end")
    failed = load.failed(before)
    lost = [one for one in failed if id(one) in caught]
    late = [
        f"{one.method} failed after a machine was cut off: {one.problem}" for one in failed if id(one) not in caught
    ]
    longest = max((one.seconds for one in lost), default=0)
    print(
        f"  cut off: of {len(caught)} requests under way {len(lost)} failed, after at most {longest:.1f} s;"
        f" further ones at once took at most {longest_further:.1f} s; {described(load, begin, len(late))}",
        flush=True,
    )
    if longest < 1 and all(one.seconds < 1 for one in load.requests if id(one) in caught):
        late.append("no request was under way on the machine that was cut off, so the test shows nothing")
    before = load.failed()
    FIRST.switch("up")
    wait(BothServe(site), "a machine that is connected again gets requests again")
    late += [f"{one.method} failed after a machine came back: {one.problem}" for one in load.failed(before)]
    return late


def ended(site: Site, load: Load) -> list[str]:
    """Ends a program without a word to the balancer, and starts it again."""
    begin, before = time.monotonic(), load.failed()
    site.end_program(FIRST)
    ended = time.monotonic()

    def last_failure() -> float:
        return max((one.end or 0 for one in load.failed(before)), default=begin)

    # The machine itself still accepts connections behind HAProxy and Apache, until their health checks have failed.
    wait(lambda: load.done_since(last_failure()) >= ENOUGH, "requests succeed after a program has ended")
    failed = load.failed(before)
    lasted = last_failure() - begin
    print(f"  a program ended by SIGTERM: {described(load, begin, len(failed))}, over {lasted:.1f} s", flush=True)
    wrong: list[Sent] = []
    if isinstance(site, scaled_sites.NginxSite):
        # Only a POST that is on its way may fail.
        wrong = [one for one in failed if one.method != "POST" or one.begin > ended]
        site.begin_machine(FIRST)
    else:
        site.begin_program(FIRST)
    wait(BothServe(site), "a program that was started again gets requests again")
    return [f"{one.method} failed when a program ended: {one.problem}" for one in wrong]
