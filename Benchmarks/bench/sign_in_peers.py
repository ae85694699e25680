"""The programs whose sign-in is compared, each with its usual sessions in files."""

import dataclasses
import os
import subprocess
from functools import cache
from typing import ClassVar

from peers import BUILD, PHP, Gatehouse, Go, Gunicorn, Peer, build
from processes import ROOT, Failure
from workloads import TEXT, USER, Workload, session_key

GREETING = f"Welcome back, user {USER}.\n"
OPEN = Workload("open", "a page for everyone", "/open", TEXT, GREETING)
SIGNED_IN = Workload("signed-in", "a page for a signed-in user", "/signed-in", TEXT, GREETING)
# PHP has 1,000 sessions, and each of the other programs this many.
SESSIONS = 200


def with_cookie(workload: Workload, cookie: str) -> Workload:
    return dataclasses.replace(workload, extra=("--cookie", f"theme=dark; {cookie}"))


def cookie_of(peer: Peer, sign_in: Workload) -> str:
    """Signs somebody in. Returns the cookie of the response, as a client sends it."""
    save = peer.workspace.path("response")
    peer.load(sign_in, clients=1, requests=1, save=save)
    with open(save, "rb") as file:
        head = file.read().split(b"\r\n\r\n")[0].decode("latin-1")
    os.unlink(save)
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            return value.partition(";")[0].strip()
    raise Failure(f"{peer.label} starts no session")


class SessionPeer(Peer):
    """A program with a page for signed-in users."""

    signed_in: ClassVar[Workload] = SIGNED_IN

    @property
    def directory(self) -> str:
        """Where it stores sessions."""
        path = self.workspace.path(f"{self.name}-sessions")
        os.makedirs(path, mode=0o700, exist_ok=True)
        return path

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        return {**super().environment(workers, routes, plain), "PEER_SESSIONS": self.directory}

    def without_sessions(self) -> Peer:
        """The program that has the page for everyone, not started."""
        return type(self)(self.workspace)

    def sign_in(self) -> str:
        """Signs users in. Returns the cookie of `USER`, as a client sends it."""
        cookie = ""
        for user in range(USER - SESSIONS + 1, USER + 1):
            cookie = cookie_of(self, Workload("sign-in", "a sign-in", f"/sign-in/{user}", TEXT))
        return cookie


@cache
def sign_in_programs() -> str:
    """Builds Benchmarks/SignIn. Returns the directory of its program."""
    installer = os.path.join(ROOT, "scripts", "install-dependencies")
    if subprocess.run([installer, "build", "security"], stdin=subprocess.DEVNULL, stdout=2).returncode != 0:
        raise Failure("the Debian packages of sign-in cannot be installed")
    command = [os.path.join(ROOT, "scripts", "build-benchmarks"), "SignIn"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise Failure("Benchmarks/SignIn does not build")
    return done.stdout.strip()


class SignInApp(SessionPeer, Gatehouse):
    """Sessions in files of the private directory, which is the default."""

    def command(self) -> list[str]:
        return [os.path.join(sign_in_programs(), "sign-in-app")]


class GoSessions(SessionPeer, Go):
    """The store FilesystemStore. It checks two signatures, and writes nothing."""

    label = "Go with gorilla/sessions"
    package_group = "peer-go-sessions"
    program = os.path.join(BUILD, "go-sessions-peer")

    def missing(self) -> str | None:
        command = ["go", "build", "-trimpath", "-ldflags=-s -w", "-o", self.program, "main.go"]
        return build(self.program, command, "go-sessions")


class PHPSessions(SessionPeer, PHP):
    """PHP's default: the file is locked, and gets the time of its use."""

    label = "PHP-FPM, session_start()"

    def sign_in(self) -> str:
        # `start` has written the files.
        return f"session={session_key(USER)}"


class PHPReadOnly(PHPSessions):
    label = "PHP-FPM, session_start() that only reads"
    signed_in = Workload("session", SIGNED_IN.title, "/session", TEXT, GREETING)


class FlaskAlone(Gunicorn):
    """The page for everyone, without Flask-Session."""

    label = "gunicorn + Flask"
    application = "sessions"
    module = "gunicorn, cachelib, flask_session"


class FlaskSessions(SessionPeer, FlaskAlone):
    """Flask-Session's default: it writes the file and sends the cookie again in each request."""

    label = "gunicorn + Flask-Session"

    def without_sessions(self) -> Peer:
        return FlaskAlone(self.workspace)


class FlaskReadOnly(FlaskSessions):
    label = "gunicorn + Flask-Session that only reads"

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        return {**super().environment(workers, routes, plain), "PEER_READS_ONLY": "1"}


SESSION_PEERS: tuple[type[SessionPeer], ...] = (
    SignInApp,
    GoSessions,
    PHPSessions,
    PHPReadOnly,
    FlaskSessions,
    FlaskReadOnly,
)

PASSWORD = "correct horse battery staple"
SIGN_INS, PROCESSES = 200, 20


@cache
def password_hash(directory: str) -> str:
    """The hash of PASSWORD with Gatehouse's default cost."""
    program = os.path.join(sign_in_programs(), "sign-in-app")
    command = [program, "hash", PASSWORD]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env={"PEER_SESSIONS": directory}
    )
    if done.returncode != 0:
        raise Failure(f"sign-in-app cannot hash a password: {done.stderr.strip()}")
    return done.stdout.strip()


class SignInProcesses(SignInApp):
    """Each process serves one sign-in at a time."""

    workers: ClassVar[int] = 1

    def process_count(self, workers: int) -> int:
        return PROCESSES

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        settings = super().environment(self.workers, routes, plain)
        return {**settings, "PEER_HASH": password_hash(self.directory)}


class SignInProcessesWithWorkers(SignInProcesses):
    """All sign-ins are served at the same time."""

    workers = SIGN_INS // PROCESSES
    label = f"Gatehouse with {workers} workers per process"


class PHPProcesses(PHPSessions):
    """Each process serves one sign-in at a time."""

    label = "PHP-FPM, password_verify()"

    def parameters(self, workload: Workload) -> list[str]:
        hash_directory = SignInApp(self.workspace).directory
        return [*super().parameters(workload), f"PEER_HASH={password_hash(hash_directory)}"]
