"""What was measured, as text for a terminal and as Markdown, and where that is published."""

import json
import os
import statistics

import plots
from machine import ROOT

DOCS = os.path.join(ROOT, "docs")


def number(value):
    """With three or four digits that mean something."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values, scale=1.0):
    values = [value / scale for value in values]
    return f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))})"


def ratios(subject, peer, key="rate"):
    """How many times better the subject was, turn by turn."""
    return [own[key] / other[key] for own, other in zip(subject["turns"], peer["turns"]) if other[key]]


def rate_rows(rows, subject_label):
    subject = next((row for row in rows if row["label"] == subject_label), None)
    yield ["", "requests a second", "Gatehouse is … times as fast", "p50, ms", "p99, ms", "server's processor, µs"]
    for row in rows:
        turns = row["turns"]
        ratio = "1" if row is subject else spread(ratios(subject, row)) if subject else ""
        processor = statistics.median(turn["processor"] for turn in turns)
        yield [row["label"], spread([turn["rate"] for turn in turns]), ratio,
               number(statistics.median(turn["p50"] for turn in turns) / 1000),
               number(statistics.median(turn["p99"] for turn in turns) / 1000),
               # 0 where the processes are gone before anybody can look.
               number(processor) if processor else ""]


def group_rows(groups, subject_label):
    """One line for a peer, one column for a group."""
    labels = []
    for group in groups:
        labels += [row["label"] for row in group["rows"] if row["label"] not in labels]
    yield ["requests a second", *map(plots.column, groups),
           f"Gatehouse, {plots.column(groups[0])}, is … times as fast"]
    for label in labels:
        line, ratio = [label], ""
        for index, group in enumerate(groups):
            row = next((row for row in group["rows"] if row["label"] == label), None)
            line.append(spread([turn["rate"] for turn in row["turns"]]) if row else "")
            subject = next((row for row in group["rows"] if row["label"] == subject_label), None)
            if index == 0 and row and subject:
                ratio = "1" if row is subject else spread(ratios(subject, row))
        yield [*line, ratio]


def route_rows(section):
    """One line for a peer, one column for a number of routes."""
    counts = section["counts"]
    yield ["requests a second", *[f"{count:,} routes" for count in counts],
           f"processor time of a request, {counts[-1]:,} routes : {counts[0]}"]
    names = []
    for row in section["rows"]:
        name = row["label"].rsplit(", ", 1)[0]
        names += [name] if name not in names else []
    for name in names:
        rows = [next((row for row in section["rows"] if row["label"] == f"{name}, {count:,} routes"), None)
                for count in counts]
        cells = [spread([turn["rate"] for turn in row["turns"]]) if row else "" for row in rows]
        both = rows[0] and rows[-1]
        yield [name, *cells, spread(ratios(rows[-1], rows[0], "processor")) if both else ""]


def memory_rows(rows):
    goals = sorted({point["requests"] for row in rows for point in row["points"]})
    yield ["MB, the largest process (all of them, shared pages once)", *[f"after {goal:,}" for goal in goals],
           "last : 10,000"]
    for row in rows:
        points = {point["requests"]: point for point in row["points"]}
        cells = [f"{points[goal]['largest'] / 1e6:.1f} ({points[goal]['together'] / 1e6:.1f})" if goal in points else ""
                 for goal in goals]
        growth = f"{row['points'][-1]['largest'] / points[10_000]['largest']:.3f}" if 10_000 in points else ""
        yield [row["label"], *cells, growth]


def time_rows(rows):
    yield ["", "ms, median (least to most)", "of Gatehouse's"]
    own = next((statistics.median(row["microseconds"]) for row in rows), None)
    for row in rows:
        yield [row["label"], spread(row["microseconds"], 1000), number(statistics.median(row["microseconds"]) / own)]


def tables(section):
    """The lines of a section's table, the head first."""
    form = section["form"]
    if form == "rates":
        return list(rate_rows(section["rows"], section["subject"]))
    if form == "groups":
        return list(group_rows(section["groups"], section["subject"]))
    if form == "routes":
        return list(route_rows(section))
    if form == "memory":
        return list(memory_rows(section["rows"]))
    if form == "times":
        return list(time_rows(section["rows"]))
    if form == "sizes":
        return [["", "MB"], *[[row["label"], f"{row['bytes'] / 1e6:.1f}"] for row in section["rows"]]]
    return []


