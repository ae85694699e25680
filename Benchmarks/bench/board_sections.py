"""The section that compares a whole page of an application."""

import peer_setup
from board_peers import BOARD_PEERS, Board, BoardPeer
from board_site import NOTICES, board_program
from direct_sections import contender
from measurement import Contender, take_turns
from processes import Failure
from results import RateSection
from sign_in_peers import with_cookie
from suite import Suite
from workloads import HTML, Workload


def list_of_notices(peer: BoardPeer, text: str = "") -> Workload:
    """The first page of the list for the member. `text` is the expected body, or empty for any body."""
    workload = Workload("board", "the list of notices", "/", HTML, text, has_any_body=not text)
    return with_cookie(workload, peer.cookie())


def expected_text(peer: BoardPeer) -> str:
    """The body of Gatehouse's response."""
    response = peer_setup.check(peer, list_of_notices(peer))
    text = response.partition(b"\r\n\r\n")[2].decode()
    if f"<p>{NOTICES} notices. " not in text or text.count("<tr>") != 21 or "page=2" not in text:
        raise Failure(f"{peer.label} does not show the first page of the list:\n{text}")
    return text


def board(suite: Suite) -> RateSection:
    board_program()
    found, absent = peer_setup.find(suite.workspace, BOARD_PEERS, suite.settings.peer_names, suite.say)
    started: list[BoardPeer] = []
    contenders: list[Contender] = []
    text = ""
    try:
        for index, make in enumerate(found):
            peer = make(suite.workspace)
            started.append(peer)
            try:
                peer.start(f"board-{index}.sock")
                text = text or expected_text(peer)
                workload = list_of_notices(peer, text)
                peer_setup.check(peer, workload)
            except Failure as failure:
                if isinstance(peer, Board):
                    raise
                absent[peer.label] = str(failure)
                continue
            contenders.append(contender(peer, peer.label, workload))
        rows = take_turns(contenders, suite.rounds, absent)
    finally:
        for peer in started:
            peer.stop()
    return {
        "title": "the list of notices in Examples/Board, for a signed-in member",
        "form": "rates",
        "subject": Board.label,
        "goal": "at least 3 times the fastest of the others",
        "rows": rows,
        "absent": absent,
    }
