"""The commands that try the .htaccess templates on a private Apache. Each returns its failures."""

import dataclasses
import itertools
import os
from typing import NamedTuple

import apache
import behind
import corpus
import delegation
import hosts
import lifecycle
import opened
import spread
import tables
import templates
import wire
from judge import Judge


def hostile(request):
    """Whether it asks for something below an .htaccess of somebody else's."""
    target = corpus.decoded(request.target)
    return b"nested" in target or b"assets" in target


def judge(layout, place, template):
    with open(layout.binary, "rb") as file:
        binary = file.read()
    return Judge(place.bait, place.prefix, binary, [apache.ABOVE], template.opens_assets)


class Report(NamedTuple):
    """What was seen at a place."""

    place: apache.Place
    lives: bool
    # What the application answered, or what came instead.
    welcome: bytes
    judged: Judge
    count: int

    def failures(self, answers: bool | None) -> list[str]:
        """What is wrong at the place.

        :param answers: whether the application has to answer there; `None` if both are good.
        """
        found = self.judged.failures()
        if answers is not None and self.lives != answers:
            wanted = "does not answer" if answers else "answers, and must not"
            found.append(f"the application {wanted}: {self.welcome[:300]!r}")
        return [f"{self.place.name}: {text}" for text in found]


def try_one(layout, template, condition, places, requests, stride=1, leave_out=None):
    """Sends the requests at each place, and returns a report on each."""
    report = []
    started = set()
    with apache.serving(layout, template.path, condition) as process:

        def watched(request, answer):
            if answer is None and not condition.slow:
                print(
                    f"    no response to {request.data[:160]!r}; now there run:",
                    *apache.states(process),
                    sep="\n      ",
                )
            judged(request, answer)

        for place in places:
            if place.name == "Alias" and "alias" in condition.without:
                # Without mod_alias it has no URL.
                continue
            judged = judge(layout, place, template)
            if condition.slow:
                asked = [corpus.request(place.prefix, path) for path in (b".env", b"notes.txt", b"run.sh", b"app.fcgi")]
                count = wire.ask(place.address, asked, judged, patience=5)
                judged.unanswered.clear()
                report.append(Report(place, False, b"", judged, count))
                break
            # A recipe makes Apache try to run files that do not run, which takes it long.
            patience = 20 if isinstance(template, templates.Recipe) else wire.PATIENCE
            count = behind.ask(place, template, judged, watched, condition is templates.AS_WANTED, patience)
            welcome = []
            wire.ask(
                place.address,
                [corpus.request(place.prefix, b"guests/ada")],
                lambda _, answer: welcome.append(answer or b"no response"),
            )
            asked = itertools.islice(requests(place.prefix, place.bait), 0, None, stride)
            if leave_out:
                asked = (request for request in asked if not leave_out(request))
            if judged.total < behind.ENOUGH or isinstance(template, templates.Recipe):
                count += wire.ask(place.address, asked, watched, at_once=apache.PROCESSES)
            # A script may run and say nothing.
            for name in layout.ran():
                judged.add("execution", [(None, name.encode())])
            for path in set(behind.started(layout)) - started:
                judged.add("execution", [(None, path)])
                started.add(path)
            report.append(Report(place, b"Welcome, Ada Lovelace." in welcome[0], welcome[0], judged, count))
    return report


def show(template, condition, report):
    for place, lives, _, judged, count in report:
        state = "answers" if lives else "closed"
        print(f"{template.name}, {condition.name}, {place.name}: {state}, {count} requests, leaks: {judged.leaks or 0}")
        judged.show_examples()


def recipes(layouts, options):
    """the recipes have to leak in every way: a judge that finds nothing there could find nothing at all"""

    def requests(mount, bait):
        # They hand app.fcgi.bak to mod_fcgid, for the ".fcgi" inside, which tries for many seconds to run it.
        for request in corpus.sample(mount, bait) if options.brief else corpus.whole(mount, bait):
            if b"fcgi" not in corpus.decoded(request.target):
                yield request

    def work(layout, recipe):
        asked = requests if recipe.is_asked_for_files else lambda *_: ()
        report = try_one(layout, recipe, templates.AS_WANTED, layout.places[:1], asked)[0]
        judged, count = report.judged, report.count
        print(f"{recipe.name}: {judged.requests} of {count} requests leak: {judged.leaks}")
        missed = sorted(recipe.kinds - judged.leaks.keys())
        return (recipe.name, count, judged.requests, judged.leaks), [f"found no leak of kind {kind}" for kind in missed]

    results, failures = spread.over(layouts, [recipe.name for recipe in templates.RECIPES], templates.RECIPES, work)
    lines = ["| | requests | of them leak | how |", "|---|---|---|---|"]
    for name, count, leaking, leaks in results:
        how = ", ".join(f"{kind} {number:,}" for kind, number in sorted(leaks.items()))
        lines.append(f"| {name.replace('-', ' ')} | {count:,} | {leaking:,} | {how} |")
    if not options.brief:
        tables.write(options, "recipes", lines)
    return failures


