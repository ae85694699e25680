"""The commands for the configurations in server-configurations/. Each returns its failures."""

from __future__ import annotations

import argparse
import functools
import os
import signal
import sys
from collections.abc import Sequence

import apache_gateways
import broken_responses
import delegating_responses
import hostile_requests
import hummingbird_example
import hummingbird_memory
import hummingbird_responses
import hummingbird_services
import kept_connections
import machines
import raw_client
import scaled_checks
import scaled_sites
import server_configurations
import stalled_clients
import streamed_responses
import systemd_units
import templates
from apache_places import Layout
from leak_detector import LeakDetector
from server_configurations import MOUNT, Server

Layouts = Sequence[Layout]


def configurations(_: Layouts, options: argparse.Namespace) -> list[str]:
    """configurations for nginx, lighttpd, HAProxy, Caddy and mod_proxy_fcgi: leaks, and what arrives at the program"""
    failures = []
    for name in options.server or server_configurations.COMMANDS:
        found = with_bait(name)
        hello, arguments = os.environ["GATEHOUSE_HELLO"], server_configurations.ARGUMENTS.get(name, [])
        for mount in ("/", MOUNT):
            with server_configurations.serving(name, hello, "--mount", mount, *arguments, mount=mount) as server:
                wrong = server_configurations.mount_failures(server, mount)
                found += [f"at the mount {mount}: {failure}" for failure in wrong]
        with server_configurations.serving(name, os.environ["GATEHOUSE_ECHO"]) as server:
            found += server_configurations.arrival_failures(name, server)
        failures += [f"{name}: {failure}" for failure in found]
    return failures


def with_bait(name: str) -> list[str]:
    """Sends the hostile requests by HTTP, as on a developer's machine, and by HTTPS, as to a host of the network."""
    hello, mount = os.environ["GATEHOUSE_HELLO"], MOUNT.encode()
    with open(hello, "rb") as file:
        binary = file.read()
    found, counts = [], []
    for secure in (False, True):
        arguments = ["--mount", MOUNT, *server_configurations.ARGUMENTS.get(name, [])]
        arguments += ["--host", server_configurations.HOST] if secure else []
        with server_configurations.serving(name, hello, *arguments) as server:
            detector = LeakDetector(server.bait, mount, binary, adds_ranges=True)
            requests = hostile_requests.sample(mount, server.bait)
            found += welcome_failures(server, secure)
            if secure:
                connect = functools.partial(server.connect, True)
                host = server_configurations.HOST.encode()
                counts.append(raw_client.send_securely(connect, requests, detector, host))
                found += server_configurations.https_failures(server)
                found += server_configurations.refusal_failures(server) if name == "haproxy.cfg" else []
            else:
                counts.append(raw_client.send(server.address, requests, detector, patience=8, half_close=False))
            # A program that has ended leaks nothing, so it must still respond.
            found += welcome_failures(server, secure)
        detector.show_examples()
        # nginx and lighttpd wait for the rest of incomplete requests.
        detector.unanswered.clear()
        found += detector.failures()
    print(f"{name}: {counts[0]} requests by HTTP and {counts[1]} by HTTPS, {len(found)} failures", *found, sep="\n    ")
    return found


def welcome_failures(server: Server, secure: bool) -> list[str]:
    """Checks that the program responds."""
    host = server_configurations.HOST if secure else "localhost"
    response, _ = server.send(f"GET {MOUNT}/guests/ada HTTP/1.1", secure=secure, host=host)
    if b"Welcome, Ada Lovelace." in response:
        return []
    return [f"the program does not respond, HTTPS: {secure}: {response[:300]!r}"]


