"""The sections that compare an application of Hummingbird behind a gate with its own server."""

from measurement import take_turns
from peers import Gatehouse, Hello, Hummingbird, Peer, PlainLoop
from private_apache import PrivateApache
from process_start_sections import NOTHING, Program
from process_start_sections import measure as measure_starts
from processes import Failure, Workspace
from results import RateSection, TimeSection
from suite import Suite
from web_server_sections import contender, fcgid_lines, fcgid_program, ids_of, proxy_lines

SUBJECT = "Apache mod_fcgid, Hummingbird behind a gate"


class OwnServer(Hummingbird):
    """Hummingbird's own server in the file that also serves behind a gate."""

    name, label = "hummingbird-own", "Hummingbird's own server"
    product = "gatehouse-hummingbird"


class Gated(Gatehouse):
    """The same file behind a gate, on a socket."""

    name, label = "hummingbird-gated", "Hummingbird behind a gate"

    def command(self) -> list[str]:
        return [OwnServer.program()]


def fastcgi_proxy_lines(peer: Peer) -> list[str]:
    """What server-configurations/apache-proxy.conf has for a program that listens."""
    return [
        "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so",
        "LoadModule proxy_fcgi_module /usr/lib/apache2/modules/mod_proxy_fcgi.so",
        f'<Location "/">\nProxyPass "unix:{peer.address}|fcgi://localhost/"\nCGIPassAuth On\n</Location>',
    ]


def program(workspace: Workspace) -> str:
    """Builds the application and returns its path."""
    if reason := OwnServer(workspace).missing():
        raise Failure(reason)
    return OwnServer.program()


def hummingbird(suite: Suite) -> RateSection:
    """The same application through Apache by two clients."""
    workspace, workers, clients = suite.workspace, 2, 2
    file = program(workspace)
    absent: dict[str, str] = {}
    peer, listening = OwnServer(workspace), Gated(workspace)
    running: list[Peer | PrivateApache] = [peer, listening]
    try:
        peer.start("hummingbird-own.sock", workers=workers)
        listening.start("hummingbird-gated.sock", workers=workers)
        gated = PrivateApache(workspace, file, "fcgid-rewrite", fcgid_lines(4))
        running.append(gated)
        proxied = PrivateApache(workspace, file, "fcgid-rewrite", proxy_lines(peer))
        running.append(proxied)
        passed = PrivateApache(workspace, file, "fcgid-rewrite", fastcgi_proxy_lines(listening))
        running.append(passed)
        contenders = [
            contender(workspace, SUBJECT, gated.ids, gated.address, clients, warm_clients=8),
            contender(
                workspace, f"Apache mod_proxy_fcgi, {Gated.label}", ids_of(passed, listening), passed.address, clients
            ),
            contender(
                workspace, f"Apache mod_proxy, {OwnServer.label}", ids_of(proxied, peer), proxied.address, clients
            ),
            contender(workspace, f"{OwnServer.label}, no web server", peer.ids, peer.address, clients),
        ]
        # What mod_fcgid and the template take, whatever the program is.
        for floor in Gatehouse, PlainLoop:
            if not (command := fcgid_program(workspace, floor)):
                raise Failure(f"mod_fcgid cannot start {floor.label}")
            site = PrivateApache(workspace, command, "fcgid-rewrite", fcgid_lines(4))
            running.append(site)
            label = f"Apache mod_fcgid, {floor.label}"
            contenders.append(contender(workspace, label, site.ids, site.address, clients, warm_clients=8))
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        for server in running:
            server.stop()
    return {
        "title": "an application of Hummingbird through Apache, two clients",
        "form": "rates",
        "subject": SUBJECT,
        "goal": "at least as fast as behind mod_proxy",
        "rows": rows,
        "absent": absent,
    }


def hummingbird_cgi(suite: Suite) -> TimeSection:
    """The first response after a start by CGI, beside the example without Hummingbird."""
    programs = [
        Program("Hummingbird behind a gate", [program(suite.workspace)], {}),
        Program("Gatehouse (Examples/Hello)", Hello(suite.workspace).command()[:1], {}),
        NOTHING,
    ]
    title = "an application of Hummingbird, from exec to the end of the response, by CGI"
    return measure_starts(suite, title, "cgi", programs)
