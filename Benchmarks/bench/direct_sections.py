"""The sections that ask the peers directly, over Unix sockets."""

from collections.abc import Callable
from functools import partial
from typing import TypedDict

from measurement import Contender, take_turns
from peer_setup import check
from peers import Gatehouse, Peer
from processes import Failure
from results import Group, GroupSection, RateSection, RouteSection
from suite import Suite
from workloads import WORKLOADS, Workload, numbered_route, upload


class LoadOptions(TypedDict, total=False):
    clients: int
    keep: bool


def contender(peer: Peer, label: str, workload: Workload, options: LoadOptions | None = None) -> Contender:
    options = options or {}
    return Contender(
        label,
        ask=partial(peer.load, workload, seconds=workload.seconds, **options),
        warm_up=partial(peer.load, workload, seconds=2, requests=workload.warm_up, **options),
        ids=peer.ids,
        kind=peer.kind,
    )


def workload_section(name: str) -> Callable[[Suite], RateSection]:
    workload = WORKLOADS[name]

    def measure(suite: Suite) -> RateSection:
        running = suite.running()
        absent, contenders = dict(running.absent), []
        for peer in running.peers:
            if name not in peer.workloads:
                continue
            try:
                check(peer, workload)
                contenders.append(contender(peer, peer.label, workload))
            except Failure as failure:
                absent[peer.label] = str(failure)
        rows = take_turns(contenders, suite.rounds, absent)
        return {
            "title": workload.title,
            "form": "rates",
            "subject": Gatehouse.label,
            "rows": rows,
            "absent": absent,
        }

    return measure


ROUTE_COUNTS = [10, 100, 1000]


def routes(suite: Suite) -> RouteSection:
    """The last of 10, 100 and 1,000 routes, of the peers that have a router."""
    absent: dict[str, str] = {}
    contenders: list[Contender] = []
    peers: list[Peer] = []
    try:
        for make in suite.types:
            if not make.has_router:
                continue
            for count in ROUTE_COUNTS:
                peer, workload = make(suite.workspace), numbered_route(count - 1)
                label = f"{peer.label}, {count:,} routes"
                peers.append(peer)
                try:
                    peer.start(f"{peer.name}-{count}.sock", routes=count)
                    check(peer, workload)
                    contenders.append(contender(peer, label, workload))
                except Failure as failure:
                    absent[label] = str(failure)
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        for peer in peers:
            peer.stop()
    return {
        "title": "the last of many routes, with a rule and two parameters",
        "form": "routes",
        "counts": ROUTE_COUNTS,
        "rows": rows,
        "absent": absent,
    }


def group(
    suite: Suite,
    column: str,
    name: str,
    workload: Workload,
    options: LoadOptions,
    includes: Callable[[Peer], bool],
    absent: dict[str, str],
) -> Group:
    """One column of a table: the running peers that `includes` accepts, under one condition."""
    contenders = [contender(peer, peer.label, workload, options) for peer in suite.running().peers if includes(peer)]
    return {"name": name, "column": column, "rows": take_turns(contenders, suite.fewer_rounds, absent)}


def connections(suite: Suite) -> GroupSection:
    """hello by 1, 4 and 16 clients with a connection for each request, and by one with a persistent connection."""
    absent, hello = dict(suite.running().absent), WORKLOADS["hello"]
    groups = [
        group(
            suite,
            f"{clients} client{'s' if clients > 1 else ''}",
            str(clients),
            hello,
            {"clients": clients},
            lambda peer: True,
            absent,
        )
        for clients in (1, 4, 16)
    ]
    # One client, because a persistent connection occupies the only worker.
    groups.append(
        group(
            suite,
            "1 client, persistent connection",
            "kept",
            hello,
            {"clients": 1, "keep": True},
            lambda peer: peer.keeps,
            absent,
        )
    )
    return {
        "title": "hello by several clients, and over a persistent connection",
        "form": "groups",
        "subject": Gatehouse.label,
        "groups": groups,
        "absent": absent,
    }


def bodies(suite: Suite) -> GroupSection:
    absent = dict(suite.running().absent)
    groups = [
        group(suite, column, str(size), upload(size), {}, lambda peer: "upload" in peer.workloads, absent)
        for size, column in ((1 << 10, "1 KiB"), (1 << 16, "64 KiB"), (1 << 20, "1 MiB"))
    ]
    return {
        "title": "uploads of several sizes",
        "form": "groups",
        "subject": Gatehouse.label,
        "groups": groups,
        "absent": absent,
    }
