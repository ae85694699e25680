"""The programs that show the list of Examples/Board, each with its usual sessions and templates."""

import secrets

from board_site import Site, board_program, site_of
from peers import PHP, SOURCES, Gatehouse, Gunicorn, Hummingbird, Peer
from processes import run_quietly
from sign_in_peers import cookie_of
from workloads import HTML, Workload

SESSION = secrets.token_hex(16)


class BoardPeer(Peer):
    """A program with the list, on the data of the board."""

    @property
    def page_settings(self) -> dict[str, str]:
        site = self.site
        return {"PEER_DATABASE": site.database, "PEER_STYLE": site.style, "PEER_INTEGRITY": site.integrity}

    @property
    def site(self) -> Site:
        return site_of(self.workspace)

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        settings = {"PEER_MEMBER": self.site.member, "PEER_SESSION": SESSION, "PEER_KEY": SESSION}
        return {**super().environment(workers, routes, plain), **self.page_settings, **settings}

    def cookie(self) -> str:
        """The cookie of the member."""
        return f"session={SESSION}"


class Board(BoardPeer, Gatehouse):
    """Sessions in files of the private directory, and a limit on the number of requests of each member."""

    label = "Gatehouse (Examples/Board)"

    def command(self) -> list[str]:
        return [board_program()]

    def environment(self, workers: int = 1, routes: int = 10, plain: bool = False) -> dict[str, str]:
        return {**self.site.environment, "GATEHOUSE_WORKERS": str(workers)}

    def cookie(self) -> str:
        return self.site.cookie


class BoardPHP(BoardPeer, PHP):
    """PHP's sessions in files."""

    label = "PHP-FPM"
    package_group = "peer-php-sqlite"

    def missing(self) -> str | None:
        program = self.program()
        if program and "pdo_sqlite" in run_quietly([program, "-m"]).stdout.split():
            return None
        return "php-fpm with SQLite is not installed (Debian's packages php-fpm and php-sqlite3)"

    def parameters(self, workload: Workload) -> list[str]:
        settings = [f"{name}={value}" for name, value in self.page_settings.items()]
        return [f"SCRIPT_FILENAME={SOURCES}/php/board.php", *settings]

    def start(self, name: str, workers: int = 1, routes: int = 10, plain: bool = False) -> None:
        super().start(name, workers, routes, plain)
        member = self.site.member
        with open(self.workspace.path(f"sessions/sess_{SESSION}"), "w") as file:
            file.write(f'member|s:{len(member)}:"{member}";')


class BoardPHPPersistent(BoardPHP):
    """Each worker keeps its connection to the database."""

    label = "PHP-FPM with a persistent connection to the database"

    def parameters(self, workload: Workload) -> list[str]:
        return [*super().parameters(workload), "PEER_PERSISTENT=1"]


class BoardFlask(BoardPeer, Gunicorn):
    """Flask's signed cookie."""

    label = "gunicorn + Flask (HTTP)"
    application = "board"

    def cookie(self) -> str:
        sign_in = Workload("sign-in", "a sign-in", f"/sign-in/{self.site.member}", HTML)
        return cookie_of(self, sign_in)


class BoardHummingbird(BoardPeer, Hummingbird):
    """Sessions in Hummingbird's storage in memory."""

    label = "Hummingbird 2 + Mustache (HTTP)"
    package_group = "examples"
    product = "board-peer"


BOARD_PEERS: tuple[type[BoardPeer], ...] = (Board, BoardPHP, BoardPHPPersistent, BoardFlask, BoardHummingbird)
