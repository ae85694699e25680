"""The results as tables of text: a list of lines, the first being the header."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Literal

from results import (
    ComparisonSection,
    CostRow,
    CostSection,
    CrowdRow,
    DifferenceSection,
    Group,
    GroupSection,
    MemoryRow,
    RateRow,
    RouteSection,
    Section,
    TimeRow,
)

Line = list[str]
Table = list[Line]


def number(value: float) -> str:
    """A number with three or four significant digits."""
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def spread(values: Sequence[float], scale: float = 1.0) -> str:
    """The median, with the least and the most."""
    scaled = [value / scale for value in values]
    return f"{number(statistics.median(scaled))} ({number(min(scaled))} to {number(max(scaled))})"


def turn_ratios(row: RateRow, other: RateRow, key: Literal["rate", "processor"] = "rate") -> list[float]:
    """The ratios of the single turns."""
    return [turn[key] / divisor[key] for turn, divisor in zip(row["turns"], other["turns"]) if divisor[key]]


def rates(row: RateRow) -> list[float]:
    return [turn["rate"] for turn in row["turns"]]


def row_of(label: str, rows: Sequence[RateRow]) -> RateRow | None:
    return next((row for row in rows if row["label"] == label), None)


def median_turn(row: RateRow, key: Literal["p50", "p99", "processor"]) -> float:
    return statistics.median(turn[key] for turn in row["turns"])


def ratio_cell(subject: RateRow | None, row: RateRow | None) -> str:
    """How many times as fast the subject is; 1 for itself, and nothing where one is missing."""
    if subject is None or row is None:
        return ""
    return "1" if row is subject else spread(turn_ratios(subject, row))


def rate_lines(rows: Sequence[RateRow], subject_label: str) -> Iterator[Line]:
    subject = row_of(subject_label, rows)
    yield ["", "requests a second", "Gatehouse is … times as fast", "p50, ms", "p99, ms", "server's processor, µs"]
    for row in rows:
        processor = median_turn(row, "processor")
        yield [
            row["label"],
            spread(rates(row)),
            ratio_cell(subject, row),
            number(median_turn(row, "p50") / 1000),
            number(median_turn(row, "p99") / 1000),
            # 0 if the processes end before their time can be read.
            number(processor) if processor else "",
        ]


def column(group: Group) -> str:
    """The header of a group's column."""
    return group.get("column") or f"{group['workers']} worker{'s' if group['workers'] > 1 else ''}"


def group_lines(section: GroupSection) -> Iterator[Line]:
    """A line for each peer, a column for each group."""
    groups = section["groups"]
    labels = list(dict.fromkeys(row["label"] for group in groups for row in group["rows"]))
    yield ["requests a second", *map(column, groups), f"Gatehouse, {column(groups[0])}, is … times as fast"]
    for label in labels:
        rows = [row_of(label, group["rows"]) for group in groups]
        cells = [spread(rates(row)) if row else "" for row in rows]
        yield [label, *cells, ratio_cell(row_of(section["subject"], groups[0]["rows"]), rows[0])]


def comparison_tables(section: ComparisonSection) -> Iterator[Table]:
    """Requests a second and processor time: a line for each group, a column for each peer, and the ratios."""
    reference = section["reference"]
    labels = list(dict.fromkeys(row["label"] for group in section["groups"] for row in group["rows"]))
    others = [label for label in labels if label != reference]
    rate_table = [
        [
            "requests a second",
            *labels,
            *[f"{label} : {reference}" for label in others],
            "clients busy, share of the time",
        ]
    ]
    time_table = [["server's processor, µs", *labels, *[f"{reference} : {label}" for label in others]]]
    for group in section["groups"]:
        rows = {row["label"]: row for row in group["rows"]}
        base = rows.get(reference)
        rate_line, time_line = [column(group)], [column(group)]
        for label in labels:
            found = rows.get(label)
            rate_line.append(spread(rates(found)) if found else "")
            time_line.append(spread([turn["processor"] for turn in found["turns"]]) if found else "")
        for label in others:
            found = rows.get(label)
            rate_line.append(spread(turn_ratios(found, base)) if found and base else "")
            time_line.append(spread(turn_ratios(base, found, "processor")) if found and base else "")
        found_rows = [rows[label] for label in labels if label in rows]
        shares = [statistics.median(turn["clients"] for turn in row["turns"]) for row in found_rows]
        rate_line.append(" / ".join(f"{share:.2f}" for share in shares))
        rate_table.append(rate_line)
        time_table.append(time_line)
    yield rate_table
    yield time_table


def route_lines(section: RouteSection) -> Iterator[Line]:
    """A line for each peer, a column for each number of routes."""
    counts = section["counts"]
    yield [
        "requests a second",
        *[f"{count:,} routes" for count in counts],
        f"processor time of a request, {counts[-1]:,} routes : {counts[0]}",
    ]
    for name in dict.fromkeys(row["label"].rsplit(", ", 1)[0] for row in section["rows"]):
        rows = [row_of(f"{name}, {count:,} routes", section["rows"]) for count in counts]
        cells = [spread(rates(row)) if row else "" for row in rows]
        first, last = rows[0], rows[-1]
        yield [name, *cells, spread(turn_ratios(last, first, "processor")) if first and last else ""]