def whole(layouts, options):
    """the whole corpus on every template, in a subdirectory"""

    def work(layout, template):
        report = try_one(layout, template, templates.AS_WANTED, layout.places[:1], corpus.whole, template.stride)
        show(template, templates.AS_WANTED, report)
        return (template.name, report[0].count, report[0].judged.requests), report[0].failures(template.answers)

    asked = chosen(options)
    results, failures = spread.over(layouts, [template.name for template in asked], asked, work)
    lines = ["| | requests | of them leak |", "|---|---|---|"]
    lines += [f"| {name} | {count:,} | {leaking:,} |" for name, count, leaking in results]
    tables.write(options, "whole", lines)
    return failures


def matrix(layouts, options):
    """every template under every condition, at every place; with --brief as it wants it, and with placeholders left"""
    part, parts = map(int, options.shard.split("/"))
    cells = [(template, condition) for template in chosen(options) for condition in templates.conditions(template)]
    if options.brief:
        cells = [cell for cell in cells if cell[1] is templates.AS_WANTED or cell[1].leaves]
    if options.condition:
        cells = [cell for cell in cells if options.condition in cell[1].name]
    cells = cells[part - 1 :: parts]

    def work(layout, cell):
        template, condition = cell
        leave_out = hostile if templates.opens_nested(template, condition) else None
        places = layout.places[:1] if options.brief and condition.leaves else layout.places
        report = try_one(layout, template, condition, places, corpus.sample, template.stride, leave_out)
        show(template, condition, report)
        answers = None
        if condition is templates.AS_WANTED or condition.answers:
            answers = template.answers
        elif condition.closes:
            answers = False
        failures = [text for seen in report for text in seen.failures(answers)]
        if condition.leaves and not templates.names_placeholder(layout, condition):
            failures.append(f"the error log does not name a placeholder of {', '.join(condition.leaves)}")
        asked = sum(seen.count for seen in report)
        row = template.name, condition.name, [(seen.lives, seen.judged.requests) for seen in report], asked
        return row, failures

    names = [f"{template.name}, {condition.name}" for template, condition in cells]
    rows, failures = spread.over(layouts, names, cells, work)
    asked = sum(row[3] for row in rows)
    leaks = sum(count for row in rows for _, count in row[2])
    tried = sum(len(row[2]) for row in rows)
    print(f"{len(rows)} cells of {len(cells)}, {tried} with their places, {asked} requests, {leaks} of them leak")
    if parts == 1 and not options.brief:
        lines = tables.matrix(rows)
        lines += ["", f"{len(rows)} servers, {asked:,} requests, {leaks:,} of them leak."]
        tables.write(options, "matrix", lines)
    return failures


def texts(mount, bait):
    # Not the scripts: mod_fcgid would try for a long time to start them.
    return (request for request in corpus.sample(mount, bait) if request.target.endswith(b".txt"))


def texts_below(mount, bait):
    return filter(hostile, texts(mount, bait))


def the_binary(mount, _):
    return (corpus.request(mount, b"app.fcgi", method=method) for method in (b"GET", b"HEAD", b"POST"))


def unclosable(layouts, options):
    """what no .htaccess can close is open, as documented, and a binary that Apache cannot read stays closed"""
    trials = [(condition.name, condition, texts, True) for condition in templates.OPEN]
    trials += [(f"{condition.name}: nested", condition, texts_below, True) for condition in templates.HOSTILE]
    if os.geteuid() == 0:
        # What softens it: Apache can run what it cannot read. Beside it one that it can read, to see the difference.
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

    def work(layout, cell):
        template, (name, condition, requests, is_open) = cell
        report = try_one(layout, template, condition, layout.places[:1], requests)[0]
        judged, count = report.judged, report.count
        print(f"{template.name}, {name}: {judged.requests} of {count} requests leak: {judged.leaks}")
        failures = [] if is_open else judged.failures()
        if is_open and "content" not in judged.leaks:
            failures.append("no content leaks, although the documentation says so")
        return (name, template.name, f"{judged.requests:,} of {count:,}"), failures

    results, failures = spread.over(layouts, [f"{cell[0].name}, {cell[1][0]}" for cell in cells], cells, work)
    if not options.template and not options.brief:
        tables.write(options, "unclosable", tables.grid(results))
    return failures


