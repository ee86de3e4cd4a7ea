"""Checking somebody's voucher in the chat: the text of its code or the short code, answered like to anybody; staff of
the holder's area may go on to open him."""

from bot.conversation import pages, window
from bot.conversation.speech import Rows, row_number
from bot.conversation.turn import Turn
from bot.documents.papers import OPEN_FORMS, Kind
from bot.texts import Rich
from bot.vouchers import codes
from bot.vouchers.claims import PaperClaims
from domain.usecases import desk
from domain.usecases.vouching import look_up_code, voucher_state
from domain.vouchers import PublicView, VoucherState

OF_CASES = frozenset({Kind.FORM, Kind.RECEIPT, Kind.NOTICE, Kind.REFUSAL})
"""Papers whose number is that of an application or of a case."""


async def check(turn: Turn, text: str) -> None:
    """Say what a voucher is worth, online: genuine or not, its state, and the masked content of a genuine one."""
    code = codes.normalise(text)
    if code is not None:
        return await _by_code(turn, code)
    checked = turn.desk.check(text, turn.now)
    if checked.paper is not None:
        return turn.say(_of_paper(turn, checked.paper), await _where_to(turn, checked.paper))
    if checked.claims is None:
        return turn.say(f"check.{checked.outcome.value}", pages.menu(turn.texts))
    claims = checked.claims
    state = await voucher_state(claims.id, turn.uow, turn.today)
    view = PublicView(claims.name, claims.document, claims.address, claims.registered_on)
    return await _tell(turn, state, view, claims.id)


def _of_paper(turn: Turn, paper: PaperClaims) -> Rich:
    """A genuine paper is no voucher, and its code vouches for kind, number and day alone."""
    texts, key = turn.texts, f"paper.title.{paper.kind}"
    kind = texts.plain(key) if texts.has(key) else paper.kind
    words = texts.say("check.paper")
    slots = {"number": paper.number, "day": texts.day(paper.issued_on), "code": paper.check_code}
    words = words.then(texts.say("check.paper_content", kind=kind, **slots)).then(texts.say("check.paper_note"))
    return words.then(texts.say("check.paper_open"), "\n") if paper.kind in OPEN_FORMS else words


async def _where_to(turn: Turn, paper: PaperClaims) -> Rows:
    """The desk scans a paper and opens what it is about; everybody else has the menu."""
    number, of_filing = row_number(paper.number.rpartition("-")[2]), paper.kind == Kind.FORM
    case = None
    if paper.kind in OF_CASES:
        case = await desk.case_on_paper(turn.own.id, number, turn.uow, of_filing=of_filing)
    if case is None:
        return pages.menu(turn.texts)
    return [[pages.button(turn.texts, "open_case", f"m:case:{case.id}", number=case.id)]]


async def _by_code(turn: Turn, code: str) -> None:
    """Who guesses codes is slowed; staff look up many in a day, and no look of theirs stays unseen."""
    staff = await turn.uow.staff.of_account(turn.own.id)
    if staff is None and await slowed(turn, "code"):
        return None
    found = await look_up_code(code, turn.uow, turn.today)
    voucher_id = found.voucher.id if found.voucher else None
    return await _tell(turn, found.state, found.view, voucher_id, by_code=True)


async def slowed(turn: Turn, what: str) -> bool:
    """Count a try at something guessable; True, and told, where this account has to wait first."""
    wait = await turn.uow.attempts.take(f"{what}:{turn.own.id}", turn.instant)
    if wait:
        turn.say(turn.texts.say("failed.slow_down", minutes=1 + int(wait.total_seconds()) // 60))
    return bool(wait)


async def _tell(
    turn: Turn, state: VoucherState, view: PublicView | None, voucher_id: bytes | None, *, by_code: bool = False
) -> None:
    texts = turn.texts
    key = "check.unknown_code" if by_code and state is VoucherState.UNKNOWN else f"check.{state}"
    words = texts.say(key)
    if view is not None:
        facts = {"name": view.name, "document": view.document, "address": view.address}
        words = words.then(texts.say("check.content", registered_on=texts.day(view.registered_on), **facts))
    rows = await window.opening(turn, voucher_id) if voucher_id else ()
    turn.say(words.then(texts.say("check.online")), rows)
