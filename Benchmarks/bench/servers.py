"""The sections that ask through a web server: Apache with mod_fcgid and with plain CGI, nginx."""

import os
import shutil
import socket
import subprocess
import threading
import time

from machine import CORES, ROOT, SERVER_CORES, Failure, await_socket
from peers import PYTHON, SOURCES, VENV, Flup, Floor, Gatehouse, Go, Gunicorn, Perl, PHP, PlainLoop
from turns import Contender, take_turns
from works import WORKS

WORK = WORKS["hello"]


class Apache:
    """A private Apache (scripts/apache-site) with one program as its application."""

    def __init__(self, machine, binary, template, lines, cores=SERVER_CORES):
        name = f"host-{len(machine.processes)}-{time.monotonic_ns()}"
        configuration = machine.path(name)
        with open(configuration, "w") as file:
            file.write("\n".join(lines) + "\n")
        self.machine = machine
        self.process = machine.start(
            [os.path.join(ROOT, "scripts", "apache-site"), "--binary", binary, "--template", template, "--while-stdin",
             "--host-config", configuration],
            cores=cores, stdin=subprocess.PIPE, stdout=subprocess.PIPE, environment={"TMPDIR": machine.directory})
        self.told = {}
        guard = threading.Timer(30, self.process.kill)
        guard.start()
        for line in self.process.stdout:
            key, _, value = line.decode().strip().partition(" ")
            self.told[key] = value
            if key == "ready":
                break
        guard.cancel()
        if "ready" not in self.told:
            self.stop()
            raise Failure("Apache did not start: " + machine.last_words()[-300:])
        self.address = self.told["ready"].removeprefix("http://").rstrip("/")

    @property
    def ids(self):
        return [int(self.told["pid"])]

    def stop(self):
        self.machine.stop(self.process)


def fcgid_lines(most):
    """Server settings, the same for all programs."""
    return [f"FcgidMaxProcessesPerClass {most}", "FcgidMaxProcesses 100",
            "FcgidSpawnScoreUpLimit 1000", "FcgidInitialEnv PEER_PLAIN 1", "FcgidInitialEnv PEER_WORKERS 1",
            f"FcgidInitialEnv PEER_LIBRARY {SOURCES}/perl", f"FcgidInitialEnv PYTHONPATH {SOURCES}/flask",
            "FcgidInitialEnv GOMAXPROCS 1"]


def script(machine, name, text):
    path = machine.path(name)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, 0o755)
    return path


def application(machine, make):
    """The file that Apache starts for a peer; None where it starts it otherwise."""
    if make is Gatehouse:
        return os.path.join(machine.programs, "gate-app")
    if make is PlainLoop:
        return os.path.join(machine.programs, "plain-loop")
    if make is Go:
        return Go.program
    if make is Perl:
        return os.path.join(SOURCES, "perl", "responder.pl")
    if make is Flup:
        return script(machine, "flup.fcgi", f"#!/bin/sh\nexec {PYTHON} -B {SOURCES}/flask/responder.py\n")
    return None


def contender(machine, peer, label, ids, address, clients, keep=True, seconds=WORK.seconds, host=None,
              warm_clients=None):
    def ask(seconds=seconds, requests=10_000_000, clients=clients):
        return machine.load(peer, WORK, clients=clients, seconds=seconds, requests=requests, keep=keep, http=True,
                            address=address, host=host)
    warm_up = (lambda: ask(seconds=2.5, clients=warm_clients)) if warm_clients else lambda: ask(seconds=3, requests=300)
    return Contender(label, ask=ask, warm_up=warm_up, ids=ids, kind="http")


