"""What the sections share: the workspace, the peers and the settings of the command line."""

import dataclasses
from collections.abc import Callable, Sequence

import peer_setup
from peers import PEERS, Hello, Peer, hello_program
from processes import Failure, Workspace


@dataclasses.dataclass(frozen=True)
class Settings:
    rounds: int
    memory_requests: int
    memory_seconds: float
    crowd_seconds: float
    peer_names: Sequence[str]


class RunningPeers:
    """All peers with one worker each."""

    def __init__(self, workspace: Workspace, types: Sequence[type[Peer]]) -> None:
        self.peers: list[Peer] = []
        self.absent: dict[str, str] = {}
        for make in types:
            peer = make(workspace)
            try:
                peer.start(peer.name + ".sock")
                self.peers.append(peer)
            except Failure as failure:
                peer.stop()
                self.absent[peer.label] = str(failure)

    def stop(self) -> None:
        for peer in self.peers:
            peer.stop()


class Suite:
    def __init__(self, workspace: Workspace, settings: Settings, say: Callable[[str], None]) -> None:
        self.workspace, self.settings, self.say = workspace, settings, say
        # Peers that cannot run here, with the reason; empty until a section needs the peers.
        self.missing: dict[str, str] = {}
        self.found: list[type[Peer]] = []
        self.started: RunningPeers | None = None

    @property
    def rounds(self) -> int:
        return self.settings.rounds

    @property
    def fewer_rounds(self) -> int:
        """For sections with many contenders."""
        return max(3, self.settings.rounds // 2)

    def prepare_peers(self) -> list[type[Peer]]:
        """Installs and builds the peers, if no section has needed them yet."""
        if not self.found:
            hello_program()
            self.found, self.missing = peer_setup.find(self.workspace, PEERS, self.settings.peer_names, self.say)
        return self.found

    @property
    def types(self) -> list[type[Peer]]:
        """The peers that can run here; Gatehouse is always among them."""
        return self.prepare_peers()

    @property
    def types_with_hello(self) -> list[type[Peer]]:
        return [Hello, *self.types]

    def running(self) -> RunningPeers:
        """All peers, running. They keep running until the first section that does not use them."""
        if self.started is None:
            self.started = RunningPeers(self.workspace, self.types)
        return self.started

    def stop_running(self) -> None:
        if self.started:
            self.started.stop()
            self.started = None
