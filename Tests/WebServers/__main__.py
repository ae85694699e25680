"""Tries the .htaccess templates on a private Apache: python3 Tests/WebServers --help"""

import argparse
import dataclasses
import itertools
import os
import sys
import time

sys.dont_write_bytecode = True

import apache
import behind
import corpus
import delegation
import hosts
import lifecycle
import opened
import own
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


def try_one(layout, template, condition, places, requests, stride=1, leave_out=None):
    """Asks at each place; returns whether the application answers there, what leaked and how many were asked."""
    report = []
    started = set()
    with apache.serving(layout, template.path, condition):
        for place in places:
            if place.name == "Alias" and "alias" in condition.without:
                # Without mod_alias it has no URL.
                continue
            judged = judge(layout, place, template)
            if condition.slow:
                asked = [corpus.request(place.prefix, path) for path in (b".env", b"notes.txt", b"run.sh", b"app.fcgi")]
                count = wire.ask(place.address, asked, judged, patience=5)
                judged.silent = 0
                report.append((place, False, judged, count))
                break
            count = behind.ask(place, template, judged, condition is templates.AS_WANTED)
            lives = []
            wire.ask(
                place.address,
                [corpus.request(place.prefix, b"guests/ada")],
                lambda _, answer: lives.append(b"Welcome, Ada Lovelace." in (answer or b"")),
            )
            asked = itertools.islice(requests(place.prefix, place.bait), 0, None, stride)
            if leave_out:
                asked = (request for request in asked if not leave_out(request))
            if judged.total < behind.ENOUGH or isinstance(template, templates.Recipe):
                count += wire.ask(place.address, asked, judged, at_once=apache.PROCESSES)
            # A script may run and say nothing.
            for name in layout.ran():
                judged.add("execution", [(None, name.encode())])
            for path in set(behind.started(layout)) - started:
                judged.add("execution", [(None, path)])
                started.add(path)
            if judged.silent:
                judged.leaks["no answer"] = judged.silent
            report.append((place, lives == [True], judged, count))
    return report


def show(template, condition, report):
    for place, lives, judged, count in report:
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
        _, _, judged, count = try_one(layout, recipe, templates.AS_WANTED, layout.places[:1], asked)[0]
        print(f"{recipe.name}: {judged.requests} of {count} requests leak: {judged.leaks}")
        missed = recipe.kinds - judged.leaks.keys()
        if missed:
            print(f"    not found: {sorted(missed)}")
        return count, judged.requests, judged.leaks, not missed

    results = spread.over(layouts, templates.RECIPES, work)
    lines = ["| | requests | of them leak | how |", "|---|---|---|---|"]
    for recipe, result in zip(templates.RECIPES, results):
        if result:
            count, leaking, leaks, _ = result
            how = ", ".join(f"{kind} {number:,}" for kind, number in sorted(leaks.items()))
            lines.append(f"| {recipe.name.replace('-', ' ')} | {count:,} | {leaking:,} | {how} |")
    if not options.brief:
        tables.write(options, "recipes", lines)
    return all(result and result[-1] for result in results)


