"""Shows the results on a terminal, and publishes them in docs/."""

import json
import os
import statistics
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from plots import section_plots, write_all
from processes import ROOT
from results import RateRow, Results, Section
from tables import aligned, growth, markdown, number, row_of, section_tables, turn_ratios

DOCS = os.path.join(ROOT, "docs")
# Below DOCS: the page with all tables, the page with the summary, and the folder of the plots and results.
ALL_TABLES, SUMMARY, FOLDER = "benchmark-results.md", "performance.md", "benchmarks"
BEGIN, END = "<!-- scripts/bench writes from here -->", "<!-- to here -->"
HELLO = "Gatehouse (Examples/Hello)"

# The columns of the summary.
SUMMARY_COLUMNS = {
    "hello": "hello",
    "route": "route",
    "page": "page",
    "session": "session",
    "memory": "1 MiB",
    "file": "64 MiB file",
    "upload": "4 MiB upload",
}


class Part(NamedTuple):
    """Sections of one machine that are published together, between two marks of the page with all tables."""

    # The file of the raw results.
    results: str
    begin: str
    # The sections without which it is not published.
    needed: tuple[str, ...]
    has_summary: bool


MAIN = Part("results.json", BEGIN, (*SUMMARY_COLUMNS, "routes", "cgi", "start", "resident", "size"), True)
SIGN_IN = Part(
    "sign-in.json",
    "<!-- scripts/bench writes the sections about sign-in from here -->",
    ("sessions", "limits", "sign-in-cgi", "sign-in-memory"),
    False,
)
BOARD = Part("board.json", "<!-- scripts/bench writes the section about the board from here -->", ("board",), False)
LOCKBOX = Part("lockbox.json", "<!-- scripts/bench writes the section about Lockbox from here -->", ("lockbox",), False)
HUMMINGBIRD = Part(
    "hummingbird.json",
    "<!-- scripts/bench writes the sections about Hummingbird from here -->",
    ("hummingbird", "hummingbird-cgi"),
    False,
)
PARTS = (MAIN, SIGN_IN, BOARD, LOCKBOX, HUMMINGBIRD)


def part_of(section: str) -> Part:
    return next((part for part in PARTS if section in part.needed), MAIN)


def notes(section: Section) -> Iterator[str]:
    if section["form"] == "failed":
        yield f"This section failed: {section['reason']}"
    for label, reason in section["absent"].items():
        yield f"Left out: {label}: {reason}"
    if section["form"] in ("cost", "rates", "crowd") and "goal" in section:
        yield f"The goal is {section['goal']}."
    busy = section.get("others", 0)
    if busy > 0.1:
        yield f"Other processes used {busy:.0%} of the machine just before this section: do not rely on these figures."


def section_text(name: str, section: Section) -> str:
    """A section for a terminal."""
    head = f"\n{name}: {section['title']} ({section['when']} UTC, {section['took']:.0f} s)"
    return "\n".join([head, *map(aligned, section_tables(section)), *["  " + note for note in notes(section)]])


def section_markdown(name: str, section: Section) -> str:
    title = section["title"]
    parts = [f"### {title[0].upper()}{title[1:]}"]
    parts += [f"![{plot.alternative}]({FOLDER}/{plot.file_name})" for plot in section_plots(name, section)]
    parts += map(markdown, section_tables(section))
    parts += notes(section)
    return "\n\n".join(parts) + "\n"


def run_text(results: Results) -> str:
    """When and on which machine."""
    about, sections = results["machine"], list(results["sections"].values())
    first, last = (chosen(section["when"] for section in sections) for chosen in (min, max))
    minutes = sum(section["took"] for section in sections) / 60
    # Sections of another day come from another run.
    one_run = first[:10] == last[:10]
    time = f"on {first} UTC within {minutes:.0f} minutes" if one_run else f"between {first} and {last} UTC"
    counts = sorted({section["rounds"] for section in sections})
    turns = "one turn each" if counts == [1] else f"medians of {' or '.join(map(str, counts))} turns"
    servers, clients = (", ".join(map(str, cores)) for cores in (about["servers on"], about["clients on"]))
    text = (
        f"Measured {time}: {about['processors']} processors ({about['model']}), {about['memory']}, {about['system']}, "
        f"Linux {about['kernel']}, Swift {about['swift']}; servers on processor {servers}, clients on {clients}; "
        f"{turns}."
    )
    return "\n".join([text, *[f"{label} is left out: {reason}." for label, reason in results["missing"].items()]])


