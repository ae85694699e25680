"""Compares Gatehouse with its peers on the same work in one run. docs/benchmarking.md describes the method."""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import NoReturn, cast

import binding_sections
import board_sections
import direct_sections
import footprint_sections
import host
import hummingbird_sections
import lockbox_sections
import peer_setup
import peers
import process_start_sections
import report
import sign_in_sections
import web_server_sections
from processes import ROOT, Failure, Workspace
from results import MachineDescription, Results, Section
from suite import Settings, Suite
from workloads import WORKLOADS

# All peers run while these are measured.
DIRECT: dict[str, Callable[[Suite], Section]] = {
    **{name: direct_sections.workload_section(name) for name in WORKLOADS},
    "connections": direct_sections.connections,
    "bodies": direct_sections.bodies,
}
SECTIONS: dict[str, Callable[[Suite], Section]] = {
    **DIRECT,
    "routes": direct_sections.routes,
    "apache": web_server_sections.apache,
    "apache-cgi": web_server_sections.apache_cgi,
    "nginx": web_server_sections.nginx,
    "cgi": process_start_sections.cgi,
    "start": process_start_sections.start,
    "spawn": web_server_sections.spawn,
    "resident": footprint_sections.resident,
    "size": footprint_sections.size,
    "processes": footprint_sections.further,
    "binding": binding_sections.binding,
    "route-cost": binding_sections.route_cost,
    "sessions": sign_in_sections.sessions,
    "limits": sign_in_sections.limits,
    "sign-in-cgi": sign_in_sections.sign_in_cgi,
    "sign-in-memory": sign_in_sections.sign_in_memory,
    "board": board_sections.board,
    "lockbox": lockbox_sections.lockbox,
    "hummingbird": hummingbird_sections.hummingbird,
    "hummingbird-cgi": hummingbird_sections.hummingbird_cgi,
}
# These compare Gatehouse only with libfcgi's own loop, or have peers of their own.
WITHOUT_PEERS = (
    "binding",
    "route-cost",
    "processes",
    *report.SIGN_IN.needed,
    *report.BOARD.needed,
    *report.LOCKBOX.needed,
    *report.HUMMINGBIRD.needed,
)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="by default all of " + " ".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=9, metavar="N", help="turns of each contender (default: 9)")
    parser.add_argument(
        "--memory-requests",
        type=int,
        default=1_000_000,
        metavar="N",
        help="the most requests that the section resident sends to each program (default: 1000000)",
    )
    parser.add_argument(
        "--memory-seconds",
        type=float,
        default=60,
        metavar="S",
        help="the longest step of a peer in the section resident; no limit for Gatehouse (default: 60)",
    )
    parser.add_argument(
        "--crowd-seconds",
        type=float,
        default=60,
        metavar="S",
        help="how long people use each program in the section lockbox, at most 300 (default: 60)",
    )
    parser.add_argument(
        "--peers",
        nargs="+",
        default=[],
        metavar="PEER",
        help="compare Gatehouse only with some of " + " ".join(peer.name for peer in peers.PEERS[1:]),
    )
    parser.add_argument("--publish", action="store_true", help="write the tables, the plots and the results into docs/")
    parser.add_argument(
        "--docs", default=report.DOCS, metavar="DIRECTORY", help="a copy of docs/ to publish into instead"
    )
    parser.add_argument("--report", action="store_true", help="measure nothing: show or publish the last results")
    parsed = parser.parse_args()
    for name in parsed.sections:
        if name not in SECTIONS:
            parser.error(f"unknown section {name!r}; the sections are {' '.join(SECTIONS)}")
    return parsed


def last_results_path(part: report.Part) -> str:
    return os.path.join(ROOT, ".build", "bench-" + part.results)


def last_results(part: report.Part) -> Results | None:
    """The results of the last run on this machine, or else those that are published."""
    for path in (last_results_path(part), os.path.join(report.DOCS, report.FOLDER, part.results)):
        if os.path.exists(path):
            with open(path) as file:
                return cast(Results, json.load(file))
    return None


