"""The rule book: what the code does, printed from what it declares, so that an official can proof-read it.

`anju rules book` prints it and `docs/rules.md` keeps it. Nothing is told here that is not declared or computed: where a
rule is a function its outcomes are shown by asking it, and its own sentence stands beside it.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from bot.rulebook_situations import EXAMPLE, OF_AGE, Situation, of_way, told
from bot.rulebook_words import CURES, ITEMS, MATTERS, OUTCOMES, QUOTES, STEPS, UNITS, VALUES, both, pair
from domain import reminders, ways
from domain.amendments import DATED
from domain.clauses import INSTRUMENTS, clause
from domain.conditions import CONDITIONS, Condition
from domain.departments import DEPARTMENTS
from domain.facts import Fact
from domain.law import LONG_AGO, Dated
from domain.materials import MATERIALS, Material
from domain.permits import Outcome, standing
from domain.rooms import Equipment, Fault, Hazard
from domain.ways import WAYS, Variant

EDITION = 12
"""Hexadecimal digits of an edition."""
SHORT = 80
"""Characters of a clause of which nobody has chosen the words that matter."""


def book() -> str:
    """The whole book, Markdown, Chinese first."""
    parts = (_opening, _conditions, _ways, _numbers, _materials, _permit, _reminders, _rooms, _departments, _clauses)
    return "\n\n".join("\n\n".join(part()) for part in parts) + "\n"


@cache
def edition() -> str:
    """The rules of this program by name: the first digits of the printed book's SHA-256. Every answer keeps it."""
    return sha256(book().encode()).hexdigest()[:EDITION]


def amount(number: Dated[Any], value: Any) -> str:
    """One value with its unit."""
    if isinstance(value, frozenset):
        return "、".join(sorted(value))
    return f"{value} {UNITS[number.unit]} {number.unit}"


def _values(number: Dated[Any]) -> str:
    """All values of a number with the days from which they hold."""
    return "；".join(
        amount(number, value) if begins == LONG_AGO else f"{begins} 起 from: {amount(number, value)}"
        for begins, value in number.values
    )


def table(heads: str, rows: Iterable[tuple[str, ...]]) -> str:
    """A table; `heads` are parted by |."""
    lines = [tuple(heads.split("|")), ("---",) * (heads.count("|") + 1), *rows]
    return "\n".join(f"| {' | '.join(cell or '—' for cell in line)} |" for line in lines)


def _opening() -> Iterator[str]:
    yield "# 规则书 · Rule book"
    yield (
        "本文由 `anju rules book` 从程序的声明里生成，供工作人员核对程序做的和条款写的是否一致；不要手改。"
        "条款只摘相关的话，全文在最后。\n"
        "Printed by `anju rules book` from what the program declares, for officials to proof-read; not to be edited by "
        "hand. Beside a rule stand only the words of its clause that matter; the clauses in full are at the end."
    )
    rows = [(f"《{one.title}》", one.status, str(one.in_force or ""), str(one.checked)) for one in INSTRUMENTS]
    yield table("文件 instrument|性质 status|施行 in force|核对 checked", rows)


def _quoted(one: Condition) -> str:
    """The words of the clause on which a condition stands; where nobody has chosen them, how the clause begins."""
    words = "".join(clause(one.mark).words.split())
    chosen = QUOTES.get(one.id)
    if chosen is None:
        return f"【{one.mark}】{words[:SHORT]}……"
    if chosen not in words:
        raise ValueError(f"{chosen} does not stand in {one.mark}")
    return f"【{one.mark}】……{chosen}……"


def _fact(fact: Fact) -> str:
    return f"{both(f'label.{fact.path}')} `{fact.path}`"


def _conditions() -> Iterator[str]:
    yield "## 条件 · Conditions"
    for one in CONDITIONS.values():
        yield f"### `{one.id}` {both(f'condition.{one.id}')}"
        lines = [
            f"条款 clause: {_quoted(one)}",
            f"程序做的 in code: {one.when.__doc__}",
            f"读取 reads: {'；'.join(_fact(fact) for fact in one.facts)}",
            *(f"数值 value: `{limit.name}` {pair(VALUES[limit.name])}: {_values(limit)}" for limit in one.limits),
            f"怎样才行 cure（{pair(CURES[one.cure])}）: {both(f'cure.{one.id}')}",
        ]
        yield "\n".join(f"- {line}" for line in lines)


def _ways() -> Iterator[str]:
    yield "## 三条路 · The three ways"
    yield f"人人都要 asked of all: {_listed(ways.FOR_ALL)}；未成年 under `adult_years`: {_listed(ways.FOR_MINORS)}"
    for path in WAYS:
        yield f"### `{path.way}` {both(f'way.{path.way}')}【{path.mark}】"
        situations = of_way(path)
        alike: dict[Variant, list[Situation]] = {}
        for one in situations:
            alike.setdefault(path.variant(one.facts), []).append(one)
        rows = [(told(which, situations), _asked(variant), _until(variant)) for variant, which in alike.items()]
        yield table("情况 situation|条件 conditions|到期 ends", rows)