def delegated(layouts, options):
    """no answer of an application has Apache send a file of the directory; behind a recipe that leaks, it does"""
    cells = [(template, condition, False) for template in chosen(options) for condition in delegation.CONDITIONS]
    # The same answers through the library.
    wrapper, recipe = templates.TEMPLATES[0], templates.RECIPES[1]
    if wrapper in chosen(options):
        cells += [(wrapper, condition, True) for condition in delegation.CONDITIONS]
    if not options.template:
        # A judge that finds nothing there could find nothing at all. The other conditions end as the first one does.
        cells += [(recipe, condition, False) for condition in delegation.CONDITIONS[:2]]
        # What the library refuses, no .htaccess has to stop.
        cells += [(recipe, condition, True) for condition in delegation.CONDITIONS[:2]]
    with delegation.program() as program:

        def work(layout, cell):
            template, condition, is_library = cell
            layout = delegation.with_program(layout, os.environ["GATEHOUSE_TOLD"] if is_library else program)
            count, found, statuses = delegation.ask(layout, template, condition)
            name = f"{template.name}, Gatehouse" if is_library else template.name
            text = f"{len(found):,} of {count:,}"
            print(f"answers behind {name}, {condition.name}: {text} leak; statuses: {dict(statuses)}")
            failures = []
            if template is recipe and not is_library:
                if not found:
                    failures.append("no response leaks, although this recipe is open")
            else:
                failures = [f"{said[:160]!r} got {answer[:200]!r}" for _, said, answer in found[:3]]
                # A program that answers nothing, or refuses nothing, proves nothing.
                if is_library and not (statuses["200"] and statuses["500"]):
                    failures.append(f"the statuses include 200 and 500 otherwise: {dict(statuses)}")
            return (condition.name, name, text), failures

        names = [f"{cell[0].name}, {cell[1].name}{', Gatehouse' * cell[2]}" for cell in cells]
        results, failures = spread.over(layouts, names, cells, work)
    if not options.template:
        tables.write(options, "delegated", tables.grid(results))
    return failures


def opened_files(layouts, options):
    """behind an authorizer that opens everything, Apache sends plain files of the directory and nothing else"""
    cells = [
        (template, condition) for template in chosen(options) if not template.answers for condition in opened.CONDITIONS
    ]
    with delegation.program() as program:

        def work(layout, cell):
            template, condition = cell
            count, found = opened.mistakes(layout, template, program, condition)
            print(f"all open, {condition.name}: {len(found)} of {count} leak", *found[:5], sep="\n    ")
            return None, found

        names = [f"{template.name}, {condition.name}" for template, condition in cells]
        return spread.over(layouts, names, cells, work)[1]


def lives(layouts, options):
    """no request is lost while mod_fcgid ends processes, restarts or gets a new binary; a C program beside it"""
    wrapper = templates.TEMPLATES[0]
    with delegation.program() as c_program:
        kinds = {"Gatehouse": layouts[0].binary, "a loop in C": c_program}
        cells = [(kind, scenario) for scenario in lifecycle.SCENARIOS for kind in kinds]

        def work(layout, cell):
            kind, scenario = cell
            layout = delegation.with_program(layout, kinds[kind])
            outcomes, processes, ended, newest = lifecycle.try_scenario(layout, wrapper, scenario)
            asked = outcomes.total()
            lost = asked - outcomes["answered"]
            print(
                f"{scenario.name}, {kind}: {asked} requests, {lost} lost, {processes} processes, {ended} ended:",
                dict(outcomes),
            )
            failures = []
            if not newest:
                failures.append("an old binary still runs")
            if scenario.ends and not ended:
                failures.append("no process has ended, so the scenario did not happen")
            # Half a response, or a wrong one, would have reached the program.
            bad = lost - (outcomes[lifecycle.HANGS] if scenario.loses else 0)
            if bad:
                failures.append(f"{bad} requests lost: {dict(outcomes)}")
            if lifecycle.logged(layout, lifecycle.FULL):
                failures.append("there was no place for a new process of Apache")
            text = f"{lost:,} of {asked:,} lost; {processes} processes, {ended} ended"
            return (scenario.name, kind, text), [] if kind == "a loop in C" else failures

        # Two at a time: what is looked for is a loss, not how much a machine can do.
        names = [f"{scenario.name}, {kind}" for kind, scenario in cells]
        results, failures = spread.over(layouts[:2], names, cells, work)
    tables.write(options, "lifecycle", tables.grid(results))
    return failures


def named_hosts(layouts, options):
    """a host that is named in the .htaccess is answered for, by HTTPS, and no other"""
    wanted = [template for template in chosen(options) if template.name in hosts.TEMPLATES]

    def work(layout, template):
        mistakes = hosts.mistakes(layout, template)
        print(f"{template.name} with --host: {len(mistakes)} mistakes", *mistakes, sep="\n    ")
        return None, mistakes

    return spread.over(layouts, [template.name for template in wanted], wanted, work)[1]


def chosen(options):
    return [template for template in templates.TEMPLATES if not options.template or template.name in options.template]
