"""The plots of each section."""

import os
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from charts import Point, bars, curves
from results import MemoryRow, RateRow, Section
from tables import column, extra, rates


class Plot(NamedTuple):
    file_name: str
    # What it shows, for readers who do not see it.
    alternative: str
    draw: Callable[[str], None]


def rate_bars(path: str, title: str, rows: Sequence[RateRow]) -> None:
    subtitle = "requests a second: median of the turns, least to most"
    bars(path, title, subtitle, [(row["label"], rates(row)) for row in rows], "requests a second")


def latency_curves(path: str, rows: Sequence[RateRow]) -> None:
    """The share of the requests that took longer than each time; a long tail makes a long line."""
    series: list[tuple[str, list[Point]]] = []
    for row in rows:
        buckets = row.get("latencies", [])
        total, seen, points = sum(count for _, count in buckets), 0, []
        for microseconds, count in buckets:
            share = 1 - seen / total
            seen += count
            if share >= 1e-4:
                points.append((microseconds, share * 100))
        series.append((row["label"], points))
    curves(
        path,
        "How long a hello takes",
        "share of the requests that took longer; both axes logarithmic",
        series,
        "microseconds",
        "% took longer",
        "log",
        "log",
        dots=False,
    )


def route_curves(path: str, rows: Sequence[RateRow]) -> None:
    series: dict[str, list[Point]] = {}
    for row in rows:
        name, count = row["label"].rsplit(", ", 1)
        spent = statistics.median(turn["processor"] for turn in row["turns"])
        series.setdefault(name, []).append((int(count.split()[0].replace(",", "")), spent))
    curves(
        path,
        "A request among many routes",
        "the server's processor time for one, in microseconds; both axes logarithmic",
        list(series.items()),
        "routes",
        "µs a request",
        "log",
        "log",
    )


def memory_curves(path: str, rows: Sequence[MemoryRow]) -> None:
    series = [(row["label"], [(point["requests"], point["largest"] / 1e6) for point in row["points"]]) for row in rows]
    curves(
        path,
        "Resident memory",
        "of the process that responds, after so many requests",
        [(label, points) for label, points in series if points],
        "requests (logarithmic)",
        "MB",
        "log",
        "linear",
    )


def section_plots(name: str, section: Section) -> Iterator[Plot]:
    title = section["title"]
    if section["form"] == "rates" and section["rows"]:
        yield Plot(f"{name}.svg", title, partial(rate_bars, title=title, rows=section["rows"]))
        if name == "hello":
            yield Plot("latency.svg", "latencies of a hello", partial(latency_curves, rows=section["rows"]))
    if section["form"] == "routes" and section["rows"]:
        yield Plot(f"{name}.svg", title, partial(route_curves, rows=section["rows"]))
    if section["form"] == "memory" and any(row["points"] for row in section["rows"]):
        yield Plot(f"{name}.svg", title, partial(memory_curves, rows=section["rows"]))
    if section["form"] == "groups":
        for group in section["groups"]:
            if group["rows"]:
                file_name = f"{name}-{group.get('name') or group['workers']}.svg"
                group_title = f"{title}, {column(group)}"
                yield Plot(file_name, group_title, partial(rate_bars, title=group_title, rows=group["rows"]))
    if section["form"] == "times" and section["rows"]:
        times = [(row["label"], [value / 1000 for value in row["microseconds"]]) for row in section["rows"]]
        subtitle = "median of all starts, least to most; the axis is logarithmic"
        draw = partial(bars, title=title, subtitle=subtitle, rows=times, unit="milliseconds", logarithmic=True)
        yield Plot(f"{name}.svg", title, draw)

    if section["form"] == "cost" and "subject" in section and section["rows"]:
        differences = [(row["label"], extra(row)) for row in section["rows"]]
        subtitle = "the extra cost: median of the turns, least to most"
        draw = partial(bars, title=title, subtitle=subtitle, rows=differences, unit=section["unit"])
        yield Plot(f"{name}.svg", title, draw)


def write_all(sections: Mapping[str, Section], directory: str) -> None:
    for name, section in sections.items():
        for plot in section_plots(name, section):
            plot.draw(os.path.join(directory, plot.file_name))
