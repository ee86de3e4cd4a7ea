"""An application on file: whose it is, on which way, the pages handed in, and where it stands (R3.1–R3.5; 二(一)3).

Pages are files kept elsewhere; here they are ids under the paper they belong to. A paper counts as handed in while at
least one page of it is there and the desk has not said that it cannot be used. The form itself (申领表) is filled from
the record when the person submits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from domain.applications import Application, Stage
from domain.eligibility import Verdict, assess
from domain.errors import NoSuchPage, TooManyPages
from domain.facts import Facts
from domain.materials import MATERIALS, Material, required
from domain.ways import Way

FORM = "application_form"
"""The paper that the house fills in itself."""
MOST_PAGES = 30
"""Pages of one paper: a lease has fewer, and a desk has to read them."""
BESIDES: Mapping[str, str] = MappingProxyType(
    {Verdict.NOT_APPLICABLE.value: "二(一)1", Verdict.TALENT_ROUTE.value: "二(一)2末"}
)
"""Verdicts under which no way is looked at, each a reason of its own, with their clauses."""
OPEN = frozenset({Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.ACCEPTED, Stage.ISSUED})
"""Stages after which another application may begin only when this one has ended."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paper: the id of its file."""

    file: str
    material: str


@dataclass(frozen=True, slots=True)
class Filing:
    """One application of one person, kept by the account that handles it."""

    id: int | None
    account_id: int
    person_id: int
    opened_on: date
    application: Application
    facts: Facts
    pages: tuple[Page, ...] = ()
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it still binds the person: nobody has two at a time."""
        return self.application.stage in OPEN

    @property
    def in_hand(self) -> bool:
        """Whether the person may change it now."""
        return self.application.stage in (Stage.DRAFT, Stage.RETURNED)

    def required(self, on: date) -> tuple[Material, ...]:
        """Every paper that it needs on a day, in the order of asking."""
        return required(self.facts, self.application.way, on)

    def brought(self, on: date) -> tuple[Material, ...]:
        """Those of them that the person brings."""
        return tuple(one for one in self.required(on) if one.id != FORM)

    def missing(self, on: date) -> tuple[Material, ...]:
        """What is still owed, all at once; the form is not the person's to bring."""
        owed = self.application.owed([one.id for one in self.required(on)])
        return tuple(one for one in self.brought(on) if one.id in owed)

    def grounds(self, on: date) -> tuple[str, ...]:
        """Why it is to be refused on a day (R3.2, 说明理由): the ids of those conditions of its way that surely are not
        met, or the verdict under which no way is looked at. What is not known is no ground."""
        found = assess(self.facts, on)
        if found.verdict in BESIDES:
            return (found.verdict.value,)
        mine = next(one for one in found.ways if one.way is self.application.way)
        return tuple(one.id for one in mine.conditions if one.holds is False)

    def pages_of(self, material: str) -> tuple[Page, ...]:
        """The pages of a paper, in their order."""
        return tuple(page for page in self.pages if page.material == material)

    def handing_in(self, page: Page) -> "Filing":
        """With one more page."""
        if page.material not in MATERIALS or page.material == FORM:
            raise NoSuchPage
        if len(self.pages_of(page.material)) >= MOST_PAGES:
            raise TooManyPages
        return self._next(application=self.application.handing_in(page.material), pages=(*self.pages, page))

    def without(self, file: str) -> "Filing":
        """Without a page; a paper without pages is not handed in any more."""
        gone = next((page for page in self.pages if page.file == file), None)
        if gone is None:
            raise NoSuchPage
        left = tuple(page for page in self.pages if page.file != file)
        stays = any(page.material == gone.material for page in left)
        application = self.application if stays else self.application.taking_back(gone.material)
        return self._next(application=application, pages=left)

    def on_way(self, way: Way) -> "Filing":
        """On another way; what was handed in stays."""
        return self._next(application=self.application.on_way(way))

    def submitted(self, facts: Facts, on: date) -> "Filing":
        """Before the desk, with the form filled in and the facts as they are known now."""
        return self._next(application=self.application.handing_in(FORM).submitted(on), facts=facts)

    def corrected(self, facts: Facts, on: date, *, overlooked: bool) -> "Filing":
        """With facts as the desk has found them. What they require anew may be asked for, unless they were so already
        when the first notice was given and were `overlooked` then (R3.2)."""
        after = replace(self, facts=facts)
        application = self.application
        if overlooked and application.notices:
            new = {one.id for one in after.required(on)} - {one.id for one in self.required(on)}
            application = application.found_required(new)
        return self._next(facts=facts, application=application)

    def accepted(self, on: date, *, special: bool = False) -> "Filing":
        """Accepted, once nothing that it needs on the day is owed any more."""
        wanted = [one.id for one in self.required(on)]
        return self.stepped(self.application.special_case(special).accepted(on, wanted))

    def withdrawn(self, on: date) -> "Filing":
        """Taken back by the person, and his pages with it."""
        return self._next(application=self.application.withdrawn(on), pages=())

    def stepped(self, application: Application) -> "Filing":
        """After a step of the desk or of the person."""
        return self._next(application=application)

    def _next(self, **changes: object) -> "Filing":
        return replace(self, version=self.version + 1, **changes)  # type: ignore[arg-type]