def ratio_table(results: Results) -> str:
    """How many times as fast as each peer Gatehouse is: a line for each peer, a column for each workload."""
    rows: dict[str, dict[str, RateRow]] = {}
    columns = []
    for name, title in SUMMARY_COLUMNS.items():
        section = results["sections"].get(name)
        if section is not None and section["form"] == "rates":
            columns.append(title)
            for row in section["rows"]:
                rows.setdefault(row["label"], {})[title] = row
    own = rows.pop("Gatehouse", {})
    lines = [["Gatehouse is … times as fast as", *columns]]
    for label, found in rows.items():
        ratios = [turn_ratios(own[title], found[title]) if title in own and title in found else [] for title in columns]
        lines.append([label, *[number(statistics.median(values)) if values else "" for values in ratios]])
    return markdown(lines)


def small_figures(results: Results) -> Iterator[Sequence[str]]:
    """Memory, size and start of Examples/Hello, and the cost of many routes."""
    sections = results["sections"]
    resident, size, routes = sections.get("resident"), sections.get("size"), sections.get("routes")
    if resident is not None and resident["form"] == "memory":
        for memory_row in resident["rows"]:
            if memory_row["label"] == HELLO and memory_row["points"]:
                point = memory_row["points"][-1]
                text = f"resident memory of Examples/Hello after {point['requests']:,} requests"
                yield text, f"{point['largest'] / 1e6:.1f} MB"
                yield "that memory, divided by the memory after 10,000 requests", growth(memory_row)
    if size is not None and size["form"] == "sizes":
        for size_row in size["rows"]:
            if size_row["label"] == HELLO:
                yield "size of Examples/Hello, one static file", f"{size_row['bytes'] / 1e6:.1f} MB"
    for name, text in (("start", "from exec to the first response, FastCGI"), ("cgi", "from exec to the end, CGI")):
        section = sections.get(name)
        if section is not None and section["form"] == "times":
            for time_row in section["rows"]:
                if time_row["label"] == HELLO:
                    yield text, f"{number(statistics.median(time_row['microseconds']) / 1000)} ms"
    if routes is not None and routes["form"] == "routes":
        few, many = (row_of(f"Gatehouse, {routes['counts'][index]:,} routes", routes["rows"]) for index in (0, -1))
        if few and many:
            text = f"processor time of a request, {routes['counts'][-1]:,} routes divided by {routes['counts'][0]}"
            yield text, number(statistics.median(turn_ratios(many, few, "processor")))


def summary(results: Results) -> str:
    table = markdown([["", "median"], *map(list, small_figures(results))])
    return "\n\n".join([run_text(results), ratio_table(results), table]) + "\n"


def without_latencies(section: Section) -> Section:
    """A section as it is stored, if no plot shows its latencies."""

    def lean(row: object) -> object:
        return {key: value for key, value in row.items() if key != "latencies"} if isinstance(row, dict) else row

    copy = cast(dict[str, object], dict(section))
    if isinstance(copy.get("rows"), list):
        copy["rows"] = list(map(lean, cast(list[object], copy["rows"])))
    if "groups" in copy:
        groups = cast(list[dict[str, object]], copy["groups"])
        copy["groups"] = [{**group, "rows": list(map(lean, cast(list[object], group["rows"])))} for group in groups]
    return cast(Section, copy)


def json_text(results: Results) -> str:
    """The results with a line for each section."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(section if name == 'hello' else without_latencies(section))}"
        for name, section in results["sections"].items()
    ]
    rest = {key: value for key, value in results.items() if key != "sections"}
    return json.dumps(rest)[:-1] + ',\n"sections": {\n' + ",\n".join(lines) + "\n}}\n"


def replace_marked(path: str, mark: str, generated: str) -> None:
    """Replaces what stands between the mark and the next END."""
    with open(path) as file:
        before, begin, rest = file.read().partition(mark)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{path} lacks the marks {mark} and {END}")
    with open(path, "w") as file:
        file.write(f"{before}{mark}\n\n{generated}\n{END}{after}")


def publish(part: Part, results: Results, docs: str) -> None:
    """Writes the results and the plots into docs/benchmarks/, and the tables between the marks of the pages."""
    folder = os.path.join(docs, FOLDER)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, part.results), "w") as file:
        file.write(json_text(results))
    write_all(results["sections"], folder)
    parts = [section_markdown(name, section) for name, section in results["sections"].items()]
    replace_marked(os.path.join(docs, ALL_TABLES), part.begin, "\n".join([run_text(results) + "\n", *parts]))
    if part.has_summary:
        replace_marked(os.path.join(docs, SUMMARY), BEGIN, summary(results))
