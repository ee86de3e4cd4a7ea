"""How the one checklist of an application looks: a line and a button for each paper, and its title in a few words."""

from bot.conversation import pages
from bot.conversation.speech import Button, Rows
from bot.conversation.turn import Turn
from bot.texts import Rich, Texts
from domain.filings import Filing
from domain.materials import Material
from domain.ways import Way


def title(turn: Turn, filing: Filing) -> str:
    """How far it is, for where it is kept in sight."""
    papers, owed = filing.brought(turn.today), filing.missing(turn.today)
    return turn.texts.plain("apply.title", done=len(papers) - len(owed), count=len(papers))


def page(turn: Turn, filing: Filing) -> tuple[Rich, Rows]:
    """The list as a message: each paper with what is there of it, and what can be done."""
    texts, owed = turn.texts, {one.id for one in filing.missing(turn.today)}
    words = texts.say("apply.checklist", way=way(turn, filing.application.way))
    papers = filing.brought(turn.today)
    lines = [_line(texts, number, one, filing, owed) for number, one in enumerate(papers, 1)]
    words = words.then(Rich("\n".join(lines)))
    words = words.then(texts.say("apply.complete" if not owed else "apply.owed", count=len(owed)))
    rows = [[Button(_label(texts, number, one, owed), f"m:paper:{one.id}")] for number, one in enumerate(papers, 1)]
    last = [pages.button(texts, "submit", "m:submit"), pages.button(texts, "unapply", "m:unapply")]
    besides = [pages.button(texts, "form", "m:form"), pages.button(texts, "old_card", "m:oldcard")]
    return words, [*rows, last, besides]


def _line(texts: Texts, number: int, one: Material, filing: Filing, owed: set[str]) -> str:
    called, count = name(texts, one), len(filing.pages_of(one.id))
    if count and one.id in owed:
        return texts.plain("apply.line_again", number=number, name=called, count=count)
    if count:
        return texts.plain("apply.line_in", number=number, name=called, count=count)
    if one.id not in owed:
        return texts.plain("apply.line_waived", number=number, name=called)
    issuer = one.issuer and one.issuer.called(texts.language)
    key = "apply.line_out" if issuer is None else "apply.line_from"
    return texts.plain(key, number=number, name=called, issuer=issuer or "", form=f"（{one.form}）" if one.form else "")


def _label(texts: Texts, number: int, one: Material, owed: set[str]) -> str:
    return f"{'⬜' if one.id in owed else '✅'} {number} {name(texts, one)}"[:60]


def name(texts: Texts, one: Material) -> str:
    """What a paper is called."""
    return texts.plain(f"material.{one.id}")


def way(turn: Turn, one: Way) -> str:
    """What a way to the permit is called."""
    return turn.texts.plain(f"way.{one}")
