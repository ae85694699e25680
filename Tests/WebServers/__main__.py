"""Tries the .htaccess templates on a private Apache: python3 Tests/WebServers --help"""

import argparse
import dataclasses
import itertools
import os
import sys
import time

sys.dont_write_bytecode = True

import apache
import corpus
import servers
import templates
import wire
from judge import Judge

# Each of them has to be found in a recipe that leaks.
KINDS = {"content", "metadata", "listing", "name", "directory", "execution"}


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
            lives = []
            wire.ask(
                place.address,
                [corpus.request(place.prefix, b"guests/ada")],
                lambda _, answer: lives.append(b"Welcome, Ada Lovelace." in (answer or b"")),
            )
            asked = itertools.islice(requests(place.prefix, place.bait), 0, None, stride)
            if leave_out:
                asked = (request for request in asked if not leave_out(request))
            count = wire.ask(place.address, asked, judged)
            for name in layout.ran():
                judged.leaks["execution"] = judged.leaks.get("execution", 0) + 1
                judged.examples.setdefault("execution", []).append((None, name.encode()))
            if judged.silent:
                judged.leaks["no answer"] = judged.silent
            report.append((place, lives == [True], judged, count))
    return report


def show(template, condition, report):
    for place, lives, judged, count in report:
        state = "answers" if lives else "closed"
        print(f"{template.name}, {condition.name}, {place.name}: {state}, {count} requests, leaks: {judged.leaks or 0}")
        for kind, examples in judged.examples.items():
            for request, answer in examples:
                print(f"    {kind}: {request.data[:160] if request else ''} gave {answer[:160]}")
    sys.stdout.flush()


def recipes(layout, options):
    """the two recipes have to leak in every way: a judge that finds nothing there could find nothing at all"""
    good, lines = True, ["| | requests | of them leak | how |", "|---|---|---|---|"]
    for recipe in templates.RECIPES:

        def requests(mount, bait):
            # They hand app.fcgi.bak to mod_fcgid, for the ".fcgi" inside, which tries for many seconds to run it.
            for request in corpus.sample(mount, bait) if options.brief else corpus.whole(mount, bait):
                if b"fcgi" not in corpus.decoded(request.target):
                    yield request

        report = try_one(layout, recipe, templates.AS_WANTED, layout.places[:1], requests)
        _, _, judged, count = report[0]
        missed = KINDS - judged.leaks.keys()
        print(f"{recipe.name}: {judged.requests} of {count} requests leak: {judged.leaks}")
        how = ", ".join(f"{kind} {number:,}" for kind, number in sorted(judged.leaks.items()))
        lines.append(f"| {recipe.name.replace('-', ' ')} | {count:,} | {judged.requests:,} | {how} |")
        if missed:
            print(f"    not found: {sorted(missed)}")
            good = False
    if options.table and not options.brief:
        write_section(options.table, "recipes", "\n".join(lines))
    return good


def whole(layout, options):
    """the whole corpus on every template, in a subdirectory"""
    good = True
    for template in chosen(options):
        report = try_one(layout, template, templates.AS_WANTED, layout.places[:1], corpus.whole, template.stride)
        show(template, templates.AS_WANTED, report)
        good &= all(lives == template.answers and not judged.leaks for _, lives, judged, _ in report)
    return good


def matrix(layout, options):
    """every template under every condition, at every place; with --brief only the one that it wants"""
    part, parts = map(int, options.shard.split("/"))
    cells = [(template, condition) for template in chosen(options) for condition in templates.conditions(template)]
    if options.brief:
        cells = [cell for cell in cells if cell[1] is templates.AS_WANTED]
    if options.condition:
        cells = [cell for cell in cells if options.condition in cell[1].name]
    good, rows, asked = True, [], 0
    for template, condition in cells[part - 1 :: parts]:
        try:
            leave_out = hostile if condition in templates.HOSTILE else None
            report = try_one(layout, template, condition, layout.places, corpus.sample, template.stride, leave_out)
        except apache.DidNotStart as error:
            print(f"{template.name}, {condition.name}: Apache did not start: {error}")
            good = False
            continue
        show(template, condition, report)
        good &= all(not judged.leaks for _, _, judged, _ in report)
        if condition is templates.AS_WANTED:
            good &= all(lives == template.answers for _, lives, _, _ in report)
        asked += sum(count for _, _, _, count in report)
        rows.append((template.name, condition.name, [(lives, judged.requests) for _, lives, judged, _ in report]))
    print(f"{len(rows)} cells at {len(layout.places)} places, {asked} requests")
    if options.table and parts == 1:
        write_section(options.table, "matrix", table(rows, asked))
    return good


