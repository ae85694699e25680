"""The programs that are set side by side, each with the best setup that we know of, and how each is started."""

import os
import subprocess
import time

from machine import ROOT, Failure, await_socket
from works import USER, session_key

SOURCES = os.path.join(ROOT, "Benchmarks", "Peers")
BUILD = os.path.join(ROOT, ".build", "peers")
EVERYTHING = ("hello", "route", "page", "session", "memory", "file", "upload")


class Peer:
    """Something that answers. `label` names it in tables; `kind` is what it speaks: fcgi or http."""

    kind = "fcgi"
    works = EVERYTHING
    # Whether it has a router of its own, for the cost of many routes.
    has_router = False
    # Whether a connection may stay for another request.
    keeps = True

    def __init__(self, machine):
        self.machine = machine
        self.processes = []
        self.address = None

    def missing(self):
        """Why it cannot be had here, or None."""
        return None

    def parameters(self, work):
        """What it needs besides what all are sent."""
        return []

    def environment(self, workers=1, routes=10, plain=False):
        settings = {"PEER_FILE": self.machine.path("works/file.bin"), "PEER_ROUTES": str(routes),
                    "PEER_WORKERS": str(workers)}
        return {**settings, "PEER_PLAIN": "1"} if plain else settings

    def start(self, name, workers=1, routes=10, plain=False):
        """Starts it with a socket of that name."""
        listener = self.machine.listener(name)
        self.address = self.machine.path(name)
        environment = self.environment(workers, routes, plain)
        for _ in range(self.process_count(workers)):
            self.processes.append(self.machine.start(self.command(), stdin=listener, environment=environment))
        listener.close()

    def process_count(self, workers):
        """How many processes so many workers are: one, where they are threads."""
        return workers

    def stop(self):
        for process in self.processes:
            self.machine.stop(process)
        self.processes = []

    @property
    def ids(self):
        return [process.pid for process in self.processes]


class Gatehouse(Peer):
    name, label = "gatehouse", "Gatehouse"
    has_router = True

    def command(self):
        return [os.path.join(self.machine.programs, "gate-app")]

    def process_count(self, workers):
        return 1


class Hello(Gatehouse):
    """Examples/Hello as one static file: what somebody uploads who needs no JSON."""

    name, label = "hello", "Gatehouse (Examples/Hello)"
    works = ("hello",)

    def command(self):
        return [os.environ["BENCH_HELLO"], "--host", "www.example.com"]


class Floor(Peer):
    name, label = "floor", "floor: C without any library"
    keeps = False

    def command(self):
        return [os.path.join(self.machine.programs, "floor"), self.machine.path("works/file.bin")]


class PlainLoop(Peer):
    name, label = "libfcgi", "libfcgi's own loop in C"

    def command(self):
        return [os.path.join(self.machine.programs, "plain-loop"), self.machine.path("works/file.bin")]


