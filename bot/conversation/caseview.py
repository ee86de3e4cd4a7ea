"""How a case looks to the desk: a line of the queue, and the page with the answer, its tree of reasons, its facts."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.conversation import pages
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.forms.eligibility import as_answer
from bot.rulebook import edition
from bot.texts import Rich, Texts
from domain.answers import Answer, Correction, as_known, as_paths
from domain.cases import Author, Case, Entry
from domain.conditions import Finding
from domain.eligibility import WayFound
from domain.facts import FACTS, Facts
from domain.people import Person
from domain.staff import Right, Staff
from domain.when import NEVER
from storage.cases import Waiting
from storage.chats import Stored

SHORT = 100
"""Characters of a message of the talk."""
SIGNS = {Author.PERSON: "🗣", Author.DESK: "🏛", Author.NOTE: "📝"}


def label(turn: Turn, case: Case, me: Staff) -> Button:
    """A case as a button of the queue: number, kind, where, how long it waits, whether it is late or taken."""
    days = (turn.now - case.opened_at).days
    marks = ("⏰" if case.is_late(turn.now) else "") + (
        "✋" if case.taken_by == me.id else "🔒" if case.taken_by else ""
    )
    place = case.area or turn.texts.plain("desk.no_area")
    kind = turn.texts.plain(f"kind.{case.kind}")
    words = turn.texts.plain("desk.label", number=case.id, kind=kind, area=place, days=days)
    return Button(f"{marks} {words}".strip()[:60], f"m:case:{case.id}")


def counted(turn: Turn, me: Staff, counts: Sequence[Waiting]) -> Rich:
    """How many wait, and how many of them are late, by kind and sub-district."""
    texts, area = turn.texts, me.area or turn.texts.plain("desk.whole")
    total, late = sum(one.count for one in counts), sum(one.late for one in counts)
    if not total:
        return texts.say("desk.nothing", area=area)
    lines = [
        texts.plain(
            "desk.count",
            kind=texts.plain(f"kind.{one.kind}"),
            area=one.area or texts.plain("desk.no_area"),
            count=one.count,
            late=one.late,
        )
        for one in counts
    ]
    return texts.say("desk.queue", area=area, count=total, late=late).then(Rich("\n".join(lines)))


def head(turn: Turn, case: Case, said: Sequence[Entry]) -> Rich:
    """Number, kind, where, since when and by when; and who said what."""
    texts = turn.texts
    words = texts.say(
        "desk.case",
        number=case.id,
        kind=texts.plain(f"kind.{case.kind}"),
        area=case.area or texts.plain("desk.no_area"),
        opened=turn.moment(case.opened_at),
        until=turn.moment(case.promised_by),
    )
    return words.then(Rich("\n".join(f"{SIGNS[one.author]} {one.words}" for one in said)))


def doings(turn: Turn, me: Staff, case: Case, own: Rows) -> Rows:
    """What this staff member may do with a case now: take it or, while he works on it, `own`; and the way back."""
    home = [pages.button(turn.texts, "queue", "m:queue")]
    if not case.is_open or not me.may(Right.DECIDE) or case.taken_by not in (None, me.id):
        return [home]
    if case.taken_by is None:
        return [[pages.button(turn.texts, "take", f"k:take:{case.id}")], home]
    return [*own, home]


def question(turn: Turn, case: Case, said: Sequence[Entry], talk: Sequence[Stored]) -> Rich:
    """A question with the talk that led to it."""
    lines = [f"{'🏛' if one.ours else '🗣'} {one.payload.get('text', '')[:SHORT]}" for one in talk]
    words = head(turn, case, said).then(turn.texts.say("desk.talk"))
    return words.then(Rich("\n".join(line.replace("\n", " ") for line in lines if len(line) > 2)), "\n")


def page(turn: Turn, case: Case, answer: Answer, said: Sequence[Entry], mended: Sequence[Correction]) -> Rich:
    """Everything an appeal stands on: who said what, the answer of its day, what the rules say now, why not, the
    facts."""
    texts, again = turn.texts, answer.recomputed()
    words = head(turn, case, said)
    told = texts.say(
        "desk.answer", day=texts.day(answer.on), verdict=pages.verdict(texts, answer), edition=answer.edition
    )
    if not answer.stands():
        told = told.then(texts.say("desk.differs", verdict=pages.verdict(texts, again), edition=edition()), "\n")
    words = words.then(told).then(tree(texts, again.ways, answer.facts, answer.on), "\n")
    return words.then(known(turn, as_known(answer, mended, turn.today)))


def known(turn: Turn, of: Facts) -> Rich:
    """The facts that are known, one a line."""
    told = as_paths(of)
    shown = Rich("\n".join(f"• {line}" for path, line in facts(turn, of) if path in told))
    return turn.texts.say("desk.facts").then(shown, "\n")


def tree(texts: Texts, ways: Sequence[WayFound], of: Facts, on: date) -> Rich:
    """Way by way every condition that is not met or not known, with its clause and the day that time brings it."""
    lines = []
    for way in ways:
        if lacking := [one for one in way.conditions if not one.holds]:
            lines += [texts.plain(f"way.{way.way}"), *(_branch(texts, one, of, on) for one in lacking)]
    return Rich("\n".join(lines))


def _branch(texts: Texts, one: Finding, of: Facts, on: date) -> str:
    begins, _ = one.condition.when(of, on)
    text = texts.plain(f"condition.{one.id}")
    sign = "❓" if one.holds is None else "✗" if begins == NEVER else "⏳"
    day = f" → {texts.day(begins)}" if sign == "⏳" else ""
    return f"　{sign} {text}【{one.condition.mark}】{day}"


def facts(turn: Turn, of: Facts) -> Iterator[tuple[str, str]]:
    """Every fact by its path with what is known of it; — where nothing is."""
    told = as_paths(of)
    for path, fact in FACTS.items():
        value = pages.value(turn.texts, path, as_answer(fact, told[path])) if path in told else "—"
        yield path, f"{pages.label_of(turn.texts, path)}：{value}"


def mended(texts: Texts, one: Correction) -> str:
    """A corrected fact in one line, with the reason."""
    value = pages.value(texts, one.fact.path, as_answer(one.fact, one.value))
    return texts.plain("appeal.mended", fact=pages.label_of(texts, one.fact.path), value=value, reason=one.reason)


def guarded(turn: Turn, guardian: Person | None) -> Rich:
    """That a guardian acts for the child, and who he is if he is on record."""
    if guardian is None:
        return turn.texts.say("ward.guarded")
    return turn.texts.say("ward.guarded_by", name=guardian.name, phone=guardian.phone.removeprefix("+86"))
