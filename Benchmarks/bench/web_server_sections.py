"""The sections that ask through a web server: Apache with mod_fcgid and with plain CGI, and nginx."""

import os
import shutil
import socket
import time
from collections.abc import Callable, Sequence

from measurement import Contender, take_turns
from peers import PYTHON, SOURCES, Floor, Flup, Gatehouse, GatehouseProcesses, Go, Peer, Perl, PlainLoop
from private_apache import PrivateApache
from process_start_sections import NOTHING, Program, cgi_programs, script
from processes import CORES, Failure, LoadFigures, Process, Workspace, await_socket
from results import Group, GroupSection, RateSection, TimeRow, TimeSection
from suite import Suite
from workloads import WORKLOADS

HELLO = WORKLOADS["hello"]


def fcgid_lines(most: int) -> list[str]:
    """Settings of the server, the same for all programs."""
    return [
        f"FcgidMaxProcessesPerClass {most}",
        "FcgidMaxProcesses 100",
        "FcgidSpawnScoreUpLimit 1000",
        "FcgidInitialEnv PEER_PLAIN 1",
        "FcgidInitialEnv PEER_WORKERS 1",
        f"FcgidInitialEnv PEER_LIBRARY {SOURCES}/perl",
        f"FcgidInitialEnv PYTHONPATH {SOURCES}/flask",
        "FcgidInitialEnv GOMAXPROCS 1",
    ]


def proxy_lines(peer: Peer) -> list[str]:
    return [
        "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so",
        "LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so",
        "ProxyPreserveHost On",
        f'ProxyPass "/" "unix:{peer.address}|http://www.example.com/"',
    ]


def fcgid_program(workspace: Workspace, make: type[Peer]) -> str | None:
    """The file that mod_fcgid starts for a peer, if it can start it."""
    if make is Gatehouse:
        return workspace.program("gate-app")
    if make is PlainLoop:
        return workspace.program("plain-loop")
    if make is Go:
        return Go.program
    if make is Perl:
        return os.path.join(SOURCES, "perl", "responder.pl")
    if make is Flup:
        return script(workspace, "flup.fcgi", f"#!/bin/sh\nexec {PYTHON} -B {SOURCES}/flask/responder.py\n")
    return None


def ids_of(*servers: Peer | PrivateApache) -> Callable[[], list[int]]:
    """Tells the processes of all these servers."""
    return lambda: [process for server in servers for process in server.ids()]


def contender(
    workspace: Workspace,
    label: str,
    ids: Callable[[], Sequence[int]],
    address: str,
    clients: int,
    seconds: float = HELLO.seconds,
    host: str | None = None,
    warm_clients: int | None = None,
) -> Contender:
    """hello through a web server, over persistent connections of the clients."""

    def ask(seconds: float = seconds, requests: int = 10_000_000, clients: int = clients) -> LoadFigures:
        return workspace.load(
            address,
            HELLO,
            label=label,
            http=True,
            clients=clients,
            seconds=seconds,
            requests=requests,
            keep=True,
            host=host,
        )

    def warm_up() -> LoadFigures:
        return ask(seconds=2.5, clients=warm_clients) if warm_clients else ask(seconds=3, requests=300)

    return Contender(label, ask=ask, warm_up=warm_up, ids=ids, kind="http")


def apache(suite: Suite) -> RateSection:
    """hello through Apache by two clients: mod_fcgid; HTTP peers with two workers, behind mod_proxy and alone."""
    workspace = suite.workspace
    absent: dict[str, str] = {}
    contenders: list[Contender] = []
    running: list[Peer | PrivateApache] = []
    # If all processes are busy, mod_fcgid lets a request sleep for a second, even if one becomes free at once. The
    # warm-up has more clients than the measurement, so that more processes than clients are started.
    workers, clients = 2, 2
    try:
        for make in suite.types:
            label = make.label.replace(" (HTTP)", "")
            program = fcgid_program(workspace, make)
            try:
                if program:
                    site = PrivateApache(workspace, program, "fcgid-rewrite", fcgid_lines(4))
                    running.append(site)
                    contenders.append(
                        contender(
                            workspace, f"Apache mod_fcgid, {label}", site.ids, site.address, clients, warm_clients=8
                        )
                    )
                elif make.kind == "http":
                    peer = make(workspace)
                    running.append(peer)
                    peer.start(peer.name + "-apache.sock", workers=workers)
                    contenders.append(contender(workspace, f"{label}, no web server", peer.ids, peer.address, clients))
                    program = workspace.program("gate-app")
                    site = PrivateApache(workspace, program, "fcgid-rewrite", proxy_lines(peer))
                    running.append(site)
                    contenders.append(
                        contender(
                            workspace,
                            f"Apache mod_proxy, {label}",
                            ids_of(site, peer),
                            site.address,
                            clients,
                        )
                    )
            except Failure as failure:
                absent[label] = str(failure)
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        for server in running:
            server.stop()
    return {
        "title": "hello through Apache, two clients",
        "form": "rates",
        "subject": f"Apache mod_fcgid, {Gatehouse.label}",
        "rows": rows,
        "absent": absent,
    }


