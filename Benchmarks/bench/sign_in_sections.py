"""The sections that measure what sign-in costs."""

import statistics
import time
import urllib.parse
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import peer_setup
from binding_sections import ARRANGEMENTS, contender
from measurement import Contender, take_turns
from peer_setup import check
from peers import Peer
from process_start_sections import Program, time_starts
from processes import CORES, Failure, PrivateMemory, pin
from results import CostRow, CostSection, RateRow
from sign_in_peers import (
    GREETING,
    OPEN,
    PASSWORD,
    PROCESSES,
    SESSION_PEERS,
    SIGN_INS,
    PHPProcesses,
    SessionPeer,
    SignInApp,
    SignInProcesses,
    SignInProcessesWithWorkers,
    sign_in_programs,
    with_cookie,
)
from suite import Suite
from tables import row_of
from workloads import TEXT, Workload

TOGETHER = ARRANGEMENTS["pinned together"]


def contenders_of(peer: SessionPeer, everyone: Peer) -> list[Contender]:
    """The page for everyone and the page for signed-in users, requested with the same cookie."""
    cookie = peer.sign_in()
    contenders = []
    for server, workload in ((everyone, OPEN), (peer, peer.signed_in)):
        request = with_cookie(workload, cookie)
        check(server, request)
        label = f"{peer.label}: {workload.title}"
        contenders.append(contender(server, label, request, *TOGETHER))
    return contenders


def processor(row: RateRow) -> list[float]:
    return [turn["processor"] for turn in row["turns"]]


def cost_rows(labels: Sequence[tuple[str, str, str]], rows: Sequence[RateRow]) -> list[CostRow]:
    """The rows for the labels of a row of the table, of the contender without the cost and of that with it."""
    costs: list[CostRow] = []
    for label, without, with_it in labels:
        first, second = row_of(without, rows), row_of(with_it, rows)
        if first and second:
            costs.append({"label": label, "without": processor(first), "with_it": processor(second)})
    return costs


def sessions(suite: Suite) -> CostSection:
    """The processor time of a request with a session, beyond that of the same page for everyone."""
    sign_in_programs()
    found, absent = peer_setup.find(suite.workspace, SESSION_PEERS, suite.settings.peer_names, suite.say)
    started: list[Peer] = []
    contenders: list[Contender] = []
    labels: list[tuple[str, str, str]] = []
    try:
        for index, make in enumerate(found):
            peer = make(suite.workspace)
            everyone = peer.without_sessions()
            try:
                for server, kind in ((everyone, "open"), (peer, "sessions")):
                    started.append(server)
                    server.start(f"{index}-{kind}.sock")
                both = contenders_of(peer, everyone)
            except Failure as failure:
                absent[peer.label] = str(failure)
                continue
            contenders += both
            labels.append((peer.label, both[0].label, both[1].label))
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        for server in started:
            server.stop()
    return {
        "title": "a session from a file: processor time of the server",
        "form": "cost",
        "unit": "µs",
        "columns": ["for everyone", "for a signed-in user"],
        "subject": SignInApp.label,
        "goal": "at most 15 µs for Gatehouse",
        "rows": cost_rows(labels, rows),
        "absent": absent,
    }


def limits(suite: Suite) -> CostSection:
    """The processor time of a request that is counted and not limited, beyond that of the same page."""
    absent: dict[str, str] = {}
    limited = Workload("limited", "a page with a limit", "/limited", TEXT, GREETING)
    peer = SignInApp(suite.workspace)
    try:
        peer.start("limits.sock")
        for workload in (OPEN, limited):
            check(peer, workload)
        contenders = [contender(peer, workload.title, workload, *TOGETHER) for workload in (OPEN, limited)]
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        peer.stop()
    return {
        "title": "a limit per client that is not reached: processor time of the server",
        "form": "cost",
        "unit": "µs",
        "columns": ["without a limit", "with a limit"],
        "goal": "at most 5 µs for Gatehouse",
        "rows": cost_rows([(peer.label, OPEN.title, limited.title)], rows),
        "absent": absent,
    }