def check_complete(parsed: argparse.Namespace, part: report.Part, sections: Sequence[str]) -> None:
    """Ends the program before it publishes a part with gaps. A copy of docs/ may have gaps."""
    lacking = sorted(set(part.needed) - set(sections))
    if parsed.publish and parsed.docs == report.DOCS and lacking:
        sys.exit(
            f"scripts/bench: these sections were never measured on this machine: {' '.join(lacking)}\n"
            "Measure them too, or publish into a copy of docs/ with --docs."
        )


def measure_section(name: str, suite: Suite) -> Section:
    begin, busy = time.time(), host.busy_share()
    say(f"{name} …")
    section: Section
    try:
        section = SECTIONS[name](suite)
    except (Failure, OSError) as failure:
        # The other sections go on.
        section = {"title": name, "form": "failed", "reason": str(failure), "absent": {}}
        say(f"{name} failed: {failure}\n{suite.workspace.end_of_log()}")
    section["when"] = time.strftime("%Y-%m-%d %H:%M", time.gmtime(begin))
    section["took"] = round(time.time() - begin, 1)
    section["others"] = round(busy, 3)
    section.setdefault("rounds", suite.rounds)
    return section


def results_before(parsed: argparse.Namespace, part: report.Part, machine: MachineDescription) -> Results:
    """A run of some sections keeps the other sections, but not those of another machine."""
    if parsed.sections and (last := last_results(part)) and last["machine"] == machine:
        return last
    return {"machine": machine, "missing": {}, "sections": {}}


def measure(parsed: argparse.Namespace) -> dict[report.Part, Results]:
    machine, names = host.description(), parsed.sections or list(SECTIONS)
    measured = {}
    for part in report.PARTS:
        own = [name for name in names if report.part_of(name) is part]
        if own:
            measured[part] = results_before(parsed, part, machine)
            check_complete(parsed, part, [*measured[part]["sections"], *own])
    workspace = Workspace(os.environ["BENCH_PROGRAMS"])
    try:
        peer_setup.build_file(workspace)
        settings = Settings(
            parsed.rounds, parsed.memory_requests, parsed.memory_seconds, parsed.crowd_seconds, parsed.peers
        )
        suite = Suite(workspace, settings, say)
        for name in names:
            if name not in DIRECT:
                suite.stop_running()
            if name not in WITHOUT_PEERS:
                suite.prepare_peers()
            section = measure_section(name, suite)
            part = report.part_of(name)
            results, path = measured[part], last_results_path(part)
            results["sections"][name] = section
            if name not in WITHOUT_PEERS:
                results["missing"] = suite.missing
            with open(path + ".new", "w") as file:
                json.dump(results, file)
            os.replace(path + ".new", path)
            print(report.section_text(name, section), flush=True)
        suite.stop_running()
    finally:
        workspace.close()
    return measured


def terminate(*_: object) -> NoReturn:
    sys.exit(143)


def main() -> None:
    parsed = arguments()
    signal.signal(signal.SIGTERM, terminate)
    if parsed.report:
        found = {part: stored for part in report.PARTS if (stored := last_results(part))}
        if not found:
            sys.exit("scripts/bench: there are no results yet")
        for part, results in found.items():
            check_complete(parsed, part, list(results["sections"]))
            for name, section in results["sections"].items():
                print(report.section_text(name, section))
    else:
        try:
            found = measure(parsed)
        except Failure as failure:
            sys.exit(f"scripts/bench: {failure}")
    if parsed.publish:
        for part, results in found.items():
            report.publish(part, results, parsed.docs)
    sections = [item for results in found.values() for item in results["sections"].items()]
    failed = [name for name, section in sections if section["form"] == "failed"]
    sys.exit(f"scripts/bench: failed: {', '.join(failed)}" if failed else 0)


main()
