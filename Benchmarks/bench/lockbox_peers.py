"""The programs that serve the folders of Lockbox through Apache, each with its usual sessions and templates."""

import os
import secrets
import subprocess
from collections.abc import Sequence

from board_peers import BoardPHP
from lockbox_site import Member, lockbox_program, lockbox_site_of
from peers import PHP, SOURCES, Gunicorn, Peer
from private_apache import PrivateApache
from processes import Workspace, descendants
from sign_in_peers import cookie_of
from workloads import HTML, Workload

# Requests at the same time, in each program.
WORKERS = 12
APACHE_USER = "www-data"


class LockboxServer:
    """A program behind Apache."""

    label = ""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.site = workspace, lockbox_site_of(workspace)
        self.apache: PrivateApache | None = None
        self.data = ""

    def start(self) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        if self.apache:
            self.apache.stop()

    def cookie(self, member: Member) -> str:
        """The cookie of somebody who is signed in."""
        raise NotImplementedError

    def processes(self) -> Sequence[int]:
        """The processes of the program, without those of Apache."""
        raise NotImplementedError

    def ids(self) -> list[int]:
        """Apache, which starts or is beside the program."""
        return self.apache.ids() if self.apache else []

    def serve(self, lines: Sequence[str]) -> None:
        program = lockbox_program()
        self.apache = PrivateApache(self.workspace, program, "fcgid-rewrite", lines)


class Lockbox(LockboxServer):
    """mod_fcgid starts the processes, each for one request at a time."""

    label = "Gatehouse (Examples/Lockbox), mod_fcgid"

    def start(self) -> None:
        self.data = self.site.copy("gatehouse")
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", f"{APACHE_USER}:{APACHE_USER}", self.data], check=True)
        settings = {**self.site.environment, "GATEHOUSE_APP_DATA": self.data}
        self.serve(
            [
                f"FcgidMaxProcessesPerClass {WORKERS}",
                "FcgidMaxProcesses 100",
                "FcgidSpawnScoreUpLimit 1000",
                # As behind TLS, whose cost is the same for all programs. Lockbox accepts no change over plain HTTP.
                'SetEnvIf Request_URI "^" HTTPS=on',
                *[f"FcgidInitialEnv {name} {value}" for name, value in settings.items()],
            ]
        )

    def cookie(self, member: Member) -> str:
        return member.cookie

    def processes(self) -> list[int]:
        found = []
        for member in descendants(self.ids()[0]) if self.ids() else []:
            try:
                if os.readlink(f"/proc/{member}/exe").endswith("/app.fcgi"):
                    found.append(member)
            except OSError:
                continue
        return found


class LockboxPeer(LockboxServer):
    """A program that Apache reaches over a Unix socket."""

    name = ""
    make: type[Peer]

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.peer = self.make(workspace)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "PEER_DATABASE": os.path.join(self.data, "lockbox.sqlite"),
            "PEER_FILES": os.path.join(self.data, "files"),
        }

    def stop(self) -> None:
        super().stop()
        self.peer.stop()

    def processes(self) -> list[int]:
        return self.peer.ids()

    def ids(self) -> list[int]:
        return [*super().ids(), *self.peer.ids()]


class PHPPool(BoardPHP):
    """PHP-FPM without the board's member."""

    def start(self, name: str, workers: int = 1, routes: int = 10, plain: bool = False) -> None:
        PHP.start(self, name, workers, routes, plain)


class LockboxPHP(LockboxPeer):
    """PHP's sessions in files, a persistent connection to the database."""

    label, name, make = "PHP-FPM, mod_proxy_fcgi", "php", PHPPool

    def start(self) -> None:
        self.data = self.site.copy(self.name)
        self.peer.start("lockbox-php.sock", workers=WORKERS)
        self.sessions = {member.id: secrets.token_hex(16) for member in self.site.members}
        for person, session in self.sessions.items():
            token = secrets.token_urlsafe(60)
            with open(self.workspace.path(f"sessions/sess_{session}"), "w") as file:
                file.write(f'person|s:{len(person)}:"{person}";token|s:{len(token)}:"{token}";')
        self.serve(
            [
                "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so",
                "LoadModule proxy_fcgi_module /usr/lib/apache2/modules/mod_proxy_fcgi.so",
                f'ProxyPassMatch "^/folders/" "unix:{self.peer.address}|fcgi://localhost{SOURCES}/php/lockbox.php"',
                *[f'ProxyFCGISetEnvIf "true" {name} "{value}"' for name, value in self.settings.items()],
            ]
        )

    def cookie(self, member: Member) -> str:
        return f"session={self.sessions[member.id]}"


class FlaskProgram(Gunicorn):
    """Flask's signed cookie, and a connection to the database for each request."""

    application = "lockbox"
    settings: dict[str, str] = {}

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        return {**super().environment(workers, routes, plain), **self.settings}


class LockboxFlask(LockboxPeer):
    """gunicorn with synchronous workers."""

    label, name, make = "gunicorn + Flask, mod_proxy_http", "flask", FlaskProgram

    def start(self) -> None:
        self.data = self.site.copy(self.name)
        if isinstance(self.peer, FlaskProgram):
            self.peer.settings = {**self.settings, "PEER_KEY": secrets.token_hex(16)}
        self.peer.start("lockbox-flask.sock", workers=WORKERS)
        self.cookies = {
            member.id: cookie_of(self.peer, Workload("sign-in", "a sign-in", f"/sign-in/{member.id}", HTML))
            for member in self.site.members
        }
        self.serve(
            [
                "LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so",
                "LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so",
                "ProxyPreserveHost On",
                f'ProxyPass "/" "unix:{self.peer.address}|http://www.example.com/"',
            ]
        )

    def cookie(self, member: Member) -> str:
        return self.cookies[member.id]


LOCKBOX_SERVERS: tuple[type[LockboxServer], ...] = (Lockbox, LockboxPHP, LockboxFlask)
