"""Measuring in turns: A B C A B C …, after a warm-up, because a machine changes its pace by itself."""

from machine import Failure, processor_time


class Contender:
    """Someone whose turns are measured: `ask` makes one and returns fcgi-load's figures."""

    def __init__(self, label, ask, ids, warm_up=None, kind="fcgi"):
        self.label, self.ask, self.ids, self.kind = label, ask, ids, kind
        self.warm_up = warm_up or ask
        self.turns = []
        self.buckets = {}

    def turn(self):
        before = processor_time(self.ids())
        figures = self.ask()
        spent = processor_time(self.ids()) - before
        self.turns.append({
            "rate": round(figures["rate"], 2), "p50": figures["p50"], "p99": figures["p99"],
            "clients": figures["share"], "processor": round(spent / figures["requests"] * 1e6, 2),
        })
        for microseconds, count in figures["buckets"]:
            self.buckets[microseconds] = self.buckets.get(microseconds, 0) + count

    @property
    def row(self):
        return {"label": self.label, "kind": self.kind, "turns": self.turns, "latencies": sorted(self.buckets.items())}


def take_turns(contenders, rounds, absent):
    """Rows of those that went through all rounds. Whoever fails is named in `absent` and not asked again."""
    left = []
    for contender in contenders:
        try:
            contender.warm_up()
            left.append(contender)
        except Failure as failure:
            absent[contender.label] = str(failure)
    for _ in range(rounds):
        for contender in list(left):
            try:
                contender.turn()
            except Failure as failure:
                absent[contender.label] = str(failure)
                left.remove(contender)
    return [contender.row for contender in left]
