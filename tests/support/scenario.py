"""Scenarios: conversations written as data that a lawyer can read, played through any channel.

A scenario is a TOML file with a title and steps; what a step may say is the fields of `Step`, and a
misspelt name is refused. The player knows nothing about the bot but what a person sees.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Protocol

from tests.support.people import Answer, NoAnswer, Person

BEGINS = {".pdf": b"%PDF-", ".ics": b"BEGIN:VCALENDAR"}
"""How the files begin that are what their names say."""
ACTS = ("say", "press", "press_old", "photo", "document", "edit", "contact", "sticker", "voice")


class BadScenario(ValueError):
    """The file says something the player does not understand."""


@dataclass(frozen=True)
class Step:
    """What one person does, then what he should see. All waits are for these sights; nothing is timed."""

    say: str = ""
    press: str = ""
    press_old: str = ""
    photo: str = ""
    document: str = ""
    edit: str = ""
    nth: int = 0
    contact: str = ""
    sticker: bool = False
    voice: bool = False
    today: str = ""
    restart: bool = False
    invite: str = ""
    area: str = ""
    who: str = "first"
    channel: str = ""
    expect: tuple[str, ...] = ()
    expect_not: tuple[str, ...] = ()
    expect_buttons: tuple[str, ...] = ()
    expect_no_buttons: tuple[str, ...] = ()
    expect_picture: bool = False
    expect_document: str = ""
    expect_pinned: int = -1
    remember: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def act(self) -> str:
        return next((name for name in ACTS if getattr(self, name)), "")

    def __str__(self) -> str:
        shown = (f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if getattr(self, f.name) != f.default)
        return ", ".join(part for part in shown if not part.endswith("={}"))


@dataclass(frozen=True)
class Scenario:
    """A title, the day it is played on, and its steps."""

    title: str
    steps: tuple[Step, ...]
    today: str = ""
    channels: tuple[str, ...] = ("telegram", "web")
    about: str = ""
    folder: Path = Path()

    @classmethod
    def load(cls, path: Path) -> Scenario:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            steps = tuple(_step(raw, number) for number, raw in enumerate(data.pop("step", []), 1))
            if not steps:
                raise BadScenario("no steps")
            channels = tuple(data.pop("channels", ("telegram", "web")))
            return cls(steps=steps, channels=channels, folder=path.parent, **data)
        except (BadScenario, TypeError, tomllib.TOMLDecodeError) as problem:
            raise BadScenario(f"{path.name}: {problem}") from problem


def _step(raw: dict[str, Any], number: int) -> Step:
    known = {f.name: f for f in fields(Step)}
    if unknown := raw.keys() - known.keys():
        raise BadScenario(f"step {number}: unknown {sorted(unknown)}")
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    step = Step(**given)
    if sum(bool(getattr(step, name)) for name in ACTS) > 1:
        raise BadScenario(f"step {number}: one act at a time")
    for name in ("expect", "expect_not", "expect_buttons", "expect_no_buttons"):
        if isinstance(getattr(step, name), str):
            raise BadScenario(f"step {number}: {name} must be a list")
    return step


class House(Protocol):
    """What the player needs of the running bot: to be started again with other settings, and its command line."""

    async def restart(self, **environment: str) -> None: ...

    async def command(self, *arguments: str) -> str: ...


class ScenarioFailed(AssertionError):
    """A step did not go as written."""


class Player:
    """Plays a scenario with persons who come when they are called for the first time."""

    def __init__(
        self,
        house: House,
        invite: Callable[[str], Awaitable[Person]],
        photos: Callable[[str], bytes] | None = None,
    ) -> None:
        self._house = house
        self._invite = invite
        self._photos = photos
        self._people: dict[str, Person] = {}
        self.remembered: dict[str, str] = {}

    async def play(self, scenario: Scenario) -> None:
        """The house must already run on the scenario's day."""
        for number, step in enumerate(scenario.steps, 1):
            try:
                await self._play(step, scenario)
            except AssertionError as problem:
                words = f"「{scenario.title}」 step {number}: {step}\n{problem}{await self._transcripts(problem)}"
                raise ScenarioFailed(words) from None

    async def _play(self, step: Step, scenario: Scenario) -> None:
        person = await self._person(step.who)
        if step.channel and step.channel != person.channel:
            return
        if step.restart or step.today:
            await person.look()
            await self._house.restart(**({"ANJU_TODAY": step.today} if step.today else {}))
        if step.invite:
            where = ("--area", step.area) if step.area else ()
            printed = await self._house.command("staff", "invite", "--role", step.invite, *where)
            self.remembered["invitation"] = re.findall(r"#start=([\w-]+)", printed)[0]
        if step.act in ("sticker", "voice") and not person.can_send_stickers:
            return
        await self._act(person, step, scenario)
        if step.act or step.expect or step.expect_buttons or step.expect_picture or step.expect_document:
            await self._check(person, step)

    async def _act(self, person: Person, step: Step, scenario: Scenario) -> None:
        words = self._filled(getattr(step, step.act)) if step.act else ""
        match step.act:
            case "say":
                await person.say(words)
            case "press":
                await person.press(words)
            case "press_old":
                await person.press_old(words, step.nth or 1)
            case "photo":
                await person.photo(self._photo(words, scenario))
            case "document":
                await person.document(self._photo(words, scenario), words, "application/pdf")
            case "edit":
                await person.edit(step.nth or -1, words)
            case "contact":
                await person.contact(words)
            case "sticker":
                await person.sticker()
            case "voice":
                await person.voice()

    async def _check(self, person: Person, step: Step) -> None:
        wanted = [self._filled(words) for words in step.expect]
        labels = [self._filled(label) for label in step.expect_buttons]
        file = self._filled(step.expect_document)

        def lacking(answer: Answer) -> list[str]:
            gaps = [f"「{words}」" for words in wanted if words not in answer]
            gaps += [f"button [{label}]" for label in labels if not answer.offers(label)]
            gaps += ["a picture"] if step.expect_picture and not answer.has_picture else []
            return gaps + ([f"the file {file}"] if file and file not in answer.documents else [])

        try:
            answer = await person.answer(until=lambda seen: not lacking(seen))
        except NoAnswer as problem:
            gaps = ", ".join(lacking(problem.answer)) or "any answer"
            raise AssertionError(f"missing: {gaps}; shown: {problem.answer.texts}") from None
        if file:
            await self._check_file(person, file)
        if step.expect_pinned >= 0:
            await person.sees_pinned(step.expect_pinned)
        self._check_absent(answer, step)
        self._remember(answer, step)

    async def _check_file(self, person: Person, wanted: str) -> None:
        """The newest file is the one that is waited for, and it is what its name says."""
        name, content = await person.file()
        if name != wanted or not content.startswith(BEGINS.get(Path(name).suffix, b"")):
            raise AssertionError(f"{wanted} is not there: {name} begins with {content[:5]!r}")

    def _check_absent(self, answer: Answer, step: Step) -> None:
        shown = [f"「{words}」" for words in map(self._filled, step.expect_not) if words in answer]
        shown += [f"button [{label}]" for label in step.expect_no_buttons if answer.offers(label)]
        if shown:
            raise AssertionError(f"must not be there: {', '.join(shown)}")

    def _remember(self, answer: Answer, step: Step) -> None:
        for name, pattern in step.remember.items():
            found = re.search(pattern, answer.text)
            if found is None:
                raise AssertionError(f"nothing to remember as {name}: {pattern!r} does not occur")
            self.remembered[name] = found[found.re.groups and 1]

    def _filled(self, words: Any) -> str:
        """`{name}` stands for what was remembered under this name."""
        if not isinstance(words, str):
            return ""
        return re.sub(r"\{(\w+)\}", lambda m: self.remembered.get(m[1], m[0]), words)

    def _photo(self, name: str, scenario: Scenario) -> bytes:
        return self._photos(name) if self._photos else (scenario.folder / "photos" / name).read_bytes()

    async def _person(self, who: str) -> Person:
        if who not in self._people:
            self._people[who] = await self._invite(who)
        return self._people[who]

    async def _transcripts(self, problem: AssertionError) -> str:
        if "--- transcript" in str(problem):
            return ""
        parts = [f"\n--- transcript: {who} ---\n{await p.screen()}" for who, p in self._people.items()]
        return "".join(parts)
