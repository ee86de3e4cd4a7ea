"""How an application looks to the desk, and in which words its decisions reach the person: the receipt, the one notice,
the refusal with what would cure each reason, the card."""

from collections.abc import Iterable, Sequence

from bot.conversation import cardview, caseview, holding, pages
from bot.conversation.speech import Button, Rows, Say
from bot.conversation.turn import Turn
from bot.texts import Rich, Texts
from domain.applications import Stage
from domain.cards import Permit
from domain.cases import Case, Entry, Kind
from domain.conditions import CONDITIONS
from domain.eligibility import assess
from domain.filings import BESIDES, FORM, Filing
from domain.materials import MATERIALS, Material
from domain.oldcards import OldCard
from domain.staff import Staff
from domain.usecases.deciding import Decided
from domain.when import NEVER


def page(turn: Turn, case: Case, filing: Filing, said: Sequence[Entry], old: OldCard | None) -> Rich:
    """Everything an application stands on, as of today, and the old card that it changes."""
    texts, one = turn.texts, filing.application
    since = texts.day(one.since) if one.since else ""
    words = caseview.head(turn, case, said)
    words = words.then(texts.say("filing.stands", way=_way(texts, filing), stage=stage(texts, filing), since=since))
    words = words.then(cardview.change(texts, old, "oldcard.marked"), "\n")
    if case.kind is Kind.CARD:
        due = texts.day(one.card_due) if one.card_due else "—"
        return words.then(texts.say("filing.card_due", due=due), "\n")
    words = words.then(verdict(turn, filing), "\n")
    words = words.then(texts.say("filing.papers")).then(Rich("\n".join(_papers(turn, filing))), "\n")
    words = words.then(Rich("\n".join(_notices(texts, filing))))
    return words.then(caseview.known(turn, filing.facts))


def verdict(turn: Turn, filing: Filing) -> Rich:
    """What the rules say of its way today, with the conditions that are not met or not known."""
    texts, found = turn.texts, assess(filing.facts, turn.today)
    mine = [one for one in found.ways if one.way is filing.application.way]
    told = mine[0] if mine else found
    words = texts.say("filing.verdict", today=texts.day(turn.today), verdict=pages.verdict(texts, told))
    return words.then(caseview.tree(texts, mine, filing.facts, turn.today), "\n")


def stage(texts: Texts, filing: Filing) -> str:
    """Where it stands, in a word."""
    return texts.plain(f"stage.{filing.application.stage}")


def _papers(turn: Turn, filing: Filing) -> Iterable[str]:
    texts, owed = turn.texts, filing.missing(turn.today)
    for one in filing.brought(turn.today):
        yield texts.plain(f"filing.paper_{_state(one, filing, owed)}", **paper(texts, filing, one.id))
    asked = {one.id for one in filing.brought(turn.today)}
    for extra in dict.fromkeys(page.material for page in filing.pages if page.material not in asked):
        yield texts.plain("filing.paper_besides", **paper(texts, filing, extra))


def _state(one: Material, filing: Filing, owed: Iterable[Material]) -> str:
    there = bool(filing.pages_of(one.id))
    if one in owed:
        return "again" if there else "owed"
    return "there" if there else "waived"


def paper(texts: Texts, filing: Filing, material: str) -> dict[str, str | int]:
    """A paper's name and how many pages of it there are."""
    return {"name": texts.plain(f"material.{material}"), "count": len(filing.pages_of(material))}


def _notices(texts: Texts, filing: Filing) -> Iterable[str]:
    for one in filing.application.notices:
        yield texts.plain("filing.noticed", day=texts.day(one.on), papers=_names(texts, one.missing))
    if forfeited := filing.application.forfeited:
        yield texts.plain("filing.forfeited", papers=_names(texts, forfeited))


def doings(turn: Turn, me: Staff, case: Case, filing: Filing) -> Rows:
    """What this staff member may do with it now."""
    texts, number = turn.texts, case.id
    look = [pages.button(texts, "see_papers", f"k:pages:{number}", count=len(filing.pages))] if filing.pages else []
    look.append(pages.button(texts, "docs", f"k:docs:{number}"))
    if case.kind is Kind.CARD:
        own = [[pages.button(texts, "issue", f"k:issue:{number}")]]
    else:
        own = [
            [pages.button(texts, "accept", f"k:accept:{number}")],
            [pages.button(texts, act, f"k:{act}:{number}") for act in ("return", "refuse")],
            [pages.button(texts, "correct", f"k:facts:{number}")],
        ]
    own.append([pages.button(texts, act, f"k:{act}:{number}") for act in ("reply", "note", "release")])
    return [look, *caseview.doings(turn, me, case, own)]


