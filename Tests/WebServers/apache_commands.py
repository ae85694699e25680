"""The commands that test the .htaccess templates with a private Apache. Each returns its failures."""

from __future__ import annotations

import argparse
import dataclasses
import os
from collections.abc import Iterator, Sequence

import delegating_responses
import deployments
import hostile_requests
import markdown_tables
import named_hosts
import open_authorizer
import parallel
import process_lifecycle
import remote_hosts
import sftp_hosts
import suexec_host
import template_trials
import templates
import walkthrough
from apache_places import Condition, Layout
from bait_files import Bait
from hostile_requests import Request
from process_lifecycle import Scenario
from template_trials import Report
from templates import Recipe, Template

Layouts = Sequence[Layout]


def show(template: Template, condition: Condition, reports: Sequence[Report]) -> None:
    """Prints what was seen at each place."""
    for report in reports:
        state, leaks = "answers" if report.responds else "closed", report.detector.leaks or 0
        where = f"{template.name}, {condition.name}, {report.place.name}"
        print(f"{where}: {state}, {report.count} requests, leaks: {leaks}")
        report.detector.show_examples()


def recipes(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """recipes that leak in every way, to check that the tests find the leaks"""

    def requests(mount: bytes, bait: Bait) -> Iterator[Request]:
        # The recipes pass app.fcgi.bak to mod_fcgid, because the name contains ".fcgi". mod_fcgid tries for many
        # seconds to run it.
        for request in hostile_requests.sample(mount, bait) if options.brief else hostile_requests.whole(mount, bait):
            if b"fcgi" not in hostile_requests.decoded(request.target):
                yield request

    def work(layout: Layout, recipe: Recipe) -> tuple[tuple[str, int, int, dict[str, int]], list[str]]:
        sent = requests if recipe.tests_files else no_requests
        report = template_trials.run(layout, recipe, templates.IDEAL, layout.places[:1], sent)[0]
        leaks, leaking = report.detector.leaks, report.detector.requests
        print(f"{recipe.name}: {leaking} of {report.count} requests leak: {leaks}")
        missed = sorted(recipe.kinds - leaks.keys())
        return (recipe.name, report.count, leaking, leaks), [f"found no leak of the kind {kind}" for kind in missed]

    results, failures = parallel.over(layouts, [recipe.name for recipe in templates.RECIPES], templates.RECIPES, work)
    lines = ["| | requests | of them leak | how |", "|---|---|---|---|"]
    tested_files = {recipe.name for recipe in templates.RECIPES if recipe.tests_files}
    for name, count, leaking, leaks in results:
        # The others get only a few requests, which are not counted as those that leak.
        if name not in tested_files:
            continue
        how = ", ".join(f"{kind} {number:,}" for kind, number in sorted(leaks.items()))
        lines.append(f"| {name.replace('-', ' ')} | {count:,} | {leaking:,} | {how} |")
    if not options.brief:
        markdown_tables.write(options, "recipes", lines)
    return failures


def no_requests(mount: bytes, bait: Bait) -> Iterator[Request]:
    """No requests for the files themselves."""
    yield from ()


def whole(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """all hostile requests for every template, in a subdirectory"""

    def work(layout: Layout, template: Template) -> tuple[tuple[str, int, int], list[str]]:
        places, requests = layout.places[:1], hostile_requests.whole
        reports = template_trials.run(layout, template, templates.IDEAL, places, requests, template.stride)
        show(template, templates.IDEAL, reports)
        report = reports[0]
        return (template.name, report.count, report.detector.requests), report.failures(template.responds)

    tested = chosen(options)
    results, failures = parallel.over(layouts, [template.name for template in tested], tested, work)
    lines = ["| | requests | of them leak |", "|---|---|---|"]
    lines += [f"| {name} | {count:,} | {leaking:,} |" for name, count, leaking in results]
    markdown_tables.write(options, "whole", lines)
    return failures


def matrix(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """every template under every condition, at every place; --brief: the ideal one and those with placeholders"""
    part, parts = map(int, options.shard.split("/"))
    cells = [(template, condition) for template in chosen(options) for condition in templates.conditions(template)]
    if options.brief:
        cells = [cell for cell in cells if cell[1] is templates.IDEAL or cell[1].leaves]
    if options.condition:
        cells = [cell for cell in cells if options.condition in cell[1].name]
    cells = cells[part - 1 :: parts]

    def work(layout: Layout, cell: tuple[Template, Condition]) -> tuple[markdown_tables.MatrixRow, list[str]]:
        template, condition = cell
        leave_out = (
            template_trials.is_nested if templates.opens_nested(template, condition) else template_trials.nothing
        )
        places = layout.places[:1] if options.brief and condition.leaves else layout.places
        reports = template_trials.run(
            layout, template, condition, places, hostile_requests.sample, template.stride, leave_out
        )
        show(template, condition, reports)
        responds = None
        if condition is templates.IDEAL or condition.responds:
            responds = template.responds
        elif condition.closes:
            responds = False
        failures = [text for report in reports for text in report.failures(responds)]
        if condition.leaves and not templates.names_placeholder(layout, condition):
            failures.append(f"the error log does not name a placeholder of {', '.join(condition.leaves)}")
        seen = [(report.responds, report.detector.requests) for report in reports]
        return (template.name, condition.name, seen, sum(report.count for report in reports)), failures

    names = [f"{template.name}, {condition.name}" for template, condition in cells]
    rows, failures = parallel.over(layouts, names, cells, work)
    sent = sum(row[3] for row in rows)
    leaks = sum(count for row in rows for _, count in row[2])
    tried = sum(len(row[2]) for row in rows)
    print(f"{len(rows)} cells of {len(cells)}, {tried} with their places, {sent} requests, {leaks} of them leak")
    if parts == 1 and not options.brief:
        lines = markdown_tables.matrix(rows)
        lines += ["", f"{len(rows)} servers, {sent:,} requests, {leaks:,} of them leak."]
        markdown_tables.write(options, "matrix", lines)
    return failures


def texts(mount: bytes, bait: Bait) -> Iterator[Request]:
    """The requests for text files. mod_fcgid would try for a long time to start the scripts."""
    return (request for request in hostile_requests.sample(mount, bait) if request.target.endswith(b".txt"))


def nested_texts(mount: bytes, bait: Bait) -> Iterator[Request]:
    """The requests for text files below a hostile .htaccess."""
    return filter(template_trials.is_nested, texts(mount, bait))


def the_binary(mount: bytes, bait: Bait) -> Iterator[Request]:
    """The requests for the program."""
    return (hostile_requests.request(mount, b"app.fcgi", method=method) for method in (b"GET", b"HEAD", b"POST"))


Trial = tuple[str, Condition, template_trials.Requests, bool]


def unclosable(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """what no .htaccess can close, as documented; a binary that Apache cannot read stays closed"""
    trials: list[Trial] = [(condition.name, condition, texts, True) for condition in templates.OPEN]
    trials += [(f"{condition.name}: nested", condition, nested_texts, True) for condition in templates.HOSTILE]
    if os.geteuid() == 0:
        # Apache can run a binary that it cannot read. For comparison, there is one that it can read.
        first = templates.OPEN[0]
        trials.append((f"{first.name}: a binary of Apache's user", first, the_binary, True))
        protected = dataclasses.replace(first, binary="of another user")
        trials.append((f"{first.name}: a binary of another user, 0711", protected, the_binary, False))
    cells = [
        (template, trial)
        for template in chosen(options)
        for trial in trials
        if trial[1] not in templates.HOSTILE or templates.opens_nested(template, trial[1])
    ]

    def work(layout: Layout, cell: tuple[Template, Trial]) -> tuple[tuple[str, str, str], list[str]]:
        template, (name, condition, requests, is_open) = cell
        report = template_trials.run(layout, template, condition, layout.places[:1], requests, behind_files=False)[0]
        detector, text = report.detector, f"{report.detector.requests:,} of {report.count:,}"
        print(f"{template.name}, {name}: {text} requests leak: {detector.leaks}")
        failures = [] if is_open else detector.failures()
        if is_open and "content" not in detector.leaks:
            failures.append("no content leaks, although the documentation says that it does")
        return (name, template.name, text), failures

    results, failures = parallel.over(layouts, [f"{cell[0].name}, {cell[1][0]}" for cell in cells], cells, work)
    if not options.template and not options.brief:
        markdown_tables.write(options, "unclosable", markdown_tables.grid(results))
    return failures


def delegated(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """responses that tell Apache to send a file: behind the templates it sends none, and behind a recipe it does"""
    cells = [
        (template, condition, False) for template in chosen(options) for condition in delegating_responses.CONDITIONS
    ]
    # The same responses by a program with the library.
    wrapper, recipe = templates.TEMPLATES[0], templates.RECIPES[1]
    if wrapper in chosen(options):
        cells += [(wrapper, condition, True) for condition in delegating_responses.CONDITIONS]
    if not options.template:
        # Behind a recipe the tests must find leaks. The other conditions give the same result as the first one.
        cells += [(recipe, condition, False) for condition in delegating_responses.CONDITIONS[:2]]
        # The library refuses such responses, so they do not reach Apache.
        cells += [(recipe, condition, True) for condition in delegating_responses.CONDITIONS[:2]]
    with delegating_responses.program() as program:

        def work(layout: Layout, cell: tuple[Template, Condition, bool]) -> tuple[tuple[str, str, str], list[str]]:
            template, condition, is_library = cell
            layout = delegating_responses.with_program(layout, os.environ["GATEHOUSE_TOLD"] if is_library else program)
            count, found, statuses = delegating_responses.search(layout, template, condition)
            name = f"{template.name}, Gatehouse" if is_library else template.name
            text = f"{len(found):,} of {count:,}"
            print(f"responses behind {name}, {condition.name}: {text} leak; statuses: {dict(statuses)}")
            failures = []
            if template is recipe and not is_library:
                if not found:
                    failures.append("no response leaks, although this recipe is open")
            else:
                failures = [f"{sent[:160]!r} became {received[:200]!r}" for _, sent, received in found[:3]]
                # A program that refuses everything, or nothing, proves nothing.
                if is_library and not (statuses["200"] and statuses["500"]):
                    failures.append(f"the statuses do not include both 200 and 500: {dict(statuses)}")
            return (condition.name, name, text), failures

        names = [f"{cell[0].name}, {cell[1].name}{', Gatehouse' * cell[2]}" for cell in cells]
        results, failures = parallel.over(layouts, names, cells, work)
    if not options.template:
        markdown_tables.write(options, "delegated", markdown_tables.grid(results))
    return failures


def opened(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """with an authorizer that opens everything, Apache sends plain files of the directory and nothing else"""
    cells = [
        (template, condition)
        for template in chosen(options)
        if not template.responds
        for condition in open_authorizer.CONDITIONS
    ]
    with delegating_responses.program() as program:

        def work(layout: Layout, cell: tuple[Template, Condition]) -> tuple[None, list[str]]:
            template, condition = cell
            count, found = open_authorizer.search(layout, template, program, condition)
            print(f"all open, {condition.name}: {len(found)} of {count} leak", *found[:5], sep="\n    ")
            return None, found

        names = [f"{template.name}, {condition.name}" for template, condition in cells]
        return parallel.over(layouts, names, cells, work)[1]


def lifecycle(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """requests while mod_fcgid ends processes, restarts or gets a new binary: none is lost; also a program in C"""
    wrapper = templates.TEMPLATES[0]
    with delegating_responses.program() as c_program:
        kinds = {"Gatehouse": layouts[0].binary, "a loop in C": c_program}
        cells = [(kind, scenario) for scenario in process_lifecycle.SCENARIOS for kind in kinds]

        def work(layout: Layout, cell: tuple[str, Scenario]) -> tuple[tuple[str, str, str], list[str]]:
            kind, scenario = cell
            layout = delegating_responses.with_program(layout, kinds[kind])
            outcome = process_lifecycle.run(layout, wrapper, scenario)
            sent = outcome.responses.total()
            lost = sent - outcome.responses["responded"]
            text = f"{lost:,} of {sent:,} lost; {outcome.processes} processes, {outcome.ended} ended"
            print(f"{scenario.name}, {kind}: {text}: {dict(outcome.responses)}")
            failures = []
            if not outcome.newest:
                failures.append("an old binary still runs")
            if scenario.ends and not outcome.ended:
                failures.append("no process has ended, so the scenario did not happen")
            # A request that got an incomplete or wrong response had reached the program.
            if lost > (outcome.responses[process_lifecycle.HANGS] if scenario.loses else 0):
                failures.append(f"requests were lost: {dict(outcome.responses)}")
            if process_lifecycle.logged(layout, process_lifecycle.FULL):
                failures.append("there was no slot for a new process of Apache")
            return (scenario.name, kind, text), [] if kind == "a loop in C" else failures

        # Two at a time, because a loss counts here and not the load.
        names = [f"{scenario.name}, {kind}" for kind, scenario in cells]
        results, failures = parallel.over(layouts[:2], names, cells, work)
    markdown_tables.write(options, "lifecycle", markdown_tables.grid(results))
    return failures


def hosts(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """a host in the .htaccess: it is redirected to HTTPS, and other hosts are refused"""
    wanted = [template for template in chosen(options) if template.name in named_hosts.TEMPLATES]

    def work(layout: Layout, template: Template) -> tuple[None, list[str]]:
        failures = named_hosts.failures(layout, template)
        print(f"{template.name} with --host: {len(failures)} failures", *failures, sep="\n    ")
        return None, failures

    return parallel.over(layouts, [template.name for template in wanted], wanted, work)[1]


def deployed(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """new programs, deployed under load with the tool, whose path is GATEHOUSE_TOOL"""
    return deployments.run_all(tool(), layouts[0].binary, brief=options.brief)


def walked(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """the commands of docs/deploying.md"""
    return walkthrough.run(tool(), layouts[0].binary)


def remote(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """deployments to a host by OpenSSH"""
    return remote_hosts.run(tool())


def sftp(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """deployments to a host that has SFTP and no shell"""
    return sftp_hosts.run(tool(), layouts[0].binary)


def suexec(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """deployments of an ordinary user behind suexec, in a mount namespace of its own"""
    return suexec_host.run(tool(), layouts[0].binary)


def tool() -> str:
    """The path of the command-line tool."""
    if path := os.environ.get("GATEHOUSE_TOOL"):
        return path
    raise RuntimeError("GATEHOUSE_TOOL is not the path of the tool; run `make test-tool`")


def chosen(options: argparse.Namespace) -> list[Template]:
    """The templates that the options select."""
    return [template for template in templates.TEMPLATES if not options.template or template.name in options.template]


COMMANDS = {
    "recipes": recipes,
    "whole": whole,
    "matrix": matrix,
    "unclosable": unclosable,
    "delegated": delegated,
    "opened": opened,
    "lifecycle": lifecycle,
    "hosts": hosts,
    "deployed": deployed,
    "walked": walked,
    "remote": remote,
    "sftp": sftp,
    "suexec": suexec,
}