def unclosable(layout, options):
    """what no .htaccess can close is open, as the documentation says, and a binary that Apache cannot read stays closed"""
    good = True
    for template in chosen(options):
        for condition in templates.OPEN + templates.HOSTILE:

            def requests(mount, bait):
                # Not the scripts: mod_fcgid would try for a long time to start them.
                asked = (request for request in corpus.sample(mount, bait) if request.target.endswith(b".txt"))
                return filter(hostile, asked) if condition in templates.HOSTILE else asked

            report = try_one(layout, template, condition, layout.places[:1], requests)
            _, _, judged, count = report[0]
            print(f"{template.name}, {condition.name}: {judged.requests} of {count} requests leak: {judged.leaks}")
            if "content" not in judged.leaks:
                print("    it is closed: the documentation says otherwise")
                good = False
    # What softens it: Apache can run what it cannot read.
    protected = dataclasses.replace(templates.OPEN[0], binary="of another user")
    if os.geteuid() == 0:

        def requests(mount, _):
            return (corpus.request(mount, b"app.fcgi", method=method) for method in (b"GET", b"HEAD", b"POST"))

        template = templates.TEMPLATES[1]
        report = try_one(layout, template, protected, layout.places[:1], requests)
        show(template, protected, report)
        good &= not report[0][2].leaks
    return good


def servers_of_ones_own(_, options):
    """the configurations for nginx, lighttpd, HAProxy, Caddy and mod_proxy_fcgi: no leak, and everything arrives"""
    good = True
    with open(os.environ["GATEHOUSE_HELLO"], "rb") as file:
        binary = file.read()
    for name in servers.COMMANDS:
        with servers.serving(name, os.environ["GATEHOUSE_HELLO"], "--mount", servers.MOUNT) as server:
            answer, _ = server.ask(f"GET {servers.MOUNT}/guests/ada HTTP/1.1")
            mount = servers.MOUNT.encode()
            judged = Judge(server.bait, mount, binary, adds_ranges=True)
            requests = corpus.sample(mount, server.bait)
            count = wire.ask(server.address, requests, judged, patience=8, half_close=False)
        with servers.serving(name, os.environ["GATEHOUSE_ECHO"]) as server:
            mistakes = servers.mistakes(name, server)
        lives = b"Welcome, Ada Lovelace." in answer
        print(f"{name}: {'answers' if lives else 'closed'}, {count} requests, leaks: {judged.leaks or 0}")
        for kind, examples in judged.examples.items():
            for request, leak in examples:
                print(f"    {kind}: {request.data[:160]} gave {leak[:160]}")
        for mistake in mistakes:
            print(f"    arrives wrong: {mistake}")
        good &= lives and not judged.leaks and not mistakes
    return good


def chosen(options):
    return [template for template in templates.TEMPLATES if not options.template or template.name in options.template]


def table(rows, asked):
    """One row for each condition, one column for each template."""
    names = [template.name for template in templates.TEMPLATES if any(row[0] == template.name for row in rows)]
    found = {(row[0], row[1]): row[2] for row in rows}
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for condition in dict.fromkeys(row[1] for row in rows):
        cells = []
        for name in names:
            places = found.get((name, condition))
            if places is None:
                cells.append("")
                continue
            leaks = sum(count for _, count in places)
            lives = sum(1 for answers, _ in places if answers)
            state = {0: "closed", len(places): "answers"}.get(lives, f"answers at {lives} of {len(places)}")
            cells.append(f"**{leaks} leaks**" if leaks else state)
        lines.append(f"| {condition} | " + " | ".join(cells) + " |")
    return "\n".join(lines + ["", f"{len(rows)} servers, {asked:,} requests."])


def write_section(path, name, text):
    """Replaces what stands between two comments in a file."""
    with open(path) as file:
        before, begin, rest = file.read().partition(f"<!-- {name}: written by make test-apache -->\n")
    _, end, after = rest.partition("<!-- end -->\n")
    if not begin or not end:
        raise ValueError(f"{path} has no section for {name}")
    with open(path, "w") as file:
        file.write(before + begin + text + "\n" + end + after)


def main():
    commands = {"recipes": recipes, "whole": whole, "matrix": matrix, "unclosable": unclosable}
    commands["servers"] = servers_of_ones_own
    parser = argparse.ArgumentParser(prog="WebServers", description=__doc__)
    parser.add_argument("command", choices=commands, nargs="+", help="; ".join(f"{n}: {f.__doc__}" for n, f in commands.items()))
    parser.add_argument("--template", action="append", help="only this one; may be repeated")
    parser.add_argument("--condition", help="only conditions with this text in their name")
    parser.add_argument("--brief", action="store_true", help="a sample, for every run of the tests")
    parser.add_argument("--shard", default="1/1", help="a part of the matrix, such as 2/4")
    parser.add_argument("--table", help="a Markdown file, to write what came out into its sections")
    options = parser.parse_args()
    binary = os.environ.get("GATEHOUSE_HELLO")
    if not binary:
        parser.error("GATEHOUSE_HELLO names no static file: start this by `make test-apache`")
    begin = time.monotonic()
    good = True
    with apache.laid_out(binary) as layout:
        for command in options.command:
            good &= commands[command](layout, options)
    print(f"{'All closed' if good else 'FAILED'}, after {time.monotonic() - begin:.0f} seconds.")
    sys.exit(0 if good else 1)


main()