def sign_in_cgi(suite: Suite) -> CostSection:
    """The time from exec to the end, with a rule whose files are opened for the request."""
    peer = SignInApp(suite.workspace)
    try:
        peer.start("sign-in-cgi.sock")
        cookie = peer.sign_in()
    finally:
        peer.stop()
    settings = {"PEER_SESSIONS": peer.directory, "HTTP_COOKIE": cookie}
    everyone, *others = [
        Program(label, peer.command(), {**settings, "PEER_RULE": rule}, GREETING)
        for label, rule in (
            ("for everyone", "everyone"),
            ("Gatehouse, a session from a file", "session"),
            ("Gatehouse, a limit per client", "limit"),
        )
    ]
    medians: dict[str, list[float]] = {program.label: [] for program in (everyone, *others)}
    # The first turn is the warm-up.
    for turn in range(suite.rounds + 1):
        for program in (everyone, *others):
            times = time_starts(suite.workspace, "cgi", program, 20)
            if turn > 0:
                medians[program.label].append(statistics.median(times) / 1000)
    return {
        "title": "a session or a limit by CGI: from exec to the end",
        "form": "cost",
        "unit": "ms",
        "columns": [everyone.label, "with the rule"],
        "rows": [
            {"label": program.label, "without": medians[everyone.label], "with_it": medians[program.label]}
            for program in others
        ],
        "absent": {},
    }


def memory_of_sign_ins(peer: Peer) -> tuple[float, float]:
    """The anonymous memory of all processes before 200 concurrent sign-ins, and the most during them, in MiB."""
    form = urllib.parse.urlencode({"password": PASSWORD})
    workload = Workload("password", "a sign-in with a password", "/password", TEXT, extra=("--form", form))
    peer.start(f"{peer.name}-passwords.sock", workers=PROCESSES)
    pin(peer.ids(), CORES)
    # Each worker serves requests.
    most_while_loaded(peer, OPEN, 10_000)
    memory = PrivateMemory(peer.ids())
    before = memory.read()
    memory.close()
    return before / 2**20, most_while_loaded(peer, workload, SIGN_INS) / 2**20


def most_while_loaded(peer: Peer, workload: Workload, requests: int) -> int:
    """Sends requests by as many clients as there are sign-ins. Returns the most anonymous memory meanwhile."""
    # fcgi-load has at most 64 clients.
    clients, programs, most = 50, SIGN_INS // 50, 0
    memory = PrivateMemory(peer.ids())
    try:
        with ThreadPoolExecutor() as pool:
            loads = [
                pool.submit(peer.load, workload, clients=clients, requests=requests // programs, cores=CORES)
                for _ in range(programs)
            ]
            while not all(load.done() for load in loads):
                most = max(most, memory.read_at_once())
                time.sleep(0.001)
            for load in loads:
                # Fails unless each response was right.
                load.result()
    finally:
        memory.close()
    return most


def sign_in_memory(suite: Suite) -> CostSection:
    sign_in_programs()
    types: tuple[type[SessionPeer], ...] = (SignInProcesses, SignInProcessesWithWorkers, PHPProcesses)
    found, absent = peer_setup.find(suite.workspace, types, suite.settings.peer_names, suite.say)
    rows: dict[str, CostRow] = {make.label: {"label": make.label, "without": [], "with_it": []} for make in found}
    for _ in range(suite.fewer_rounds):
        for make in found:
            if make.label not in rows:
                continue
            peer = make(suite.workspace)
            try:
                before, most = memory_of_sign_ins(peer)
                rows[make.label]["without"].append(round(before, 2))
                rows[make.label]["with_it"].append(round(most, 2))
            except Failure as failure:
                absent[make.label] = str(failure)
                del rows[make.label]
            finally:
                peer.stop()
    return {
        "title": f"memory of {SIGN_INS} concurrent sign-ins in {PROCESSES} processes",
        "form": "cost",
        "unit": "MiB",
        "columns": ["before", "at most"],
        "subject": SignInApp.label,
        "goal": "at most 64 MiB for Gatehouse",
        "rows": list(rows.values()),
        "absent": absent,
    }
