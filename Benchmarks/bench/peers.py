"""The programs that are compared, each set up as its documentation advises."""

import os
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from processes import CLIENT_CORES, ROOT, Failure, LoadFigures, Process, Workspace, await_socket, run_quietly
from workloads import USER, Workload, session_key

SOURCES = os.path.join(ROOT, "Benchmarks", "Peers")
BUILD = os.path.join(ROOT, ".build", "peers")
ALL_WORKLOADS = ("hello", "route", "page", "session", "memory", "file", "upload")


class Peer:
    """A server. `label` is its name in tables; `kind` is its protocol, "fcgi" or "http"."""

    name: ClassVar[str]
    label: ClassVar[str]
    kind: ClassVar[str] = "fcgi"
    workloads: ClassVar[tuple[str, ...]] = ALL_WORKLOADS
    # Whether it has a router, for the cost of many routes.
    has_router: ClassVar[bool] = False
    # Whether it serves further requests on the same connection.
    keeps: ClassVar[bool] = True
    # The group of scripts/install-dependencies that has its Debian packages.
    package_group: ClassVar[str | None] = None

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.processes: list[Process] = []
        self.address = ""

    def missing(self) -> str | None:
        """The reason why it cannot run here, if there is one."""
        return None

    def command(self) -> list[str]:
        raise NotImplementedError

    def parameters(self, workload: Workload) -> list[str]:
        """The FastCGI parameters that only this peer needs."""
        return []

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        settings = {
            "PEER_FILE": self.workspace.path("files/file.bin"),
            "PEER_ROUTES": str(routes),
            "PEER_WORKERS": str(workers),
        }
        return {**settings, "PEER_PLAIN": "1"} if plain else settings

    def start(self, name: str, workers: int = 1, routes: int = 10, plain: bool = False) -> None:
        """Starts it on a socket of this name."""
        listener = self.workspace.listener(name)
        self.address = self.workspace.path(name)
        environment = self.environment(workers, routes, plain)
        for _ in range(self.process_count(workers)):
            self.processes.append(
                self.workspace.start(self.command(), stdin=listener.fileno(), environment=environment)
            )
        listener.close()

    def process_count(self, workers: int) -> int:
        """The number of processes for so many workers; 1 if the workers are threads."""
        return workers

    def stop(self) -> None:
        for process in self.processes:
            self.workspace.stop(process)
        self.processes = []

    def ids(self) -> list[int]:
        return [process.pid for process in self.processes]

    def load(
        self,
        workload: Workload,
        clients: int = 2,
        seconds: float | None = None,
        requests: int = 10_000_000,
        keep: bool = False,
        save: str | None = None,
        cores: Sequence[int] = CLIENT_CORES,
    ) -> LoadFigures:
        """Sends requests to it directly, and fails unless every response is the expected one."""
        return self.workspace.load(
            self.address,
            workload,
            label=self.label,
            http=self.kind == "http",
            parameters=self.parameters(workload),
            clients=clients,
            seconds=seconds,
            requests=requests,
            keep=keep,
            save=save,
            cores=cores,
        )


class Gatehouse(Peer):
    name, label = "gatehouse", "Gatehouse"
    has_router = True

    def command(self) -> list[str]:
        return [self.workspace.program("gate-app")]

    def process_count(self, workers: int) -> int:
        return 1


class GatehouseProcesses(Gatehouse):
    """The same program with a supervisor: one process for each worker."""

    name, label = "gatehouse-processes", "Gatehouse, processes"
    count = 1

    def command(self) -> list[str]:
        return [*super().command(), "--processes", str(self.count)]

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        self.count = workers
        return super().environment(1, routes, plain)


