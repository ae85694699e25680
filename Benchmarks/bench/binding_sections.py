"""The sections that compare the binding and the gate with libfcgi's own loop in C, without any other peer."""

from collections.abc import Sequence

from measurement import Contender, take_turns
from peer_setup import check
from peers import Binding, Gatehouse, Peer, PlainLoop
from processes import CLIENT_CORES, CORES, SERVER_CORES, Failure, LoadFigures, pin
from results import ComparisonSection, DifferenceSection, Group
from suite import Suite
from workloads import WORKLOADS, Workload, numbered_route

# The cores of the server and of the clients.
ARRANGEMENTS = {
    "unpinned": (CORES, CORES),
    "pinned apart": (SERVER_CORES[:1], CLIENT_CORES),
    "pinned together": (SERVER_CORES[:1], SERVER_CORES[:1]),
}
COMPARED = ("hello", "memory", "file", "upload")


def contender(
    peer: Peer, label: str, workload: Workload, server_cores: Sequence[int], client_cores: Sequence[int]
) -> Contender:
    def warm_up() -> LoadFigures:
        # The server stays there until the warm-up of the next arrangement.
        pin(peer.ids(), server_cores)
        return peer.load(workload, seconds=2, requests=workload.warm_up, cores=client_cores)

    def ask() -> LoadFigures:
        return peer.load(workload, seconds=workload.seconds, cores=client_cores)

    return Contender(label, ask=ask, warm_up=warm_up, ids=peer.ids, kind=peer.kind)


def binding(suite: Suite) -> ComparisonSection:
    """Four workloads, each with server and clients unpinned, on different processors and on the same processor."""
    absent: dict[str, str] = {}
    groups: list[Group] = []
    peers: list[Peer] = [make(suite.workspace) for make in (Binding, Gatehouse, PlainLoop)]
    try:
        for peer in peers:
            peer.start(f"{peer.name}-compared.sock")
        for name in COMPARED:
            workload = WORKLOADS[name]
            responses = {peer.name: check(peer, workload) for peer in peers}
            # The gate has header fields of its own.
            if responses[Binding.name] != responses[PlainLoop.name]:
                raise Failure(f"the binding and the loop in C give different responses to {workload.target}")
            for arrangement, (server_cores, client_cores) in ARRANGEMENTS.items():
                contenders = [contender(peer, peer.label, workload, server_cores, client_cores) for peer in peers]
                groups.append(
                    {
                        "name": f"{name}-{arrangement.replace(' ', '-')}",
                        "column": f"{workload.title}, {arrangement}",
                        "rows": take_turns(contenders, suite.rounds, absent),
                    }
                )
    finally:
        for peer in peers:
            peer.stop()
    return {
        "title": "binding and gate beside libfcgi's own loop",
        "form": "comparison",
        "reference": PlainLoop.label,
        "groups": groups,
        "absent": absent,
    }


def route_cost(suite: Suite) -> DifferenceSection:
    """The processor time of a route with a rule and two parameters, among few and many, beyond the binding's."""
    absent: dict[str, str] = {}
    contenders: list[Contender] = []
    peers: list[Peer] = []
    peer: Peer
    # The binding responds to this route without a router.
    workload = numbered_route(7)
    try:
        for peer, label, count in (
            (Binding(suite.workspace), Binding.label, 0),
            (Gatehouse(suite.workspace), "among 10 routes", 10),
            (Gatehouse(suite.workspace), "among 1,000 routes", 1000),
        ):
            peers.append(peer)
            peer.start(f"{peer.name}-cost-{count}.sock", routes=count)
            check(peer, workload)
            contenders.append(contender(peer, label, workload, *ARRANGEMENTS["pinned together"]))
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        for peer in peers:
            peer.stop()
    return {
        "title": "what a route with a rule and two parameters costs beyond the binding",
        "form": "difference",
        "reference": Binding.label,
        "rows": rows,
        "absent": absent,
    }
