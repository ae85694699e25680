"""The sections that ask the programs themselves, over Unix sockets."""

import time

from machine import Failure, memory
from peers import Gatehouse, Hello, check
from turns import Contender, take_turns
from works import WORKS, body_work, route_work


class Running:
    """All peers with one worker each, from the first section that asks them to the last."""

    def __init__(self, bench):
        self.bench = bench
        self.peers = []
        self.absent = {}
        for make in bench.found:
            peer = make(bench.machine)
            try:
                peer.start(peer.name + ".sock")
                self.peers.append(peer)
            except Failure as failure:
                peer.stop()
                self.absent[peer.label] = str(failure)

    def stop(self):
        for peer in self.peers:
            peer.stop()


def work_section(name):
    def measure(bench):
        work, machine, running = WORKS[name], bench.machine, bench.running()
        absent, contenders = dict(running.absent), []
        for peer in running.peers:
            if name not in peer.works:
                continue
            try:
                check(peer, work, machine.path("answer"))
            except Failure as failure:
                absent[peer.label] = str(failure)
                continue
            contenders.append(Contender(
                peer.label,
                ask=lambda peer=peer: machine.load(peer, work, seconds=work.seconds),
                warm_up=lambda peer=peer: machine.load(peer, work, seconds=2, requests=work.warm_up),
                ids=lambda peer=peer: peer.ids, kind=peer.kind))
        rows = take_turns(contenders, bench.rounds, absent)
        return {"title": work.title, "form": "rates", "subject": Gatehouse.label, "rows": rows, "absent": absent}
    return measure


ROUTE_COUNTS = (10, 100, 1000)


def routes(bench):
    """The last of 10, 100 and 1,000 routes: those that have a router of their own."""
    machine, absent, contenders, peers = bench.machine, {}, [], []
    try:
        for make in bench.found:
            if not make.has_router:
                continue
            for count in ROUTE_COUNTS:
                peer, work = make(machine), route_work(count)
                label = f"{peer.label}, {count:,} routes"
                peers.append(peer)
                try:
                    peer.start(f"{peer.name}-{count}.sock", routes=count)
                    check(peer, work, machine.path("answer"))
                except Failure as failure:
                    absent[label] = str(failure)
                    continue
                contenders.append(Contender(
                    label,
                    ask=lambda peer=peer, work=work: machine.load(peer, work, seconds=work.seconds),
                    warm_up=lambda peer=peer, work=work: machine.load(peer, work, seconds=2, requests=work.warm_up),
                    ids=lambda peer=peer: peer.ids, kind=peer.kind))
        rows = take_turns(contenders, bench.rounds, absent)
    finally:
        for peer in peers:
            peer.stop()
    return {"title": "the last of many routes, with a rule and two parameters", "form": "routes",
            "counts": ROUTE_COUNTS, "rows": rows, "absent": absent}


def group(bench, column, name, ways):
    """One column of a table: each of the running peers, asked in the way that `ways` gives for it, if any."""
    running, contenders, absent = bench.running(), [], {}
    for peer in running.peers:
        way = ways(peer)
        if way is None:
            continue
        work, options = way
        contenders.append(Contender(
            peer.label,
            ask=lambda peer=peer, work=work, options=options: bench.machine.load(
                peer, work, seconds=work.seconds, **options),
            warm_up=lambda peer=peer, work=work, options=options: bench.machine.load(
                peer, work, seconds=2, requests=work.warm_up, **options),
            ids=lambda peer=peer: peer.ids, kind=peer.kind))
    rows = take_turns(contenders, max(3, bench.rounds // 2), absent)
    return {"name": name, "column": column, "rows": rows}, absent


def connections(bench):
    """hello by 1, 4 and 16 clients with a connection for each request, and by one that keeps its own."""
    work, absent, groups = WORKS["hello"], dict(bench.running().absent), []
    for clients in (1, 4, 16):
        one, failed = group(bench, f"{clients} client{'s' if clients > 1 else ''}", str(clients),
                            lambda peer: (work, {"clients": clients}))
        groups.append(one)
        absent.update(failed)
    # One, because a connection that is kept takes the only worker for itself.
    one, failed = group(bench, "1 client, kept connection", "kept",
                        lambda peer: (work, {"clients": 1, "keep": True}) if peer.keeps else None)
    groups.append(one)
    absent.update(failed)
    return {"title": "hello by several clients, and over a kept connection", "form": "groups",
            "subject": Gatehouse.label, "groups": groups, "absent": absent}


def bodies(bench):
    """Uploads of several sizes."""
    absent, groups = dict(bench.running().absent), []
    for size, column in ((1 << 10, "1 KiB"), (1 << 16, "64 KiB"), (1 << 20, "1 MiB")):
        work = body_work(size)
        one, failed = group(bench, column, str(size),
                            lambda peer: (work, {}) if "upload" in peer.works else None)
        groups.append(one)
        absent.update(failed)
    return {"title": "uploads of several sizes, read", "form": "groups", "subject": Gatehouse.label, "groups": groups,
            "absent": absent}


def resident(bench):
    """Resident memory after 1, 10,000, 100,000 and a million requests.

    Gatehouse is asked the million, however long that takes; a peer, where it takes no longer than it may.
    """
    machine, absent, rows = bench.machine, {}, []
    work = WORKS["hello"]
    goals = [goal for goal in (1, 10_000, 100_000, 1_000_000) if goal <= bench.memory_requests]
    for make in bench.with_hello():
        peer = make(machine)
        row = {"label": peer.label, "kind": peer.kind, "points": []}
        done, pace = 0, None
        try:
            peer.start(peer.name + "-memory.sock")
            for goal in goals:
                left = goal - done
                if pace and make not in (Hello, Gatehouse) and left / pace > bench.memory_seconds:
                    break
                begin = time.monotonic()
                # In portions: fcgi-load takes five minutes at most.
                while done < goal:
                    portion = min(goal - done, 200_000)
                    machine.load(peer, work, clients=1 if goal == 1 else 2, requests=portion)
                    done += portion
                pace = left / (time.monotonic() - begin) if goal > 1 else None
                largest, together = memory(peer.ids)
                row["points"].append({"requests": goal, "largest": largest, "together": together})
            rows.append(row)
        except Failure as failure:
            absent[peer.label] = str(failure)
        finally:
            peer.stop()
    return {"title": "resident memory", "form": "memory", "rows": rows, "absent": absent}