def cgi_file(workspace: Workspace, program: Program, number: int) -> str:
    """The file that Apache starts for a program: its executable, its script, or a script that starts it."""
    command, environment = program.command, program.environment
    if program.label.endswith("only prints"):
        return command[-1]
    if len(command) == 1 and not environment:
        return command[0]
    exports = "".join(f"export {name}={value}\n" for name, value in environment.items())
    if environment:
        # php-cgi would look for its script there.
        exports += "unset PATH_INFO PATH_TRANSLATED\n"
    text = f"export PEER_LIBRARY={SOURCES}/perl PYTHONPATH={SOURCES}/flask\nexec {' '.join(command)}\n"
    return script(workspace, f"cgi-{number}", f"#!/bin/sh\n{exports}{text}")


def apache_cgi(suite: Suite) -> RateSection:
    """hello through Apache by plain CGI: a process for each request.

    Apache has all processors. With only one, it often runs after the process has closed its output and before the
    process has ended; then it sleeps for ten milliseconds.
    """
    workspace = suite.workspace
    absent: dict[str, str] = {}
    contenders: list[Contender] = []
    sites: list[PrivateApache] = []
    try:
        for program in cgi_programs(suite):
            if program is NOTHING:
                continue
            file = cgi_file(workspace, program, len(sites))
            try:
                site = PrivateApache(workspace, file, "cgi-rewrite", ["SetEnv PEER_PLAIN 1"], cores=CORES)
            except Failure as failure:
                absent[program.label] = str(failure)
                continue
            sites.append(site)
            contenders.append(
                contender(workspace, program.label, lambda: [], site.address, 2, seconds=0.6, host="localhost")
            )
        rows = take_turns(contenders, suite.fewer_rounds, absent)
    finally:
        for site in sites:
            site.stop()
    return {
        "title": "hello through Apache by plain CGI",
        "form": "rates",
        "subject": "Gatehouse (Examples/Hello)",
        "rows": rows,
        "absent": absent,
    }


def time_first_response(address: str) -> float:
    """Seconds for one request."""
    host, port = address.split(":")
    begin = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")
        response = b""
        while piece := connection.recv(65536):
            response += piece
    taken = time.monotonic() - begin
    if not response.startswith(b"HTTP/1.1 200") or not response.endswith(HELLO.text.encode()):
        raise Failure(f"Apache responded with {response[:60]!r}")
    return taken


def replace_and_ask(site: PrivateApache, binary: str) -> float:
    """Moves a new copy of the program onto the old one, and returns the seconds for the next request."""
    target = os.path.join(site.facts["public"], "app.fcgi")
    copy = target + ".new"
    shutil.copyfile(binary, copy)
    os.chmod(copy, 0o755)
    owner = os.stat(target)
    os.chown(copy, owner.st_uid, owner.st_gid)
    os.rename(copy, target)
    return time_first_response(site.address)


def spawn(suite: Suite) -> TimeSection:
    """The first response of a program that Apache starts, each time from a new file under the same name."""
    absent: dict[str, str] = {}
    rows: dict[str, TimeRow] = {}
    sites: dict[str, tuple[PrivateApache, str]] = {}
    try:
        for make in (Gatehouse, PlainLoop, Go, Perl, Flup):
            program = fcgid_program(suite.workspace, make)
            if make not in suite.types or program is None:
                continue
            label = f"Apache mod_fcgid, {make.label}"
            try:
                sites[label] = PrivateApache(suite.workspace, program, "fcgid-rewrite", fcgid_lines(4)), program
                rows[label] = {"label": label, "microseconds": []}
            except Failure as failure:
                absent[label] = str(failure)
        # The first turn is the warm-up.
        for turn in range(suite.rounds + 1):
            for label in list(rows):
                try:
                    taken = replace_and_ask(*sites[label])
                except (Failure, OSError) as failure:
                    absent[label] = str(failure)
                    del rows[label]
                    continue
                if turn > 0:
                    rows[label]["microseconds"].append(taken * 1e6)
    finally:
        for site, _ in sites.values():
            site.stop()
    return {
        "title": "first response of a program that Apache starts",
        "form": "times",
        "rows": list(rows.values()),
        "absent": absent,
    }