def whole(layouts, options):
    """the whole corpus on every template, in a subdirectory"""

    def work(layout, template):
        report = try_one(layout, template, templates.AS_WANTED, layout.places[:1], corpus.whole, template.stride)
        show(template, templates.AS_WANTED, report)
        _, lives, judged, count = report[0]
        return count, judged.requests, lives == template.answers and not judged.leaks

    asked = chosen(options)
    results = spread.over(layouts, asked, work)
    lines = ["| | requests | of them leak |", "|---|---|---|"]
    for template, result in zip(asked, results):
        if result:
            lines.append(f"| {template.name} | {result[0]:,} | {result[1]:,} |")
    tables.write(options, "whole", lines)
    return all(result and result[-1] for result in results)


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
        good = all(not judged.leaks for _, _, judged, _ in report)
        if condition is templates.AS_WANTED or condition.answers:
            good &= all(lives == template.answers for _, lives, _, _ in report)
        if condition.closes and any(lives for _, lives, _, _ in report):
            print("    the application answers: it must not")
            good = False
        if condition.leaves and not templates.names_placeholder(layout, condition):
            print("    the error log names no placeholder")
            good = False
        asked = sum(count for _, _, _, count in report)
        return template.name, condition.name, [(lives, judged.requests) for _, lives, judged, _ in report], asked, good

    results = spread.over(layouts, cells, work)
    rows = [result for result in results if result]
    asked = sum(row[3] for row in rows)
    leaks = sum(count for row in rows for _, count in row[2])
    tried = sum(len(row[2]) for row in rows)
    print(f"{len(rows)} cells of {len(cells)}, {tried} with their places, {asked} requests, {leaks} of them leak")
    if parts == 1 and not options.brief:
        lines = tables.matrix(rows)
        lines += ["", f"{len(rows)} servers, {asked:,} requests, {leaks:,} of them leak."]
        tables.write(options, "matrix", lines)
    return len(rows) == len(cells) and all(row[-1] for row in rows)


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
        _, _, judged, count = try_one(layout, template, condition, layout.places[:1], requests)[0]
        print(f"{template.name}, {name}: {judged.requests} of {count} requests leak: {judged.leaks}")
        good = ("content" in judged.leaks) == is_open and (is_open or not judged.leaks)
        if not good:
            print("    it is closed: the documentation says otherwise" if is_open else "    it is open")
        return name, template.name, f"{judged.requests:,} of {count:,}", good

    results = spread.over(layouts, cells, work)
    if not options.template and not options.brief:
        tables.write(options, "unclosable", tables.grid([result[:3] for result in results if result]))
    return all(result and result[-1] for result in results)


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
            if template is recipe and not is_library:
                return condition.name, name, text, bool(found)
            for request, said, answer in found[:3]:
                print(f"    {said[:160]} gave {answer[:200]}")
            # One that answered nothing as it is told, or refused nothing, would prove nothing.
            good = not found and (not is_library or statuses["200"] > 0 and statuses["500"] > 0)
            return condition.name, name, text, good

        results = spread.over(layouts, cells, work)
    if not options.template:
        tables.write(options, "delegated", tables.grid([result[:3] for result in results if result]))
    return all(result and result[-1] for result in results)


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
            return not found

        return all(spread.over(layouts, cells, work))


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
            if not newest:
                print("    an old binary is still there")
            happened = ended > 0 or not scenario.ends
            if not happened:
                print("    no process has ended: nothing has happened")
            text = f"{lost:,} of {asked:,} lost; {processes} processes, {ended} ended"
            # Half an answer, or a bad one, would have reached the program.
            bad = lost - (outcomes[lifecycle.HANGS] if scenario.loses else 0)
            if is_full := lifecycle.logged(layout, lifecycle.FULL) > 0:
                print("    there was no place for a new process of Apache")
            good = not bad and not is_full and newest and happened
            return scenario.name, kind, text, good or kind == "a loop in C"

        # Two at a time: what is looked for is a loss, not how much a machine can do.
        results = spread.over(layouts[:2], cells, work)
    tables.write(options, "lifecycle", tables.grid([result[:3] for result in results if result]))
    return all(result and result[-1] for result in results)


def named_hosts(layouts, options):
    """a host that is named in the .htaccess is answered for, by HTTPS, and no other"""
    wanted = [template for template in chosen(options) if template.name in hosts.TEMPLATES]

    def work(layout, template):
        mistakes = hosts.mistakes(layout, template)
        print(f"{template.name} with --host: {len(mistakes)} mistakes", *mistakes, sep="\n    ")
        return not mistakes

    return all(spread.over(layouts, wanted, work))


def chosen(options):
    return [template for template in templates.TEMPLATES if not options.template or template.name in options.template]


def main():
    commands = {"recipes": recipes, "whole": whole, "matrix": matrix, "unclosable": unclosable}
    commands["delegated"] = delegated
    commands["opened"] = opened_files
    commands["lifecycle"] = lives
    commands["hosts"] = named_hosts
    commands["servers"] = own.configurations
    commands["streams"] = own.streamed
    commands["broken"] = own.broken_off
    commands["kept"] = own.kept_connections
    commands["stalled"] = own.stalled_clients
    commands["units"] = own.systemd_units
    parser = argparse.ArgumentParser(prog="WebServers", description=__doc__)
    parser.add_argument(
        "command", choices=commands, nargs="+", help="; ".join(f"{n}: {f.__doc__}" for n, f in commands.items())
    )
    parser.add_argument("--template", action="append", help="only this one; may be repeated")
    parser.add_argument("--server", action="append", help="only this configuration; may be repeated")
    parser.add_argument("--condition", help="only conditions with this text in their name")
    parser.add_argument("--brief", action="store_true", help="a sample, for every run of the tests")
    parser.add_argument("--shard", default="1/1", help="a part of the matrix, such as 2/4")
    parser.add_argument("--jobs", type=int, default=spread.jobs(), help="how many servers at a time")
    parser.add_argument("--table", help="a Markdown file, to write what came out into its sections")
    options = parser.parse_args()
    binary = os.environ.get("GATEHOUSE_HELLO")
    if not binary:
        parser.error("GATEHOUSE_HELLO names no static file: start this by `make test-apache`")
    begin = time.monotonic()
    good = True
    with spread.laid_out(binary, options.jobs) as layouts:
        for command in options.command:
            start = time.monotonic()
            outcome = commands[command](layouts, options)
            seconds = time.monotonic() - start
            print(f"{command}: {'good' if outcome else 'FAILED'}, after {seconds:.0f} seconds", flush=True)
            good &= outcome
    seconds = time.monotonic() - begin
    if "matrix" in options.command and options.shard == "1/1":
        tables.write(options, "run", [tables.run(seconds, options.jobs, good)])
    print(f"{'All closed' if good else 'FAILED'}, after {seconds:.0f} seconds.")
    sys.exit(0 if good else 1)


main()