def difference_lines(section: DifferenceSection) -> Iterator[Line]:
    reference = row_of(section["reference"], section["rows"])
    yield ["", f"server's processor beyond {section['reference']}, µs"]
    for row in section["rows"]:
        if reference and row is not reference:
            pairs = zip(row["turns"], reference["turns"])
            yield [row["label"], spread([turn["processor"] - base["processor"] for turn, base in pairs])]


def memory_lines(rows: Sequence[MemoryRow]) -> Iterator[Line]:
    goals = sorted({point["requests"] for row in rows for point in row["points"]})
    yield [
        "MB, the largest process (all of them, shared pages once)",
        *[f"after {goal:,}" for goal in goals],
        "last : 10,000",
    ]
    for row in rows:
        points = {point["requests"]: point for point in row["points"]}
        cells = [
            f"{points[goal]['largest'] / 1e6:.1f} ({points[goal]['together'] / 1e6:.1f})" if goal in points else ""
            for goal in goals
        ]
        yield [row["label"], *cells, growth(row)]


def growth(row: MemoryRow) -> str:
    """The memory after the last request, divided by that after 10,000."""
    early = next((point["largest"] for point in row["points"] if point["requests"] == 10_000), None)
    return f"{row['points'][-1]['largest'] / early:.3f}" if early else ""


def time_lines(rows: Sequence[TimeRow]) -> Iterator[Line]:
    yield ["", "ms, median (least to most)", "relative to Gatehouse"]
    for row in rows:
        relative = statistics.median(row["microseconds"]) / statistics.median(rows[0]["microseconds"])
        yield [row["label"], spread(row["microseconds"], 1000), number(relative)]


def extra(row: CostRow) -> list[float]:
    return [after - before for before, after in zip(row["without"], row["with_it"])]


def cost_lines(section: CostSection) -> Iterator[Line]:
    subject = next((row for row in section["rows"] if row["label"] == section.get("subject")), None)
    head = ["", *[f"{title}, {section['unit']}" for title in section["columns"]], f"extra, {section['unit']}"]
    yield [*head, "extra, relative to Gatehouse"] if subject else head
    for row in section["rows"]:
        line = [row["label"], *map(spread, (row["without"], row["with_it"], extra(row)))]
        # Not of single turns, because the difference of one turn can be near 0.
        ratio = [number(statistics.median(extra(row)) / statistics.median(extra(subject)))] if subject else []
        yield [*line, *ratio]


def crowd_lines(rows: Sequence[CrowdRow]) -> Iterator[Line]:
    yield [
        "",
        "pages, uploads",
        "wrong responses",
        "p50 of a page, ms",
        "p99",
        "p50 of an upload, ms",
        "p99",
        "MB of all processes (their number)",
        "servers' processor",
        "most pages + uploads a second",
    ]
    for row in rows:
        (page50, upload50), (page99, upload99) = row["p50"], row["p99"]
        wrong = ", ".join(f"{count} {what}" for what, count in row["wrong"].items()) or "0"
        yield [
            row["label"],
            f"{row['pages']:,}, {row['uploads']:,}",
            wrong,
            *map(number, (page50, page99, upload50, upload99)),
            f"{row['memory'] / 1e6:.0f} ({row['processes']})",
            f"{row['busy']:.0%}",
            f"{number(row['page_rate'])} + {number(row['upload_rate'])}",
        ]


def section_tables(section: Section) -> list[Table]:
    if section["form"] == "rates":
        return [list(rate_lines(section["rows"], section["subject"]))]
    if section["form"] == "groups":
        return [list(group_lines(section))]
    if section["form"] == "comparison":
        return list(comparison_tables(section))
    if section["form"] == "routes":
        return [list(route_lines(section))]
    if section["form"] == "difference":
        return [list(difference_lines(section))]
    if section["form"] == "memory":
        return [list(memory_lines(section["rows"]))]
    if section["form"] == "times":
        return [list(time_lines(section["rows"]))]
    if section["form"] == "cost":
        return [list(cost_lines(section))]
    if section["form"] == "crowd":
        return [list(crowd_lines(section["rows"]))]
    if section["form"] == "sizes":
        return [[["", "MB"], *[[row["label"], f"{row['bytes'] / 1e6:.1f}"] for row in section["rows"]]]]
    return []


def markdown(table: Table) -> str:
    head, *lines = table
    rule = "|" + "---|" * len(head)
    return "\n".join(["| " + " | ".join(head) + " |", rule, *["| " + " | ".join(line) + " |" for line in lines]])


def aligned(table: Table) -> str:
    """The table for a terminal."""
    widths = [max(map(len, cells)) for cells in zip(*table)]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *[cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]])
        for line in table
    )