NGINX = """daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log warn;
{user}
events {{ worker_connections 512; }}
http {{
access_log off;
default_type text/plain;
client_body_temp_path {directory}/nginx-body;
proxy_temp_path {directory}/nginx-proxy;
fastcgi_temp_path {directory}/nginx-fastcgi;
uwsgi_temp_path {directory}/nginx-uwsgi;
scgi_temp_path {directory}/nginx-scgi;
keepalive_requests 100000000;
{servers}}}
"""


def nginx_server(peer: Peer, listen: str, workers: int, keep: bool) -> str:
    name = f"{peer.name}_{'keep' if keep else 'close'}"
    kept = f"keepalive {workers}; keepalive_requests 100000000;" if keep else ""
    upstream = f"upstream {name} {{ server unix:{peer.address}; {kept} }}\n"
    if peer.kind == "http":
        path = f"proxy_pass http://{name}; proxy_set_header Host $http_host;"
        path += ' proxy_http_version 1.1; proxy_set_header Connection "";' if keep else " proxy_http_version 1.0;"
    else:
        path = f"include /etc/nginx/fastcgi_params; fastcgi_pass {name}; fastcgi_keep_conn {'on' if keep else 'off'};"
        for parameter in peer.parameters(HELLO):
            key, _, value = parameter.partition("=")
            path += f" fastcgi_param {key} {value};"
    return f"{upstream}server {{ listen unix:{listen}; location / {{ {path} }} }}\n"


def start_nginx(workspace: Workspace, workers: int, servers: str) -> Process:
    configuration = workspace.path(f"nginx-{workers}.conf")
    user = "user root root;" if os.geteuid() == 0 else ""
    with open(configuration, "w") as file:
        file.write(NGINX.format(directory=workspace.directory, servers=servers, user=user))
    server = workspace.start(["/usr/sbin/nginx", "-c", configuration])
    await_socket(workspace.path(f"nginx-{workers}-gatehouse-True"), server)
    return server


def nginx_group(suite: Suite, workers: int, absent: dict[str, str]) -> Group:
    """All peers with this number of workers behind one nginx."""
    workspace = suite.workspace
    peers: list[Peer] = []
    contenders: list[Contender] = []
    server, servers = None, ""
    # Each way has programs of its own: a persistent connection would keep the other way from its worker.
    types = [other for make in suite.types for other in ((make, GatehouseProcesses) if make is Gatehouse else (make,))]
    ways = [(make, keep) for make in types for keep in (True, False)]
    try:
        for make, keep in ways:
            if make is Floor or (keep and not make.keeps):
                continue
            peer = make(workspace)
            peers.append(peer)
            try:
                peer.start(f"{peer.name}-{workers}-{keep}.sock", workers=workers, plain=True)
            except Failure as failure:
                absent[peer.label] = str(failure)
                continue
            listen = workspace.path(f"nginx-{workers}-{peer.name}-{keep}")
            servers += nginx_server(peer, listen, workers, keep)
            label = f"{peer.label.replace(' (HTTP)', '')}, {'kept' if keep else 'new connections'}"
            contenders.append(contender(workspace, label, peer.ids, listen, workers))
        server = start_nginx(workspace, workers, servers)
        return {"workers": workers, "rows": take_turns(contenders, suite.fewer_rounds, absent)}
    finally:
        if server:
            workspace.stop(server)
        for peer in peers:
            peer.stop()


def nginx(suite: Suite) -> GroupSection:
    """hello through nginx with 1, 2 and 4 workers, with kept and with new connections to the application."""
    absent: dict[str, str] = {}
    groups = [nginx_group(suite, workers, absent) for workers in (1, 2, 4)]
    return {
        "title": "hello through nginx",
        "form": "groups",
        "subject": f"{Gatehouse.label}, kept",
        "groups": groups,
        "absent": absent,
    }