def apache(bench):
    """hello through Apache by two clients: mod_fcgid; HTTP peers with two workers, behind mod_proxy and alone."""
    machine, absent, contenders, stops = bench.machine, {}, [], []
    # mod_fcgid lets a request sleep for a second when all processes are busy, even if one is just about to be free:
    # more than there are clients are started while it warms up, by as many clients.
    workers, clients = 2, 2
    try:
        for make in bench.found:
            peer = make(machine)
            label = peer.label.replace(" (HTTP)", "")
            binary = application(machine, make)
            try:
                if binary:
                    site = Apache(machine, binary, "fcgid-rewrite", fcgid_lines(4))
                    stops.append(site)
                    contenders.append(contender(machine, peer, f"Apache mod_fcgid, {label}", lambda site=site: site.ids,
                                                site.address, clients, warm_clients=8))
                elif peer.kind == "http":
                    stops.append(peer)
                    peer.start(peer.name + "-apache.sock", workers=workers)
                    contenders.append(contender(machine, peer, f"{label}, no web server", lambda peer=peer: peer.ids,
                                                peer.address, clients))
                    site = Apache(machine, os.path.join(machine.programs, "gate-app"), "fcgid-rewrite", [
                        "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so",
                        "LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so",
                        "ProxyPreserveHost On", f'ProxyPass "/" "unix:{peer.address}|http://www.example.com/"'])
                    stops.append(site)
                    contenders.append(contender(machine, peer, f"Apache mod_proxy, {label}",
                                                lambda site=site, peer=peer: site.ids + peer.ids,
                                                site.address, clients))
            except Failure as failure:
                absent[label] = str(failure)
        rows = take_turns(contenders, bench.rounds, absent)
    finally:
        for one in stops:
            one.stop()
    return {"title": "hello through Apache, two clients", "form": "rates",
            "subject": f"Apache mod_fcgid, {Gatehouse.label}", "rows": rows, "absent": absent}


PERL_SCRIPT = ('#!/usr/bin/perl\nprint "Content-Type: text/plain; charset=utf-8\\r\\nContent-Length: 28\\r\\n\\r\\n'
               'Hello from behind the gate.\\n";\n')
PYTHON_SCRIPT = PERL_SCRIPT.replace("/usr/bin/perl", "/usr/bin/python3").replace('print "', 'print("').replace(
    '\\n";\n', '", end="\\n")\n')


def scripts(bench):
    """What can be started for each request: label, command, settings."""
    machine = bench.machine
    yield "Gatehouse (Examples/Hello)", [os.environ["BENCH_HELLO"]], {}
    yield "Gatehouse (with JSON)", [os.path.join(machine.programs, "gate-app")], {}
    if Go in bench.found:
        yield "Go net/http/cgi", [Go.program], {}
    yield "Perl, print and nothing else", ["/usr/bin/perl", script(machine, "hello.pl", PERL_SCRIPT)], {}
    if Perl in bench.found:
        yield "Perl with JSON::XS", ["/usr/bin/perl", f"{SOURCES}/perl/script.pl"], {}
    if os.path.exists("/usr/bin/php-cgi"):
        yield "PHP-CGI", ["/usr/bin/php-cgi"], {"SCRIPT_FILENAME": f"{SOURCES}/php/index.php"}
    python = script(machine, "hello.py", PYTHON_SCRIPT)
    yield "Python, print and nothing else", ["/usr/bin/python3", "-I", "-S", python], {}
    if Flup in bench.found or Gunicorn in bench.found:
        yield "Python with Flask", [PYTHON, "-B", f"{SOURCES}/flask/script.py"], {}
    yield "/bin/true, which answers nothing", ["/bin/true"], {}