@cache
def hello_program() -> str:
    """Builds Examples/Hello as one static file and returns its path."""
    command = [os.path.join(ROOT, "scripts", "build-example"), "Hello"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Failure("Examples/Hello does not build")
    return done.stdout.strip()


class Hello(Gatehouse):
    """Examples/Hello as one static file: a program that needs no JSON."""

    name, label = "hello", "Gatehouse (Examples/Hello)"
    workloads = ("hello",)

    def command(self) -> list[str]:
        return [hello_program(), "--host", "www.example.com"]


class HelloProcesses(GatehouseProcesses):
    """Examples/Hello with a supervisor."""

    name, label = "hello-processes", "Examples/Hello"
    workloads = ("hello",)

    def command(self) -> list[str]:
        return [hello_program(), "--host", "www.example.com", "--processes", str(self.count)]


class Floor(Peer):
    name, label = "floor", "floor: C without any library"
    keeps = False

    def command(self) -> list[str]:
        return [self.workspace.program("floor"), self.workspace.path("files/file.bin")]


class Binding(Peer):
    """The target FastCGI alone, without the gate."""

    name, label = "binding", "binding alone"

    def command(self) -> list[str]:
        return [self.workspace.program("binding"), self.workspace.path("files/file.bin")]


class PlainLoop(Peer):
    name, label = "libfcgi", "libfcgi's own loop in C"

    def command(self) -> list[str]:
        return [self.workspace.program("plain-loop"), self.workspace.path("files/file.bin")]


class Go(Peer):
    name, label = "go", "Go net/http/fcgi"
    package_group = "peer-go"
    has_router = True
    program = os.path.join(BUILD, "go-peer")

    def missing(self) -> str | None:
        return build(self.program, ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", self.program, "main.go"], "go")

    def command(self) -> list[str]:
        return [self.program]

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        # As many processors as workers: more would only add context switches.
        return {**super().environment(workers, routes, plain), "GOMAXPROCS": str(workers)}

    def process_count(self, workers: int) -> int:
        return 1


class PHP(Peer):
    name, label = "php", "PHP-FPM"
    package_group = "peer-php"

    def missing(self) -> str | None:
        if not self.program():
            return "php-fpm is not installed (Debian's package php-fpm)"
        return None

    @staticmethod
    def program() -> str | None:
        names = [name for name in os.listdir("/usr/sbin") if name.startswith("php-fpm")]
        return os.path.join("/usr/sbin", max(names)) if names else None

    def parameters(self, workload: Workload) -> list[str]:
        return [f"SCRIPT_FILENAME={SOURCES}/php/index.php", f"PEER_FILE={self.workspace.path('file.bin')}"]

    def start(self, name: str, workers: int = 1, routes: int = 10, plain: bool = False) -> None:
        self.address = self.workspace.path(name)
        sessions = self.workspace.path("sessions")
        os.makedirs(sessions, exist_ok=True)
        for user in range(USER - 500, USER + 500):
            with open(os.path.join(sessions, "sess_" + session_key(user)), "w") as file:
                file.write(f"user|i:{user};")
        configuration = self.workspace.path(f"{name}.conf")
        with open(configuration, "w") as file:
            file.write(
                f"""[global]
error_log = {self.workspace.path(name)}.log
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
"""
                + ("user = root\ngroup = root\n" if os.geteuid() == 0 else "")
            )
        root = ["-R"] if os.geteuid() == 0 else []
        process = self.workspace.start([self.program() or "", "-F", "-y", configuration, *root])
        self.processes.append(process)
        await_socket(self.address, process)


class Perl(Peer):
    name, label = "perl", "Perl FCGI"
    package_group = "peer-perl"

    def missing(self) -> str | None:
        return unless_runs(
            ["perl", "-MFCGI", "-MJSON::XS", "-e", "1"],
            "Perl's modules FCGI and JSON::XS are not installed (libfcgi-perl, libjson-xs-perl)",
        )

    def command(self) -> list[str]:
        return ["/usr/bin/perl", os.path.join(SOURCES, "perl", "responder.pl")]


VENV = os.path.join(BUILD, "venv")
PYTHON = os.path.join(VENV, "bin", "python")
PYTHON_PACKAGES = (
    "flask==3.1.3",
    "flup==1.0.3",
    "gunicorn==27.0.1",
    "waitress==3.0.2",
    "cachelib==0.17.0",
    "flask-session==0.8.0",
)
PYTHON_MODULES = "flask, flup, gunicorn, waitress, cachelib, flask_session"


class Python(Peer):
    package_group = "peer-python"
    has_router = True
    module: ClassVar[str]

    def missing(self) -> str | None:
        return unless_runs(
            [PYTHON, "-c", f"import flask, {self.module}"],
            f"Flask and {self.module} are not installed in .build/peers/venv",
        )


class Flup(Python):
    name, label, module = "flup", "flup + Flask", "flup"

    def parameters(self, workload: Workload) -> list[str]:
        return ["PATH_INFO=" + workload.target]

    def command(self) -> list[str]:
        return [PYTHON, "-B", os.path.join(SOURCES, "flask", "responder.py")]


class HTTPPeer(Peer):
    """Speaks HTTP, and creates its own socket."""

    def listening(self, address: str, workers: int) -> list[str]:
        """The command that serves on this socket."""
        raise NotImplementedError

    kind = "http"

    def start(self, name: str, workers: int = 1, routes: int = 10, plain: bool = False) -> None:
        self.address = self.workspace.path(name)
        if os.path.exists(self.address):
            os.unlink(self.address)
        environment = {**self.environment(workers, routes, plain), "PEER_SOCKET": self.address}
        process = self.workspace.start(
            self.listening(self.address, workers), environment=environment, directory=os.path.join(SOURCES, "flask")
        )
        self.processes.append(process)
        await_socket(self.address, process)
        os.chmod(self.address, 0o777)


class Gunicorn(HTTPPeer, Python):
    name, label, module = "gunicorn", "gunicorn + Flask (HTTP)", "gunicorn"
    keeps = False
    application: ClassVar[str] = "application"

    def listening(self, address: str, workers: int) -> list[str]:
        # One request at a time in each worker, which is gunicorn's default; heartbeats in memory, as its
        # documentation advises.
        return [
            PYTHON,
            "-B",
            "-m",
            "gunicorn",
            "--bind",
            f"unix:{address}",
            "--workers",
            str(workers),
            "--backlog",
            "1024",
            "--worker-tmp-dir",
            "/dev/shm",
            "--log-level",
            "error",
            self.application,
        ]


class Waitress(HTTPPeer, Python):
    name, label, module = "waitress", "waitress + Flask (HTTP)", "waitress"

    def listening(self, address: str, workers: int) -> list[str]:
        return [
            PYTHON,
            "-B",
            "-m",
            "waitress",
            f"--unix-socket={address}",
            f"--threads={workers}",
            "--backlog=1024",
            "application:application",
        ]


class Hummingbird(HTTPPeer):
    name, label = "hummingbird", "Hummingbird 2 (HTTP)"
    has_router = True
    package = os.path.join(ROOT, "Benchmarks", "HummingbirdPeer")
    product: ClassVar[str] = "hummingbird-peer"

    @classmethod
    def program(cls) -> str:
        return os.path.join(cls.package, ".build", "release", cls.product)

    def missing(self) -> str | None:
        flags = ["-c", "release", "-Xswiftc", "-static-stdlib", "-Xlinker", "-s"]
        done = run_quietly(["swift", "build", *flags, "--product", self.product], cwd=self.package)
        return None if done.returncode == 0 else "it does not build: " + last_error(done.stdout + done.stderr)

    def listening(self, address: str, workers: int) -> list[str]:
        return [self.program()]


PEERS: tuple[type[Peer], ...] = (
    Gatehouse,
    Floor,
    PlainLoop,
    Go,
    PHP,
    Perl,
    Flup,
    Gunicorn,
    Waitress,
    Hummingbird,
)


def last_error(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if "error" in line] or text.strip().splitlines()
    return lines[-1] if lines else "no reason was given"


def unless_runs(command: Sequence[str], reason: str) -> str | None:
    """`reason`, unless the command succeeds."""
    try:
        return None if run_quietly(command).returncode == 0 else reason
    except OSError:
        return reason


def build(program: str, command: Sequence[str], folder: str) -> str | None:
    """Builds a peer; returns the reason if that fails."""
    os.makedirs(os.path.dirname(program), exist_ok=True)
    environment = {**os.environ, "GO111MODULE": "off", "CGO_ENABLED": "0", "GOFLAGS": ""}
    # Where Debian installs Go's packages.
    environment["GOPATH"] = "/usr/share/gocode"
    environment.setdefault("HOME", BUILD)
    try:
        done = run_quietly(command, cwd=os.path.join(SOURCES, folder), env=environment)
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    return None if done.returncode == 0 else f"it does not build: {last_error(done.stderr)}"
