"""Applying for the permit in the chat: the way, one checklist that keeps itself up to date, pages handed in as photos
or PDF, and submitting, complete or not.

The checklist is one message: every change gives it a new face, and a new one leaves a word in the place of the old.
"""

from bot.conversation import cardview, checklist, eligible, holding, pages
from bot.conversation.speech import Attachment, Button, Look, Say
from bot.conversation.turn import Turn
from bot.documents.papers import Kind
from bot.forms.eligibility import ELIGIBILITY, facts_of
from bot.papers import Named
from bot.texts import Rich
from domain.applications import Stage
from domain.eligibility import Verdict, assess
from domain.facts import Facts
from domain.filings import FORM, Filing, Page
from domain.materials import MATERIALS
from domain.usecases import applying, changing
from domain.ways import Way

LIST = "checklist"
"""The mark of the one checklist."""
ANY = "any"
"""Pages are being sent, and of which paper is said afterwards."""
IDENTIFIED = len("paper-") + 32


async def apply(turn: Turn, which: str) -> None:
    """Begin to apply, or go on: the way that is open, or the one chosen although it is not."""
    await turn.recall()
    filing = await applying.filing_of(turn.account.id, turn.uow)
    if filing is not None and filing.is_open and not (which and filing.application.stage is Stage.DRAFT):
        return await shown(turn, filing, anew=True)
    if turn.known.get("registration") is None:
        return pages.not_registered(turn)
    facts = await known_facts(turn)
    if facts is None:
        return turn.say("apply.first", [[pages.button(turn.texts, "menu.eligibility", "m:eligibility")]])
    way, _, insists = which.partition(":")
    found = assess(facts, turn.today)
    open_ways = [one.way for one in found.ways if one.verdict is Verdict.ELIGIBLE]
    chosen = Way(way) if way in tuple(Way) else open_ways[0] if len(open_ways) == 1 else None
    if chosen is None and open_ways:
        rows = [
            [pages.button(turn.texts, "by_way", f"m:apply:{one}", way=checklist.way(turn, one))] for one in open_ways
        ]
        return turn.say("apply.which_way", rows)
    if chosen is None or (chosen not in open_ways and insists != "yes"):
        return _not_open(turn, found.verdict, chosen)
    return await _begun(turn, chosen, facts)


async def known_facts(turn: Turn) -> Facts | None:
    """What is known of the person for the permit: told, on record, found by the desk; None if he never told any."""
    await turn.recall_corrections()
    draft = turn.new_draft(ELIGIBILITY)
    eligible.remember(turn, draft)
    return facts_of(draft.answers) if turn.state.facts else None


def _not_open(turn: Turn, verdict: Verdict, chosen: Way | None) -> None:
    """Nobody is kept from applying: he is told what the rules say, and may go on."""
    texts = turn.texts
    rows = [[pages.button(texts, "see_verdict", "m:eligibility")]]
    ways = [chosen] if chosen else list(Way)
    rows += [[pages.button(texts, "anyway", f"m:apply:{one}:yes", way=checklist.way(turn, one))] for one in ways]
    turn.say(texts.say("apply.not_open", verdict=texts.plain(f"verdict.{verdict}", day="")), rows)


async def _begun(turn: Turn, way: Way, facts: Facts) -> None:
    filing = await applying.begin(turn.account.id, way, facts, turn.uow, turn.today)
    return await shown(turn, filing, anew=True)


async def shown(turn: Turn, filing: Filing, lead: Rich | None = None, *, anew: bool = False) -> None:
    """Where the application stands: the checklist while the person may change it, else one line and what comes next."""
    turn.state.handing = (turn.state.handing or ANY) if filing.in_hand else None
    if lead:
        turn.say(lead)
    if not filing.in_hand:
        _put_away(turn)
        return turn.says.append(Say(*holding.standing(turn, filing)))
    words, rows = checklist.page(turn, filing)
    pins, old = checklist.title(turn, filing), turn.state.marked.get(LIST)
    if old and not anew:
        return turn.says.append(Say(words, rows, edits=old, pins=pins))
    if old:
        turn.says.append(Say(turn.texts.say("apply.moved"), edits=old, unpins=True))
    return turn.says.append(Say(words, rows, mark=LIST, pins=pins))


def _put_away(turn: Turn) -> None:
    """The checklist is in the person's hands no longer: a word in its place."""
    if old := turn.state.marked.pop(LIST, None):
        turn.says.append(Say(turn.texts.say("apply.put_away"), edits=old, unpins=True))


async def paper(turn: Turn, which: str) -> None:
    """Hand in a paper: from now on what is sent is a page of it. The pages there already can be taken back."""
    filing = await _in_hand(turn)
    if filing is None or which not in MATERIALS or which == FORM:
        return turn.say("old.menu", pages.menu(turn.texts))
    texts, one = turn.texts, MATERIALS[which]
    if loose := [file for file in turn.state.loose if file]:
        return await _sorted_in(turn, which, loose)
    turn.state.handing = which
    words = texts.say("apply.send", name=texts.plain(f"material.{which}"))
    if one.issuer:
        issuer = one.issuer.called(texts.language)
        words = words.then(texts.say("apply.issued_by", issuer=issuer), "\n")
    there = filing.pages_of(which)
    rows = [[pages.button(texts, "unpage", f"m:unpage:{page.file}", number=at)] for at, page in enumerate(there, 1)]
    return turn.say(words, [*rows, [pages.button(texts, "list", "m:apply")]])


