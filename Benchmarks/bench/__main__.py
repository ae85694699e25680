"""Sets Gatehouse beside its peers, on the same work in the same run: see docs/performance.md, and scripts/bench."""

import argparse
import json
import os
import signal
import sys
import time

sys.dont_write_bytecode = True

import machine
import peers
import report
import servers
import straight
from works import WORKS

SECTIONS = {
    **{name: straight.work_section(name) for name in WORKS},
    "connections": straight.connections,
    "bodies": straight.bodies,
    "routes": straight.routes,
    "apache": servers.apache,
    "apache-cgi": servers.apache_cgi,
    "nginx": servers.nginx,
    "cgi": servers.start_section("from exec to the end of the answer, by CGI", servers.cgi_programs),
    "start": servers.start_section("from exec to the end of the first answer, by FastCGI", servers.responder_programs),
    "spawn": servers.spawn,
    "resident": straight.resident,
    "size": servers.size,
}
RESULTS = os.path.join(machine.ROOT, ".build", "bench.json")


class Bench:
    """What the sections share."""

    def __init__(self, running_on, found, told):
        self.machine, self.found, self.rounds = running_on, found, told.rounds
        self.memory_requests, self.memory_seconds = told.memory_requests, told.memory_seconds
        self.all_running = None

    def running(self):
        """All peers with one worker, started when the first section asks for them."""
        if self.all_running is None:
            self.all_running = straight.Running(self)
        return self.all_running

    def stop_running(self):
        if self.all_running:
            self.all_running.stop()
            self.all_running = None

    def with_hello(self):
        return [peers.Hello, *self.found]


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="all unless told: " + " ".join(SECTIONS))
    parser.add_argument("--rounds", type=int, default=9, help="turns of each (9)")
    parser.add_argument("--memory-requests", type=int, default=1_000_000, metavar="N",
                        help="how many requests at most the section resident asks of each (1000000)")
    parser.add_argument("--memory-seconds", type=float, default=60, metavar="S",
                        help="how long a peer may take for its next step; Gatehouse takes what it needs (60)")
    parser.add_argument("--peers", nargs="+", default=[], metavar="PEER",
                        help="only these, besides Gatehouse: " + " ".join(peer.name for peer in peers.PEERS[1:]))
    parser.add_argument("--publish", action="store_true",
                        help="writes docs/performance.md, docs/benchmarks.json and the plots")
    parser.add_argument("--report", action="store_true",
                        help="measures nothing: shows (and publishes) what was measured last")
    told = parser.parse_args()
    for name in told.sections:
        if name not in SECTIONS:
            parser.error(f"there is no section {name!r}; there are {' '.join(SECTIONS)}")
    return told


def measure(told, results):
    programs = os.environ["BENCH_PROGRAMS"]
    running_on = machine.Machine(programs)
    try:
        found, absent = peers.find(running_on, told.peers, say)
        if peers.Gatehouse not in found:
            raise machine.Failure("Gatehouse itself is not there")
        os.makedirs(running_on.path("works"))
        # In memory already when it is asked for the first time.
        peers.build_file(running_on)
        results.setdefault("sections", {})
        results["machine"], results["missing"] = machine.description(), absent
        bench = Bench(running_on, found, told)
        for name in told.sections or SECTIONS:
            if name not in WORKS and name not in ("connections", "bodies"):
                bench.stop_running()
            begin, busy = time.time(), machine.others_at_work()
            say(f"{name} …")
            try:
                section = SECTIONS[name](bench)
            except (machine.Failure, OSError) as failure:
                # What was measured before stays, and the rest goes on.
                section = {"title": name, "form": "failed", "reason": str(failure), "absent": {}}
                say(f"{name} failed: {failure}\n{running_on.last_words()}")
            section.update(when=time.strftime("%Y-%m-%d %H:%M", time.gmtime(begin)), took=round(time.time() - begin, 1),
                           others=round(busy, 3), rounds=told.rounds)
            results["sections"][name] = section
            with open(RESULTS + ".new", "w") as file:
                json.dump(results, file)
            os.replace(RESULTS + ".new", RESULTS)
            print(report.section_text(name, section), flush=True)
        bench.stop_running()
    finally:
        running_on.close()


def main():
    told = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results = {}
    # A run of some sections replaces these; a whole one begins anew.
    if (told.sections or told.report) and os.path.exists(RESULTS):
        with open(RESULTS) as file:
            results = json.load(file)
    if told.report:
        for name, section in results.get("sections", {}).items():
            print(report.section_text(name, section))
    else:
        measure(told, results)
    if told.publish:
        report.publish(results)
    failed = [name for name, section in results.get("sections", {}).items() if section["form"] == "failed"]
    sys.exit(f"scripts/bench: failed: {', '.join(failed)}" if failed else 0)


main()
