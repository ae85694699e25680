"""Measures contenders in turns (A B C A B C …) after a warm-up, because the speed of a machine varies over time."""

from collections.abc import Callable, Sequence

from processes import Failure, LoadFigures, processor_time
from results import RateRow, Turn


class Contender:
    """A server under one condition. `ask` makes one turn; `ids` tells the server's processes."""

    def __init__(
        self,
        label: str,
        ask: Callable[[], LoadFigures],
        ids: Callable[[], Sequence[int]],
        warm_up: Callable[[], LoadFigures] | None = None,
        kind: str = "fcgi",
    ) -> None:
        self.label, self.ask, self.ids, self.kind = label, ask, ids, kind
        self.warm_up = warm_up or ask
        self.turns: list[Turn] = []
        self.buckets: dict[float, int] = {}

    def take_turn(self) -> None:
        before = processor_time(self.ids())
        figures = self.ask()
        spent = processor_time(self.ids()) - before
        self.turns.append(
            {
                "rate": round(figures["rate"], 2),
                "p50": figures["p50"],
                "p99": figures["p99"],
                "clients": figures["share"],
                "processor": round(spent / figures["requests"] * 1e6, 2),
            }
        )
        for microseconds, count in figures["buckets"]:
            self.buckets[microseconds] = self.buckets.get(microseconds, 0) + count

    @property
    def row(self) -> RateRow:
        return {"label": self.label, "kind": self.kind, "turns": self.turns, "latencies": sorted(self.buckets.items())}


def take_turns(contenders: Sequence[Contender], rounds: int, absent: dict[str, str]) -> list[RateRow]:
    """The rows of the contenders that completed all rounds. A contender that fails goes into `absent` and stops."""
    remaining = []
    for contender in contenders:
        try:
            contender.warm_up()
            remaining.append(contender)
        except Failure as failure:
            absent[contender.label] = str(failure)
    for _ in range(rounds):
        for contender in list(remaining):
            try:
                contender.take_turn()
            except Failure as failure:
                absent[contender.label] = str(failure)
                remaining.remove(contender)
    return [contender.row for contender in remaining]