async def _sorted_in(turn: Turn, which: str, loose: list[str]) -> None:
    turn.state.loose = []
    await _keep(turn, which, loose, ((),) * len(loose))


async def handed_in(turn: Turn, look: Look) -> None:
    """Pages came in: of the paper that was asked for, or it is asked of which."""
    filing = await _in_hand(turn)
    if filing is None:
        turn.state.handing = None
        return turn.say("apply.not_now", pages.menu(turn.texts))
    if turn.state.handing in (None, ANY):
        turn.state.loose += look.pages
        texts = turn.texts
        papers = filing.brought(turn.today)
        rows = [[Button(texts.plain(f"material.{one.id}"), f"m:paper:{one.id}")] for one in papers]
        return turn.say("apply.of_what", rows)
    return await _keep(turn, turn.state.handing or ANY, list(look.pages), look.advice)


async def _keep(turn: Turn, which: str, files: list[str], advice: tuple[tuple[str, ...], ...]) -> None:
    """Add pages to a paper: a short word on what came, and the checklist changes where it stands."""
    filing = None
    for file in files:
        filing = await applying.hand_in(turn.account.id, Page(file, which), turn.uow)
    if filing is None:
        return None
    texts, count = turn.texts, len(filing.pages_of(which))
    words = texts.say("apply.page_in", name=texts.plain(f"material.{which}"), count=count)
    told = dict.fromkeys(code for codes in advice for code in codes)
    words = words.then(Rich("\n".join(texts.plain(f"photo.{code}") for code in told)))
    rows = [[pages.button(texts, "unpage_last", f"m:unpage:{files[-1]}")]] if told else []
    owed = [one for one in filing.missing(turn.today) if one.id != which]
    rows += [
        [pages.button(texts, "next_paper", f"m:paper:{one.id}", name=checklist.name(texts, one))] for one in owed[:1]
    ]
    turn.say(words, [*rows, [pages.button(texts, "list", "m:apply")]])
    return await shown(turn, filing)


async def unpage(turn: Turn, which: str) -> None:
    """Take a page back; nothing else of the paper changes."""
    if len(which) != IDENTIFIED:
        return turn.say("old.menu", pages.menu(turn.texts))
    filing = await applying.remove_page(turn.account.id, which, turn.uow)
    return await shown(turn, filing, turn.texts.say("apply.page_out"))


async def submit(turn: Turn, sure: str) -> None:
    """Hand it to the desk. With something missing it is asked once: the desk tells everything at once either way."""
    await turn.recall()
    filing = await _in_hand(turn)
    facts = await known_facts(turn)
    if filing is None:
        return turn.say("old.menu", pages.menu(turn.texts))
    owed = filing.missing(turn.today)
    if owed and sure != "yes":
        names = turn.texts.plain("join").join(checklist.name(turn.texts, one) for one in owed)
        rows = [
            [pages.button(turn.texts, "submit_anyway", "m:submit:yes")],
            [pages.button(turn.texts, "list", "m:apply")],
        ]
        return turn.say(turn.texts.say("apply.still_owed", names=names), rows)
    home = turn.known["registration"].address
    until = turn.desk.office.promised(turn.now)
    filing, case = await applying.submit(turn.account.id, facts or filing.facts, home.area, until, turn.uow, turn.now)
    turn.state.handing = None
    done = turn.texts.say("apply.submitted", number=case.id, until=turn.moment(until))
    change = cardview.change(turn.texts, await changing.changed_by(filing, turn.uow))
    return await shown(turn, filing, done.then(change, "\n"))


async def form(turn: Turn, _: str) -> None:
    """The application form, filled in from the record, as a paper."""
    filing = await _in_hand(turn)
    if filing is None:
        return turn.say("old.menu", pages.menu(turn.texts))
    named = Attachment(Kind.FORM.value, Named(turn.account.id, filing.id or 0))
    return turn.say("apply.form", [[pages.button(turn.texts, "list", "m:apply")]], attachment=named)


async def unapply(turn: Turn, sure: str) -> None:
    """Take the application back, asked once."""
    if sure != "yes":
        rows = [
            [pages.button(turn.texts, "unapply_yes", "m:unapply:yes")],
            [pages.button(turn.texts, "list", "m:apply")],
        ]
        return turn.say("apply.sure_to_withdraw", rows)
    await applying.withdraw(turn.account.id, turn.uow, turn.now)
    turn.state.handing = None
    turn.state.loose = []
    _put_away(turn)
    return turn.say("apply.withdrawn", pages.menu(turn.texts))


async def collected(turn: Turn, _: str) -> None:
    """The card is in his hands."""
    await applying.collect(turn.account.id, turn.uow, turn.today)
    return turn.say("apply.collected", pages.menu(turn.texts))


async def papers(turn: Turn) -> bool:
    """What is still missing of an application under way; False if there is none."""
    filing = await _in_hand(turn)
    if filing is not None:
        await shown(turn, filing, anew=True)
    return filing is not None


async def _in_hand(turn: Turn) -> Filing | None:
    filing = await applying.filing_of(turn.account.id, turn.uow)
    return filing if filing is not None and filing.in_hand else None