def notes(section):
    if section["form"] == "failed":
        yield f"This failed: {section['reason']}"
    for label, reason in section.get("absent", {}).items():
        yield f"Left out: {label}: {reason}"
    if section.get("others", 0) > 0.1:
        yield f"Something else kept {section['others']:.0%} of the machine busy just before: these figures are no good."


def section_text(name, section):
    """For a terminal."""
    lines = tables(section)
    widths = [max(len(line[index]) for line in lines) for index in range(len(lines[0]))] if lines else []
    text = [f"\n{name}: {section['title']} ({section['when']} UTC, {section['took']:.0f} s)"]
    for line in lines:
        cells = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:])]
        text.append("  ".join([line[0].ljust(widths[0]), *cells]))
    return "\n".join(text + ["  " + note for note in notes(section)])


def markdown(name, section):
    text = [f"### {section['title'][0].upper()}{section['title'][1:]}", ""]
    picture = plots.names(name, section)
    for path, alternative in picture:
        text += [f"![{alternative}]({path})", ""]
    lines = tables(section)
    if lines:
        text += ["| " + " | ".join(lines[0]) + " |", "|" + "---|" * len(lines[0])]
        text += ["| " + " | ".join(line) + " |" for line in lines[1:]]
        text.append("")
    for note in notes(section):
        text += [note, ""]
    return "\n".join(text)


def machine_text(results):
    about, sections = results["machine"], results["sections"].values()
    servers, clients = (", ".join(map(str, about[key])) for key in ("servers on", "clients on"))
    rounds = sorted({section["rounds"] for section in sections})
    minutes = sum(section["took"] for section in sections) / 60
    text = (f"Measured on {min(section['when'] for section in sections)} UTC within {minutes:.0f} minutes: "
            f"{about['processors']} processors ({about['model']}), {about['memory']}, {about['system']}, "
            f"Linux {about['kernel']}, Swift {about['swift']}; servers on processor {servers}, clients on {clients}; "
            f"medians of {' or '.join(map(str, rounds))} turns (least to most).")
    for label, reason in results.get("missing", {}).items():
        text += f"\n{label} is left out: {reason}."
    return text


BEGIN, END = "<!-- scripts/bench writes from here -->", "<!-- to here -->"


def json_text(results):
    """A line for each section. The latencies stay where a plot shows them."""
    def lean(name, section):
        if name == "hello" or "rows" not in section and "groups" not in section:
            return section
        without = lambda rows: [{key: value for key, value in row.items() if key != "latencies"} for row in rows]
        if "groups" in section:
            return {**section, "groups": [{**group, "rows": without(group["rows"])} for group in section["groups"]]}
        return {**section, "rows": without(section["rows"])}
    lines = [f'{json.dumps(name)}: {json.dumps(lean(name, section))}' for name, section in results["sections"].items()]
    rest = {key: value for key, value in results.items() if key != "sections"}
    return json.dumps(rest)[:-1] + ',\n"sections": {\n' + ",\n".join(lines) + "\n}}\n"


def publish(results):
    """Writes docs/benchmarks.json, the plots, and the tables between the marks in docs/performance.md."""
    with open(os.path.join(DOCS, "benchmarks.json"), "w") as file:
        file.write(json_text(results))
    plots.write_all(results["sections"], DOCS)
    path = os.path.join(DOCS, "performance.md")
    with open(path) as file:
        text = file.read()
    before, found, rest = text.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not found or not found_end:
        raise SystemExit(f"docs/performance.md has lost its marks: {BEGIN} … {END}")
    parts = [markdown(name, section) for name, section in results["sections"].items()]
    with open(path, "w") as file:
        file.write("\n".join([before + BEGIN, "", machine_text(results), "", *parts, END + after]))