def time_starts(machine, way, command, settings, rounds, text=WORK.text):
    """Microseconds from exec to the end of the first answer, for each round."""
    from machine import pinned
    options = ["--text", text] if text else []
    # The program and who waits for it share a core of the servers: a process that ends wakes the other.
    done = subprocess.run(
        pinned(SERVER_CORES[:1], [machine.load_program, *options, "--start", way, str(rounds), *command]),
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", **settings})
    if done.returncode != 0:
        raise Failure(done.stderr.strip())
    return list(map(float, done.stdout.split()))


def start_section(title, programs):
    """From exec to the first answer, in turns."""
    def measure(bench):
        machine, absent = bench.machine, {}
        rows = {label: (way, command, settings, []) for label, way, command, settings in programs(bench)}
        for turn in range(bench.rounds + 1):
            for label in list(rows):
                way, command, settings, found = rows[label]
                text = None if command == ["/bin/true"] else WORK.text
                try:
                    times = time_starts(machine, way, command, settings, 10, text)
                except Failure as failure:
                    absent[label] = str(failure)
                    del rows[label]
                    continue
                if turn > 0:
                    found += times
        return {"title": title, "form": "times",
                "rows": [{"label": label, "microseconds": rows[label][3]} for label in rows], "absent": absent}
    return measure


def cgi_programs(bench):
    return [(label, "cgi", command, settings) for label, command, settings in scripts(bench)]


def responder_programs(bench):
    machine, way = bench.machine, bench.machine.path("start.sock")
    yield "Gatehouse (Examples/Hello)", way, [os.environ["BENCH_HELLO"], "--host", "www.example.com"], {}
    for make in bench.found:
        peer = make(machine)
        if peer.kind == "fcgi" and make is not PHP and make is not Flup:
            yield peer.label, way, peer.command(), peer.environment()


def apache_cgi(bench):
    """hello through Apache by plain CGI: a process for each request.

    Apache has all processors. On one alone it takes the processor from a process that has closed its output and has not
    quite ended, finds it alive, and sleeps for ten milliseconds.
    """
    machine, absent, contenders, sites = bench.machine, {}, [], []
    try:
        for label, command, settings in scripts(bench):
            if command == ["/bin/true"]:
                continue
            words = " ".join(command)
            # A program by itself, or a script with an interpreter in its first line.
            binary = command[0]
            if len(command) > 1 or settings:
                exports = "".join(f"export {name}={value}\n" for name, value in settings.items())
                if settings:
                    # Or php-cgi looks for the script there.
                    exports += "unset PATH_INFO PATH_TRANSLATED\n"
                binary = command[-1] if label.endswith("nothing else") else script(
                    machine, f"cgi-{len(sites)}",
                    f"#!/bin/sh\n{exports}export PEER_LIBRARY={SOURCES}/perl PYTHONPATH={SOURCES}/flask\n"
                    f"exec {words}\n")
            try:
                site = Apache(machine, binary, "cgi-rewrite", ["SetEnv PEER_PLAIN 1"], cores=CORES)
            except Failure as failure:
                absent[label] = str(failure)
                continue
            sites.append(site)
            contenders.append(contender(machine, Gatehouse(machine), label, list, site.address, 2,
                                        seconds=0.6, host="localhost"))
        rows = take_turns(contenders, max(3, bench.rounds // 2), absent)
    finally:
        for site in sites:
            site.stop()
    return {"title": "hello through Apache by plain CGI", "form": "rates", "subject": "Gatehouse (Examples/Hello)",
            "rows": rows, "absent": absent}


def first_answer(address):
    """Seconds for one request."""
    host, port = address.split(":")
    begin = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: www.example.com\r\nConnection: close\r\n\r\n")
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    taken = time.monotonic() - begin
    if not answer.startswith(b"HTTP/1.1 200") or not answer.endswith(WORK.text.encode()):
        raise Failure(f"Apache answered {answer[:60]!r}")
    return taken


def spawn(bench):
    """The first answer of a program that Apache starts for it: each time of a new file under the same name."""
    machine, absent, sites, rows = bench.machine, {}, [], []
    try:
        for make in (Gatehouse, PlainLoop, Go, Perl, Flup):
            if make not in bench.found:
                continue
            try:
                binary = application(machine, make)
                site = Apache(machine, binary, "fcgid-rewrite", fcgid_lines(4))
                sites.append(site)
                rows.append(({"label": f"Apache mod_fcgid, {make.label}", "microseconds": []}, site, binary))
            except Failure as failure:
                absent[make.label] = str(failure)
        for turn in range(bench.rounds + 1):
            for one in list(rows):
                row, site, binary = one
                try:
                    taken = replace_and_ask(site, binary)
                except (Failure, OSError) as failure:
                    absent[row["label"]] = str(failure)
                    rows.remove(one)
                    continue
                if turn > 0:
                    row["microseconds"].append(taken * 1e6)
    finally:
        for site in sites:
            site.stop()
    return {"title": "first answer of a program that Apache starts for it", "form": "times",
            "rows": [row for row, _, _ in rows], "absent": absent}


def replace_and_ask(site, binary):
    target = os.path.join(site.told["public"], "app.fcgi")
    copy = target + ".new"
    shutil.copyfile(binary, copy)
    os.chmod(copy, 0o755)
    shutil.chown(copy, os.stat(target).st_uid, os.stat(target).st_gid)
    os.rename(copy, target)
    return first_answer(site.address)


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


def nginx_server(peer, listen, workers, keep):
    name = f"{peer.name}_{'keep' if keep else 'close'}"
    kept = f"keepalive {workers}; keepalive_requests 100000000;" if keep else ""
    upstream = f"upstream {name} {{ server unix:{peer.address}; {kept} }}\n"
    if peer.kind == "http":
        path = f'proxy_pass http://{name}; proxy_set_header Host $http_host;'
        path += ' proxy_http_version 1.1; proxy_set_header Connection "";' if keep else " proxy_http_version 1.0;"
    else:
        path = f"include /etc/nginx/fastcgi_params; fastcgi_pass {name}; fastcgi_keep_conn {'on' if keep else 'off'};"
        for parameter in peer.parameters(WORK):
            key, _, value = parameter.partition("=")
            path += f" fastcgi_param {key} {value};"
    return f"{upstream}server {{ listen unix:{listen}; location / {{ {path} }} }}\n"


def nginx(bench):
    """hello through nginx, with 1, 2 and 4 workers, and with connections to the application kept and not."""
    machine, absent, groups = bench.machine, {}, []
    rounds = max(3, bench.rounds // 2)
    for workers in (1, 2, 4):
        peers, contenders, servers = [], [], ""
        server = None
        try:
            for make in bench.found:
                # Each way has programs of its own: a connection that is kept would keep the other from its worker.
                for keep in (True, False):
                    if make is Floor or keep and not make.keeps:
                        continue
                    peer = make(machine)
                    peers.append(peer)
                    try:
                        peer.start(f"{peer.name}-{workers}-{keep}.sock", workers=workers, plain=True)
                    except Failure as failure:
                        absent[peer.label] = str(failure)
                        continue
                    listen = machine.path(f"nginx-{workers}-{peer.name}-{keep}")
                    servers += nginx_server(peer, listen, workers, keep)
                    label = f"{peer.label.replace(' (HTTP)', '')}, {'kept' if keep else 'new connections'}"
                    contenders.append(contender(machine, peer, label, lambda peer=peer: peer.ids, listen, workers))
            configuration = machine.path(f"nginx-{workers}.conf")
            with open(configuration, "w") as file:
                user = "user root root;" if os.geteuid() == 0 else ""
                file.write(NGINX.format(directory=machine.directory, servers=servers, user=user))
            server = machine.start(["/usr/sbin/nginx", "-c", configuration])
            await_socket(machine.path(f"nginx-{workers}-gatehouse-True"), server)
            groups.append({"workers": workers, "rows": take_turns(contenders, rounds, absent)})
        finally:
            if server:
                machine.stop(server)
            for peer in peers:
                peer.stop()
    return {"title": "hello through nginx", "form": "groups", "subject": f"{Gatehouse.label}, kept", "groups": groups,
            "absent": absent}


def size(bench):
    """What there is to upload."""
    machine, rows = bench.machine, []
    for label, path in [("Gatehouse (Examples/Hello)", os.environ["BENCH_HELLO"]), ("Go net/http/fcgi", Go.program)]:
        if os.path.exists(path):
            rows.append({"label": label, "bytes": os.path.getsize(path)})
    for label, name in [("Gatehouse (with JSON)", "gate-app"), ("libfcgi's own loop in C", "plain-loop")]:
        stripped = machine.path("stripped-" + name)
        subprocess.run(["strip", "-o", stripped, os.path.join(machine.programs, name)],
                       check=True, stdin=subprocess.DEVNULL)
        rows.append({"label": label, "bytes": os.path.getsize(stripped)})
    from peers import Hummingbird
    if Hummingbird in bench.found:
        rows.append({"label": "Hummingbird 2 (needs the host's glibc)", "bytes": os.path.getsize(Hummingbird.program)})
    packages = os.path.join(VENV, "lib")
    if Flup in bench.found:
        others = ("/pip", "/setuptools", "__pycache__", "/gunicorn", "/waitress")
        total = sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(packages)
                    for name in names if not any(part in place for part in others))
        rows.append({"label": "flup + Flask, packages alone (needs the host's Python)", "bytes": total})
    return {"title": "size of what is uploaded", "form": "sizes", "rows": rows, "absent": {}}
