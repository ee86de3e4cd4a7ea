"""The verdict on the permit: yes, from which day, no because, or what is missing; each way with its conditions.

The rules decide, the page only words it: every condition with its mark and its clause, what would cure it, the papers
of a way with the offices that issue them.
"""

from typing import Any

from bot.conversation import asides, cardview, caseview, pages, reasoning, reminding
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.forms.eligibility import ELIGIBILITY, assessed, corrected_by_desk, facts_of, mended, unsettled
from bot.forms.eligibility_hearing import LEASE_MONTHS
from bot.interview.draft import Draft
from bot.interview.form import Form
from bot.interview.supposing import Supposed
from bot.rulebook import edition
from bot.texts import Rich, Texts
from domain.answers import RUNNING
from domain.clauses import clause
from domain.conditions import Finding
from domain.days import days_left
from domain.eligibility import Assessment, Verdict, WayFound, best_way
from domain.materials import required
from domain.usecases.answering import give_answer
from domain.ways import Way
from domain.when import NEVER

SIGNS = {True: "✅", False: "✗", None: "❓"}


def remember(turn: Turn, draft: Draft) -> None:
    """Fill in what the person told for an earlier verdict and what time has not made untrue."""
    same_month = (turn.state.facts_on or "")[:7] == turn.today.isoformat()[:7]
    for name, told in turn.state.facts.items():
        if told is not None and draft.answers.get(name) is None and (same_month or name not in RUNNING):
            draft.answers[name] = told
            if ELIGIBILITY.field(name):
                draft.trail.append(name)