def streams(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """whether the parts of a response arrive one by one behind each server, as docs/responses.md says"""
    program = os.environ["GATEHOUSE_TOLD"]
    found = []
    if not options.server:
        layout = delegating_responses.with_program(layouts[0], program)
        by_name = {template.name: template for template in templates.TEMPLATES}
        for module, name, condition, is_wanted in streamed_responses.APACHES:
            found += streamed_responses.behind_apache(layout, by_name[name], module, condition, is_wanted)
    return found + streamed_responses.behind_servers(program, options.server)


def broken(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """what a client sees of a response that breaks off behind each server, as docs/servers.md says"""
    program = os.environ["GATEHOUSE_RESPONDER"]
    names = {row[1] for row in broken_responses.SERVERS} | {row[1] for row in broken_responses.APACHES}
    names = broken_responses.BRIEF if options.brief else names
    names = names & set(options.server or names)
    by_name = {template.name: template for template in templates.TEMPLATES}
    found = broken_responses.behind_apache(delegating_responses.with_program(layouts[0], program), by_name, names)
    return found + broken_responses.behind_servers(program, names)


def gateways(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """which header fields mod_fcgid, mod_cgid and mod_cgi pass on, and where they write what a program prints"""
    by_name = {template.name: template for template in templates.TEMPLATES}
    echo, responder = os.environ["GATEHOUSE_ECHO"], os.environ["GATEHOUSE_RESPONDER"]
    return apache_gateways.failures(layouts[0], by_name, echo, responder)


def kept(_: Layouts, options: argparse.Namespace) -> list[str]:
    """whether nginx loses no request when it keeps more connections than the program has workers"""
    return kept_connections.failures(os.environ["GATEHOUSE_ECHO"])


def reloaded(_: Layouts, options: argparse.Namespace) -> list[str]:
    """whether no request is lost while a program behind nginx, which keeps its connections, reloads; RELOADS=1000"""
    return kept_connections.reload_failures(os.environ["GATEHOUSE_APP"], int(os.environ.get("RELOADS", "40")))


def stalled(_: Layouts, options: argparse.Namespace) -> list[str]:
    """whether clients that stall do not stop other clients, behind each server with its defaults"""
    names = options.server or (["nginx.conf"] if options.brief else server_configurations.COMMANDS)
    return stalled_clients.failures(os.environ["GATEHOUSE_ECHO"], names)


def scaled(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """programs on two machines behind a balancer, while one machine is taken out, cut off and put back"""
    # So that the directories are removed as well. The rest ends with this process.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    machines.connect(layouts[0].directory + "/hosts")
    found = []
    for name in options.server or scaled_sites.KINDS:
        found += scaled_checks.failures(name, os.environ["GATEHOUSE_HELLO"], os.environ["GATEHOUSE_ECHO"])
    return found


def units(_: Layouts, options: argparse.Namespace) -> list[str]:
    """the systemd units: systemd's tools, and systemd itself where it can run as process 1 of namespaces"""
    found, exposure, reason = systemd_units.failures(os.environ["GATEHOUSE_HELLO"])
    print(f"systemd: the exposure is {exposure}")
    print(f"systemd itself cannot run here: {reason}" if reason else "systemd itself ran, with the sandbox of the unit")
    return found


def hummingbird(layouts: Layouts, options: argparse.Namespace) -> list[str]:
    """whether an application of Hummingbird responds behind web servers as on its own server"""
    probe = os.environ["GATEHOUSE_PROBE"]
    by_name = {template.name: template for template in templates.TEMPLATES}
    layout = delegating_responses.with_program(layouts[0], probe)
    count = 100 if options.brief else hummingbird_responses.COUNT
    found = hummingbird_services.failures(probe)
    found += hummingbird_example.failures(os.environ["GATEHOUSE_TODO"])
    found += hummingbird_memory.failures(probe, hummingbird_memory.LENGTH // (16 if options.brief else 1))
    return found + hummingbird_responses.failures(layout, by_name, probe, 1, count)


COMMANDS = {
    "servers": configurations,
    "streams": streams,
    "broken": broken,
    "gateways": gateways,
    "hummingbird": hummingbird,
    "kept": kept,
    "reloaded": reloaded,
    "scaled": scaled,
    "stalled": stalled,
    "units": units,
}