def _grounded(texts: Texts, one: str, filing: Filing) -> str:
    """A ground with its clause, and what would cure it or from when time does."""
    if one in BESIDES:
        return texts.plain("told.besides", text=texts.plain(f"eligible.{one}"))
    condition, on = CONDITIONS[one], filing.application.since
    begins = condition.when(filing.facts, on)[0] if on else NEVER
    cure = texts.plain(f"cure.{one}") if begins == NEVER else texts.plain("told.in_time", day=texts.day(begins))
    return texts.plain("told.ground", text=holding.reason(texts, one), mark=condition.mark, cure=cure)


def told(texts: Texts, done: Decided, words: str) -> Say:
    """A decision as the person reads it, with the button that leads on."""
    case, filing = done
    return {Stage.ACCEPTED: _receipt, Stage.RETURNED: _notice, Stage.REFUSED: _refusal}[filing.application.stage](
        texts, case, filing, words
    )


def _receipt(texts: Texts, case: Case, filing: Filing, words: str) -> Say:
    one = filing.application
    on, due = (texts.day(day) if day else "" for day in (one.since, one.card_due))
    said = texts.say("told.receipt", number=case.id, way=_way(texts, filing), on=on, due=due)
    papers = texts.say("told.received", papers=_names(texts, one.provided - {FORM}))
    return Say(said.then(papers, "\n"), [[pages.button(texts, "menu.my", "m:my")]])


def _notice(texts: Texts, case: Case, filing: Filing, words: str) -> Say:
    notice = filing.application.notices[-1]
    lines = (_with_office(texts, one) for one in _in_order(notice.missing))
    said = texts.say("told.notice", number=case.id, count=len(notice.missing)).then(Rich("\n".join(lines)))
    return Say(_and_words(texts, said, words).then(texts.say("told.notice_end")), [[_list(texts)]])


def _refusal(texts: Texts, case: Case, filing: Filing, words: str) -> Say:
    lines = (_grounded(texts, one, filing) for one in filing.application.reasons)
    said = texts.say("told.refusal", number=case.id, way=_way(texts, filing)).then(Rich("\n".join(lines)))
    rows = [[pages.button(texts, "see_verdict", "m:eligibility")]]
    return Say(_and_words(texts, said, words).then(texts.say("told.refusal_end")), rows)


def card_made(texts: Texts, permit: Permit) -> Say:
    """The card is made, and when it is endorsed first (R4.1)."""
    first = permit.standing(permit.issued).window
    days = {"opens": texts.day(first.opens), "closes": texts.day(first.closes)}
    said = texts.say("told.card", number=permit.number, on=texts.day(permit.issued), **days)
    return Say(said, [[pages.button(texts, "collected", "m:collected")], [pages.button(texts, "menu.my", "m:my")]])


def _and_words(texts: Texts, said: Rich, words: str) -> Rich:
    return said.then(texts.say("told.words", words=words)) if words else said


def _list(texts: Texts) -> Button:
    return pages.button(texts, "list", "m:apply")


def _with_office(texts: Texts, one: Material) -> str:
    """A paper that is missing, with where it comes from."""
    name = texts.plain(f"material.{one.id}")
    if one.issuer is None:
        return texts.plain("told.paper", name=name)
    issuer = one.issuer.called(texts.language)
    form = f"（{one.form}）" if one.form else ""
    return texts.plain("told.paper_from", name=name, form=form, issuer=issuer)


def _names(texts: Texts, materials: Iterable[str]) -> str:
    return texts.plain("join").join(texts.plain(f"material.{one.id}") for one in _in_order(materials))


def _in_order(materials: Iterable[str]) -> list[Material]:
    wanted = set(materials)
    return [one for one in MATERIALS.values() if one.id in wanted]


def _way(texts: Texts, filing: Filing) -> str:
    return texts.plain(f"way.{filing.application.way}")
