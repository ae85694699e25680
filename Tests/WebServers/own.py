"""For those who have a server of their own: each configuration, what arrives piece by piece, and the systemd units."""

import functools
import os

import broken
import corpus
import delegation
import kept
import servers
import stalled
import streams
import templates
import units
import wire
from judge import Judge


def configurations(_, options):
    """the configurations for nginx, lighttpd, HAProxy, Caddy and mod_proxy_fcgi: no leak, and everything arrives"""
    failures = []
    with open(os.environ["GATEHOUSE_HELLO"], "rb") as file:
        binary = file.read()
    hello, mount = os.environ["GATEHOUSE_HELLO"], servers.MOUNT.encode()
    for name in options.server or servers.COMMANDS:
        answered, judges, asked = [], [], []
        # By HTTP as on a machine of one's own, by HTTPS as a host of the network.
        for secure in (False, True):
            arguments = ["--mount", servers.MOUNT, *servers.ARGUMENTS.get(name, [])]
            arguments += ["--host", servers.HOST] if secure else []
            with servers.serving(name, hello, *arguments) as server:
                host = servers.HOST if secure else "localhost"
                answer, _ = server.ask(f"GET {servers.MOUNT}/guests/ada HTTP/1.1", secure=secure, host=host)
                answered.append(b"Welcome, Ada Lovelace." in answer)
                judges.append(Judge(server.bait, mount, binary, adds_ranges=True))
                requests = corpus.sample(mount, server.bait)
                if secure:
                    connect = functools.partial(server.connect, True)
                    asked.append(wire.ask_securely(connect, requests, judges[-1], host.encode()))
                    mistakes = servers.wrong_turns(server)
                    mistakes += servers.refusals(server) if name == "haproxy.cfg" else []
                else:
                    asked.append(wire.ask(server.address, requests, judges[-1], patience=8, half_close=False))
                # What has ended under the bait would not have leaked.
                answer, _ = server.ask(f"GET {servers.MOUNT}/guests/ada HTTP/1.1", secure=secure, host=host)
                answered.append(b"Welcome, Ada Lovelace." in answer)
        for mount in ("/", servers.MOUNT):
            arguments = ["--mount", mount, *servers.ARGUMENTS.get(name, [])]
            with servers.serving(name, hello, *arguments, mount=mount) as server:
                mistakes += [f"at the mount {mount}: {stray}" for stray in servers.strays(server, mount)]
        with servers.serving(name, os.environ["GATEHOUSE_ECHO"]) as server:
            mistakes += servers.mistakes(name, server)
        lives = "answers" if all(answered) else "closed"
        leaks = " and ".join(str(judged.leaks or 0) for judged in judges)
        print(f"{name}: {lives}, {asked[0]} requests by HTTP and {asked[1]} by HTTPS, leaks: {leaks}")
        for judged in judges:
            judged.show_examples()
        for mistake in mistakes:
            print(f"    arrives wrong: {mistake}")
            failures += [f"{name}: {text}" for text in judged.failures() if not text.startswith("no response")]
        failures += [f"{name}: {mistake}" for mistake in mistakes]
        if not all(answered):
            failures.append(f"{name}: the program does not answer each time: {answered}")
    return failures


def streamed(layouts, options):
    """whether the pieces of an answer arrive one by one, behind each server, as docs/responses.md says"""
    program = os.environ["GATEHOUSE_TOLD"]
    found = []
    if not options.server:
        layout = delegation.with_program(layouts[0], program)
        by_name = {template.name: template for template in templates.TEMPLATES}
        for module, name, condition, is_wanted in streams.APACHES:
            found += streams.behind_apache(layout, by_name[name], module, condition, is_wanted)
    found += streams.behind_servers(program, options.server)
    print(f"streams: {len(found)} mistakes", *found, sep="\n    ")
    return found


def broken_off(layouts, options):
    """what a client sees of a response that breaks off, behind each server, as docs/servers.md says"""
    program = os.environ["GATEHOUSE_RESPONDER"]
    names = broken.BRIEF if options.brief else {row[1] for row in broken.SERVERS + broken.APACHES}
    names = names & set(options.server or names)
    by_name = {template.name: template for template in templates.TEMPLATES}
    found = broken.behind_apache(delegation.with_program(layouts[0], program), by_name, names)
    found += broken.behind_servers(program, names)
    print(f"responses that break off: {len(found)} mistakes", *found, sep="\n    ")
    return found


def kept_connections(_, options):
    """whether nginx loses no request over connections that it keeps, more of them than the program has workers"""
    found = kept.mistakes(os.environ["GATEHOUSE_ECHO"])
    print(f"kept connections: {len(found)} mistakes", *found, sep="\n    ")
    return found


def stalled_clients(_, options):
    """whether clients that stall stop the others, behind each server with its defaults"""
    names = options.server or (["nginx.conf"] if options.brief else servers.COMMANDS)
    found = stalled.mistakes(os.environ["GATEHOUSE_ECHO"], names)
    print(f"stalled clients: {len(found)} mistakes", *found, sep="\n    ")
    return found


def systemd_units(_, options):
    """the systemd units: what systemd's tools say, and systemd itself where it can run as process 1 of namespaces"""
    mistakes, exposure, not_tried = units.mistakes(os.environ["GATEHOUSE_HELLO"])
    print(f"systemd: exposure {exposure}, {len(mistakes)} mistakes")
    print(f"systemd itself, not tried here: {not_tried}" if not_tried else "systemd itself: tried, with its sandbox")
    for mistake in mistakes:
        print(f"    {mistake}")
    return mistakes
