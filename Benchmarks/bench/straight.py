"""The sections that ask the programs themselves, over Unix sockets."""

import time

from machine import Failure, memory
from peers import Gatehouse, check
from turns import Contender, take_turns
from works import WORKS, route_work


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
    return {"title": "the last of many routes, with a rule and two parameters", "form": "routes", "counts": ROUTE_COUNTS,
            "rows": rows, "absent": absent}


def resident(bench):
    """Resident memory after 1, 10,000, 100,000 and a million requests, where that takes no longer than it may."""
    machine, absent, rows = bench.machine, {}, []
    work = WORKS["hello"]
    for peer in [make(machine) for make in bench.with_hello()]:
        row = {"label": peer.label, "kind": peer.kind, "points": []}
        done, pace = 0, None
        try:
            peer.start(peer.name + "-memory.sock")
            for goal in (1, 10_000, 100_000, 1_000_000):
                left = goal - done
                if pace and left / pace > bench.memory_seconds:
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