class Go(Peer):
    name, label = "go", "Go net/http/fcgi"
    has_router = True
    program = os.path.join(BUILD, "go-peer")

    def missing(self):
        return build(self.program, ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", self.program, "main.go"], "go")

    def command(self):
        return [self.program]

    def environment(self, workers=1, routes=10, plain=False):
        # As many processors as workers: more would only cost it switches.
        return {**super().environment(workers, routes, plain), "GOMAXPROCS": str(workers)}

    def process_count(self, workers):
        return 1


class PHP(Peer):
    name, label = "php", "PHP-FPM"

    def missing(self):
        if not self.program():
            return "there is no php-fpm (Debian's package php-fpm)"
        return None

    @staticmethod
    def program():
        names = [name for name in os.listdir("/usr/sbin") if name.startswith("php-fpm")]
        return os.path.join("/usr/sbin", max(names)) if names else None

    def parameters(self, work):
        return [f"SCRIPT_FILENAME={SOURCES}/php/index.php", f"PEER_FILE={self.machine.path('works/file.bin')}"]

    def start(self, name, workers=1, routes=10, plain=False):
        self.address = self.machine.path(name)
        sessions = self.machine.path("sessions")
        os.makedirs(sessions, exist_ok=True)
        for user in range(USER - 500, USER + 500):
            with open(os.path.join(sessions, "sess_" + session_key(user)), "w") as file:
                file.write(f"user|i:{user};")
        configuration = self.machine.path(f"{name}.conf")
        with open(configuration, "w") as file:
            file.write(f"""[global]
error_log = {self.machine.path(name)}.log
daemonize = no
[www]
listen = {self.address}
listen.mode = 0777
listen.backlog = 1024
pm = static
pm.max_children = {workers}
php_admin_value[session.save_path] = {sessions}
php_admin_value[session.name] = session
php_admin_value[session.gc_probability] = 0
php_admin_value[session.use_strict_mode] = 0
php_admin_value[session.cache_limiter] =
php_admin_value[post_max_size] = 16M
php_admin_value[opcache.validate_timestamps] = 0
php_admin_value[expose_php] = 0
""" + ("user = root\ngroup = root\n" if os.geteuid() == 0 else ""))
        root = ["-R"] if os.geteuid() == 0 else []
        process = self.machine.start([self.program(), "-F", "-y", configuration, *root])
        self.processes.append(process)
        await_socket(self.address, process)


class Perl(Peer):
    name, label = "perl", "Perl FCGI"

    def missing(self):
        return needs(["perl", "-MFCGI", "-MJSON::XS", "-e", "1"],
                     "Perl has no FCGI and JSON::XS (libfcgi-perl, libjson-xs-perl)")

    def command(self):
        return ["/usr/bin/perl", os.path.join(SOURCES, "perl", "responder.pl")]


VENV = os.path.join(BUILD, "venv")
PYTHON = os.path.join(VENV, "bin", "python")


class Python(Peer):
    has_router = True
    module = None

    def missing(self):
        return needs([PYTHON, "-c", f"import flask, {self.module}"],
                     f"Python has no Flask and {self.module} in .build/peers/venv")


class Flup(Python):
    name, label, module = "flup", "flup + Flask", "flup"

    def parameters(self, work):
        return ["PATH_INFO=" + work.target]

    def command(self):
        return [PYTHON, "-B", os.path.join(SOURCES, "flask", "responder.py")]


class HTTPPeer(Peer):
    """Listens by itself."""

    kind = "http"

    def start(self, name, workers=1, routes=10, plain=False):
        self.address = self.machine.path(name)
        if os.path.exists(self.address):
            os.unlink(self.address)
        environment = {**self.environment(workers, routes, plain), "PEER_SOCKET": self.address}
        process = self.machine.start(self.listening(self.address, workers), environment=environment,
                                     directory=os.path.join(SOURCES, "flask"))
        self.processes.append(process)
        await_socket(self.address, process)
        os.chmod(self.address, 0o777)


class Gunicorn(HTTPPeer, Python):
    name, label, module = "gunicorn", "gunicorn + Flask (HTTP)", "gunicorn"
    keeps = False

    def listening(self, address, workers):
        # One request at a time in each worker, gunicorn's own default; heartbeats in memory, as its documentation
        # advises.
        return [PYTHON, "-B", "-m", "gunicorn", "--bind", f"unix:{address}", "--workers", str(workers),
                "--backlog", "1024", "--worker-tmp-dir", "/dev/shm", "--log-level", "error", "application"]


class Waitress(HTTPPeer, Python):
    name, label, module = "waitress", "waitress + Flask (HTTP)", "waitress"

    def listening(self, address, workers):
        return [PYTHON, "-B", "-m", "waitress", f"--unix-socket={address}", f"--threads={workers}", "--backlog=1024",
                "application:application"]


class Hummingbird(HTTPPeer):
    name, label = "hummingbird", "Hummingbird 2 (HTTP)"
    has_router = True
    program = os.path.join(ROOT, "Benchmarks", "HummingbirdPeer", ".build", "release", "hummingbird-peer")

    def missing(self):
        package = os.path.join(ROOT, "Benchmarks", "HummingbirdPeer")
        command = ["swift", "build", "-c", "release", "-Xswiftc", "-static-stdlib", "-Xlinker", "-s"]
        done = subprocess.run(command, cwd=package, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return None if done.returncode == 0 else "it does not build: " + last_line(done.stdout + done.stderr)

    def listening(self, address, workers):
        return [self.program]


PEERS = (Gatehouse, Floor, PlainLoop, Go, PHP, Perl, Flup, Gunicorn, Waitress, Hummingbird)


def last_line(text):
    lines = [line for line in text.strip().splitlines() if "error" in line] or text.strip().splitlines()
    return lines[-1] if lines else "no reason was given"


def needs(command, reason):
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError:
        return reason
    return None if done.returncode == 0 else reason


def build(program, command, folder):
    """Builds a peer; why that fails, or None."""
    os.makedirs(os.path.dirname(program), exist_ok=True)
    environment = {**os.environ, "GO111MODULE": "off", "CGO_ENABLED": "0", "GOFLAGS": ""}
    environment.setdefault("HOME", BUILD)
    try:
        done = subprocess.run(command, cwd=os.path.join(SOURCES, folder), env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    return None if done.returncode == 0 else f"it does not build: {last_line(done.stderr)}"


def find(machine, wanted, say):
    """Those that can be had here, and why the others cannot: {name: reason}."""
    found, absent = [], {}
    for make in PEERS:
        if wanted and make.name not in wanted and make is not Gatehouse:
            continue
        peer = make(machine)
        begin = time.monotonic()
        reason = peer.missing()
        if time.monotonic() - begin > 5:
            say(f"{peer.label}: prepared in {time.monotonic() - begin:.0f} s")
        if reason:
            absent[peer.label] = reason
            say(f"{peer.label} is left out: {reason}")
        else:
            found.append(make)
    return found, absent


def build_file(machine):
    """The file of 64 MiB, in the page cache."""
    path = machine.path("works/file.bin")
    subprocess.run([machine.load_program, "--make-file", path, str(64 << 20)], check=True)
    os.chmod(path, 0o644)
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass


def check(peer, work, save):
    """Its answer has the status, the type and the bytes that all have to give."""
    peer.machine.load(peer, work, clients=1, requests=1, save=save)
    with open(save, "rb") as file:
        head = file.read(8192).split(b"\r\n\r\n")[0].decode("latin-1")
    os.unlink(save)
    lines = (line.partition(":") for line in head.split("\r\n"))
    fields = {name.strip().lower(): value.strip() for name, _, value in lines}
    # Some say of JSON that it is UTF-8, which it is anyway.
    kind = fields.get("content-type", "").lower().replace("; ", ";").replace("json;charset=utf-8", "json")
    if kind != work.type.replace("; ", ";"):
        raise Failure(f"{peer.label} answers {work.target} with the type {kind!r} instead of {work.type!r}")