def _listed(conditions: Iterable[Condition]) -> str:
    return "、".join(f"`{one.id}`" for one in conditions)


def _asked(variant: Variant) -> str:
    return _listed(variant.conditions[: variant.sure])


def _until(variant: Variant) -> str:
    return "租约期内 within the lease" if variant.leased else ""


def _numbers() -> Iterator[str]:
    yield "## 数值 · Dated values"
    yield "没有写日期的，一直是这个值。 · A value without a day has always held."
    rows = []
    for one in DATED.values():
        readers = _listed(each for each in CONDITIONS.values() if one in each.limits)
        rows.append((f"`{one.name}`", pair(VALUES[one.name]), _values(one), one.mark, readers, one.decided or ""))
    yield table("名字 name|含义 meaning|值 values|条款 clause|读取它的条件 read by|项目的决定 decided, and why", rows)


def _materials() -> Iterator[str]:
    yield "## 材料 · Papers of an application"
    rows = []
    for one in MATERIALS.values():
        issuer = f"{one.issuer.name} · {one.issuer.english}" if one.issuer else ""
        way = both(f"way.{one.way}") if one.way else "都要 all"
        rows.append((f"`{one.id}`", both(f"material.{one.id}"), issuer, one.form or "", one.mark, way, _asked_of(one)))
    yield table("材料 paper|名称 name|出具 issuer|附件 annex|条款 clause|路 way|什么情况要 asked of", rows)


def _asked_of(paper: Material) -> str:
    """In which situations a paper is asked for, found out by asking."""
    situations = of_way(next(one for one in WAYS if one.way is paper.way)) if paper.way else OF_AGE
    asked = [one for one in situations if paper.asked(one.facts, EXAMPLE)]
    return "都要 everybody" if len(asked) == len(situations) else told(asked, situations)


def _permit() -> Iterator[str]:
    yield "## 签注 · Endorsement of a permit"
    issued = EXAMPLE.replace(year=2025)
    yield f"例：{issued} 签发的居住证。 · For example, a permit issued on {issued}."
    visits = ((2026, 1, 5), (2026, 2, 10), (2026, 2, 20), (2027, 3, 11), (2029, 2, 20))
    now, rows = standing(issued, issued, (), EXAMPLE), []
    for visit in (date(*day) for day in visits):
        before, now = now, now.visited(visit)
        days = f"{before.window.opens} – {before.window.closes}"
        rows.append((str(visit), days, f"`{now.visits[-1].outcome}`", str(now.due), str(now.residence_since)))
    heads = "办理 visit|窗口 window|结果 outcome|有效到 in force until|居住年限起 residence since"
    yield table(heads, rows)
    yield table("结果 outcome|含义 meaning", [(f"`{one}`", pair(OUTCOMES[one])) for one in Outcome])


def _reminders() -> Iterator[str]:
    yield "## 提醒 · Reminders"
    yield f"例：从 {EXAMPLE} 那天算起（到达、变更、发证、可以申领、到期、报送）。 · All counted from {EXAMPLE}."
    promises = (
        *reminders.registration(EXAMPLE, None),
        *reminders.change(EXAMPLE),
        *reminders.endorsement(standing(EXAMPLE, EXAMPLE, (), EXAMPLE)),
        *reminders.ripening(EXAMPLE),
        *reminders.lease_end(EXAMPLE),
        *reminders.unconfirmed_tenant(EXAMPLE),
        *reminders.old_card(EXAMPLE),
        *reminders.amendment(EXAMPLE, EXAMPLE),
    )
    rows = [
        (f"`{one.matter}` {pair(MATTERS[one.matter])}", f"`{one.step}` {pair(STEPS[one.step])}", str(one.on))
        for one in promises
    ]
    yield table("事情 matter|步骤 step|日期 day", rows)


def _rooms() -> Iterator[str]:
    yield "## 出租房 · Rented rooms"
    kinds: tuple[tuple[str, type[StrEnum]], ...] = (
        ("【附件1】隐患 hazard", Hazard),
        ("【附件1】必备 must be there", Equipment),
        ("【附件5】隐患 hazard", Fault),
    )
    for head, items in kinds:
        yield table(f"{head}|含义 meaning", [(f"`{one}`", pair(ITEMS[one])) for one in items])


def _departments() -> Iterator[str]:
    yield "## 部门 · Departments"
    rows = []
    for one in DEPARTMENTS:
        papers = "、".join(f"`{paper.id}`" for paper in MATERIALS.values() if paper.issuer is one)
        rows.append((f"`{one.code}`", one.name, one.english, one.mark, papers))
    yield table("代码 code|名称 name|English|条款 clause|出具 issues", rows)


def _clauses() -> Iterator[str]:
    yield "## 条款全文 · The clauses in full"
    declared: tuple[Any, ...] = (*CONDITIONS.values(), *WAYS, *DATED.values(), *MATERIALS.values(), *DEPARTMENTS)
    for mark in dict.fromkeys(one.mark for one in declared):
        words = "\n".join(f"> {line}" for line in clause(mark).words.splitlines())
        yield f"**【{mark}】**《{clause(mark).instrument.title}》\n\n{words}"