async def finish(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    """All is told that can decide: keep it, and say the verdict."""
    draft = turn.draft(form)
    told = [*(draft.trail if draft else ()), LEASE_MONTHS]
    await turn.recall_corrections()
    answers |= corrected_by_desk(turn.context())
    turn.state.facts = {name: answers.get(name) for name in told}
    turn.state.facts_on = turn.today.isoformat()
    turn.forget(form)
    given = await give_answer(turn.account.id, facts_of(answers), turn.today, edition(), turn.uow, turn.instant)
    reminded, remind = await reminding.followed(turn, assessed(answers))
    old, door = await cardview.beside_verdict(turn)
    verdict(turn, answers, given.id, old.then(reminded), (remind, door))


def verdict(turn: Turn, answers: dict[str, Any], number: int | None, more: Rich, doors: tuple[Rows, Rows]) -> None:
    """The page with the whole answer, kept under this number; besides it his old card and what became of a reminder,
    with the buttons for both."""
    found, texts = assessed(answers), turn.texts
    words = _headline(turn, found, answers)
    if found.ways:
        words = words.then(Rich("\n".join(_line(texts, way) for way in found.ways)))
    if found_by_desk := mended(turn.context()).values():
        lines = Rich("\n".join(caseview.mended(texts, one) for one in found_by_desk))
        words = words.then(texts.say("eligible.by_desk")).then(lines, "\n")
    rows = [
        [Button(texts.plain("button.way", way=texts.plain(f"way.{one.way}")), f"m:way:{one.way}")] for one in found.ways
    ]
    first = best_way(found)
    if first is not None and found.verdict in (Verdict.ELIGIBLE, Verdict.NOT_YET):
        rows.insert(0, [pages.button(texts, "papers", f"m:papers:{first.way}")])
    if first is not None and first.verdict is Verdict.ELIGIBLE:
        rows.insert(0, [pages.button(texts, "apply", f"m:apply:{first.way}")])
    if answers.get("registered_on") is False:
        words = words.then(texts.say("eligible.register_first"))
        rows.insert(0, [pages.button(texts, "menu.register", "m:register")])
    words = words.then(more).then(texts.say("eligible.note"))
    remind, old = doors
    drawn = [pages.button(texts, "timeline", "m:timeline")] if found.ways else []
    rows.append([*drawn, pages.button(texts, "fix", "m:fix")])
    turn.say(
        words, [*remind, *rows, *(old if found.ways else ()), [pages.button(texts, "appeal", f"m:appeal:{number}")]]
    )


def _headline(turn: Turn, found: Assessment, answers: dict[str, Any]) -> Rich:
    texts = turn.texts
    missing = texts.plain("join").join(pages.label_of(texts, fact.path) for fact in unsettled(answers))
    if found.verdict is Verdict.NOT_YET and found.earliest:
        left = texts.left(days_left(found.earliest, turn.today))
        words = texts.say("eligible.not_yet", day=texts.day(found.earliest), left=left)
        return words.then(texts.say("eligible.perhaps_sooner", missing=missing), "\n") if missing else words
    if found.verdict is Verdict.UNKNOWN:
        return texts.say("eligible.unknown", missing=missing)
    return texts.say(f"eligible.{found.verdict}")


def _line(texts: Texts, found: WayFound) -> str:
    """One way in one line: its sign, from when, what is not met or not known."""
    name = texts.plain(f"way.{found.way}")
    if found.verdict is Verdict.ELIGIBLE:
        return texts.plain("eligible.way_open", way=name)
    if found.verdict is Verdict.NOT_YET and found.earliest:
        return texts.plain("eligible.way_from", way=name, day=texts.day(found.earliest))
    lacking = [one for one in found.conditions if one.holds is (None if found.verdict is Verdict.UNKNOWN else False)]
    names = texts.plain("join").join(texts.plain(f"condition.{one.id}") for one in lacking)
    return texts.plain(f"eligible.way_{found.verdict}", way=name, lacking=names)


async def shown(turn: Turn, what: str, which: str) -> None:
    """A page behind the verdict: one way in full, its papers, or which answer to change."""
    await turn.recall()
    await turn.recall_corrections()
    draft = turn.new_draft(ELIGIBILITY)
    remember(turn, draft)
    if not turn.state.facts and what != "fix":
        return turn.say("eligible.first", [[pages.button(turn.texts, "menu.eligibility", "m:eligibility")]])
    if what == "fix":
        return _fix(turn, draft, which)
    if what == "because":
        return reasoning.because(turn, draft.answers, which)
    found = assessed(draft.answers)
    chosen = next((way for way in found.ways if way.way == which), None) or best_way(found)
    if chosen is None:
        return asides.answer_faq(turn, "application_materials")
    {"way": _way, "papers": _papers, "clauses": _clauses}[what](turn, draft, chosen)
    return None


async def compared(turn: Turn, things: tuple[Supposed, ...]) -> None:
    """What would be if: the present dates beside the supposed ones, from what was told so far."""
    await turn.recall()
    await turn.recall_corrections()
    draft = turn.draft(ELIGIBILITY) or turn.new_draft(ELIGIBILITY)
    remember(turn, draft)
    if not draft.trail:
        return turn.say("eligible.first_facts", [[pages.button(turn.texts, "menu.eligibility", "m:eligibility")]])
    return reasoning.compared(turn, draft.answers, things)


def _way(turn: Turn, draft: Draft, found: WayFound) -> None:
    """Every condition of a way: met or not, its clause, and what would turn it."""
    texts = turn.texts
    words = texts.say("eligible.way_title", way=texts.plain(f"way.{found.way}"))
    for one in found.conditions:
        words = words.then(_condition(turn, draft, one))
    basis = pages.button(texts, "basis", f"m:clauses:{found.way}")
    unmet = [one for one in found.conditions if one.holds is False]
    reasons = [
        [pages.button(texts, "because", f"m:because:{one.id}", what=texts.plain(f"condition.{one.id}"))]
        for one in unmet
    ]
    here = [pages.button(texts, "papers", f"m:papers:{found.way}"), basis]
    turn.say(words, [*reasons, here, [pages.button(texts, "fix", "m:fix")]])


def _clauses(turn: Turn, draft: Draft, found: WayFound) -> None:
    """The clauses of a way in the notice's own words."""
    marks = dict.fromkeys(one.condition.mark for one in found.conditions)
    turn.say(Rich("\n\n".join(f"【{mark}】{clause(mark).words}" for mark in marks)))


def _condition(turn: Turn, draft: Draft, one: Finding) -> Rich:
    """A condition in one line, and if it is not met, from when time brings it or what would turn it."""
    texts, (begins, _) = turn.texts, one.condition.when(facts_of(draft.answers), turn.today)
    waiting = one.holds is False and begins != NEVER
    sign = "⏳" if waiting else SIGNS[one.holds]
    text = texts.plain(f"condition.{one.id}")
    said = texts.say("eligible.condition", sign=sign, text=text, mark=one.condition.mark)
    if waiting:
        left = texts.left(days_left(begins, turn.today))
        return said.then(texts.say("eligible.from", day=texts.day(begins), left=left), "\n")
    return said.then(texts.say(f"cure.{one.id}"), "\n") if one.holds is False else said


def _papers(turn: Turn, draft: Draft, found: WayFound) -> None:
    """The papers of a way, each with the office that issues it and its annex."""
    texts = turn.texts
    lines = [_paper(texts, one) for one in required(facts_of(draft.answers), Way(found.way), turn.today)]
    words = texts.say("eligible.papers", way=texts.plain(f"way.{found.way}")).then(Rich("\n".join(lines)))
    turn.say(words.then(texts.say("eligible.papers_note")), [[pages.button(texts, "basis", "d:application_materials")]])


def _paper(texts: Texts, one: Any) -> str:
    name = texts.plain(f"material.{one.id}")
    if one.issuer is None:
        return texts.plain("eligible.paper_own", name=name)
    issuer = one.issuer.called(texts.language)
    key = "eligible.paper_form" if one.form else "eligible.paper_from"
    return texts.plain(key, name=name, issuer=issuer, form=one.form or "")


def _fix(turn: Turn, draft: Draft, which: str) -> None:
    """Change one answer: choose which, then it is asked again and the verdict follows."""
    field = ELIGIBILITY.field(which)
    if field is None:
        told = [name for name in draft.trail if draft.answers.get(name) is not None]
        rows = [
            [
                Button(
                    f"{pages.label_of(turn.texts, n)}：{pages.value(turn.texts, n, draft.answers[n])}"[:60],
                    f"m:fix:{n}",
                )
            ]
            for n in told
        ]
        return turn.say("eligible.fix", [*rows, [pages.button(turn.texts, "again", "m:eligibility")]])
    draft.cursor = field.name
    turn.state.active, turn.state.waiting = ELIGIBILITY.name, None
    turn.keep(draft)
    return pages.question(turn, ELIGIBILITY, draft)
