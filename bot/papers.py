"""The papers of the house as what leaves it: each is signed and set when its message is brought.

A paper is named by ids alone and drawn from the record; one that no record stands behind (不予签注说明, whose facts are
not kept; a check of a room) goes with its message as data. What names a person is drawn only for an account that stands
for him now, and for staff who may look at the case now.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.attachments import Gone
from bot.clock import SHANGHAI, Clock
from bot.documents import papers
from bot.documents.papers import SERIES, House, Kind, Sheet
from bot.documents.papers.sheet import Pen
from bot.documents.typesetting import Typesetter, harmless
from bot.vouchers.claims import DIGEST_BYTES, PaperClaims, check_code
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.qr import qr_svg
from bot.vouchers.wire import sign, to_text
from domain.applications import Stage
from domain.cases import Author, Case, Outcome
from domain.filings import Filing
from domain.oldcards import OldCard
from domain.people import Person
from domain.registrations import Dwelling, Registration
from domain.usecases import desk
from domain.usecases.changing import changed_by
from domain.usecases.guarding import guardian_behind
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

MEDIA = "application/pdf"
ACCEPTED = (Stage.ACCEPTED, Stage.ISSUED, Stage.COLLECTED)
"""Stages of an application that has a receipt."""
REFUSED = (Stage.REFUSED,)


class NoSuchPaper(Gone):
    """There is nothing that such a paper could say, or not for this account."""


class Named(NamedTuple):
    """What a message carries of a paper: for whom it is drawn, of which application, by which case, which notice; and
    where the desk asked, who of the staff and in which case."""

    account: int
    filing: int
    case: int = 0
    notice: int = -1
    staff: int = 0
    looks_in: int = 0


class Printed(NamedTuple):
    """A paper that there is of an application: its kind, the case that made it; of notices which one, and its day."""

    kind: Kind
    case: int = 0
    notice: int = -1
    on: date | None = None


def there_are(filing: Filing, decided: Sequence[Case]) -> dict[str, Printed]:
    """The papers that there are of an application as it stands, by a name that a button can carry."""
    stage, found = filing.application.stage, {}
    if stage not in (Stage.DRAFT, Stage.WITHDRAWN):
        found["form"] = Printed(Kind.FORM)
    returned = [one for one in decided if one.outcome is Outcome.RETURNED]
    for at, (case, notice) in enumerate(zip(returned, filing.application.notices, strict=False)):
        found[f"notice{at}"] = Printed(Kind.NOTICE, case.id or 0, at, notice.on)
    for outcome, kind, stages in ((Outcome.ACCEPTED, Kind.RECEIPT, ACCEPTED), (Outcome.REFUSED, Kind.REFUSAL, REFUSED)):
        made = [one for one in decided if one.outcome is outcome]
        if made and stage in stages:
            found[kind.value] = Printed(kind, made[-1].id or 0)
    return found


class Filed(NamedTuple):
    """An application with everything a paper about it may say: `old` is the card that it changes, `guardian` who acts
    for a child."""

    filing: Filing
    person: Person
    registration: Registration | None
    case: Case | None
    remark: str
    old: OldCard | None
    guardian: Person | None


@dataclass(frozen=True, slots=True)
class Papers:
    """Signs and sets papers; `digest_key` keeps who has a code but not the paper from trying out what it might say."""

    store: Store
    keys: VoucherKeys
    clock: Clock
    public_url: str
    press: Typesetter
    digest_key: bytes

    def claims(self, sheet: Sheet) -> PaperClaims:
        """What the code of a paper says: nothing of it but kind, number and day, and a digest of the rest."""
        said = {"kind": sheet.kind, "number": sheet.number, "on": sheet.on.isoformat(), "content": sheet.content}
        plain = json.dumps(harmless(said), ensure_ascii=False, sort_keys=True).encode()
        digest = hmac.digest(self.digest_key, plain, sha256)[:DIGEST_BYTES]
        return PaperClaims(urlsplit(self.public_url).netloc, sheet.kind, sheet.number, sheet.on, digest)

    def text(self, sheet: Sheet) -> str:
        """The text of its code, signed now with the key in use."""
        self.keys.refresh()
        return to_text(sign(self.claims(sheet), self.keys.signing), self.public_url)

    def proof(self, sheet: Sheet) -> dict[str, Any]:
        """What stands at the foot of a paper."""
        pen, code = Pen(sheet.language), check_code(self.claims(sheet).digest)
        url = f"{self.public_url.rstrip('/')}/v"
        return {"qr": qr_svg(self.text(sheet)), "how": pen("prove", url=url), "code": pen("prove_code", code=code)}

    async def pdf(self, sheet: Sheet) -> bytes:
        """The paper as PDF."""
        proof = await asyncio.to_thread(self.proof, sheet)
        return await self.press.pdf(SERIES[sheet.kind].template, {**sheet.content, "proof": proof})

    def kinds(self) -> dict[str, Callable[[Any, str], Awaitable[bytes]]]:
        """Who draws each kind of paper, by the name that a message gives it."""
        return {
            Kind.FORM: self._of(self._form),
            Kind.RECEIPT: self._of(self._receipt),
            Kind.NOTICE: self._of(self._notice),
            Kind.REFUSAL: self._of(self._refusal),
            Kind.HAZARD_FORM: self._of(self._hazard_form),
            Kind.STREET_FORM: self._of(self._street_form),
            Kind.UNENDORSED: self._brought,
            Kind.HAZARD_CHECK: self._brought,
            Kind.ANNEXES: lambda on, language: self.pdf(papers.annexes(date.fromisoformat(on), language)),
        }

    async def _brought(self, told: Any, language: str) -> bytes:
        """A paper that goes with its message as data."""
        return await self.pdf(Sheet.from_json(told))

    def _of(self, write: Callable[[Filed, Named, str], Sheet]) -> Callable[[Any, str], Awaitable[bytes]]:
        """Draws a paper about an application from ids."""

        async def draw(of: Any, language: str) -> bytes:
            named = Named(*of)
            return await self.pdf(write(await self._filed(named), named, language))

        return draw

    async def _filed(self, named: Named) -> Filed:
        """The application as it is on record; NoSuchPaper if the account does not stand for the applicant."""

        async def work(uow: SqlUnitOfWork) -> Filed:
            async with uow:
                filing = await uow.filings.get(named.filing)
                person = await _applicant(named, uow)
                if filing is None or person is None or person.id != filing.person_id:
                    raise NoSuchPaper
                registration = await uow.registrations.latest_of(filing.person_id)
                case = await uow.cases.get(named.case)
                if case is not None and case.about != filing.id:
                    raise NoSuchPaper
                said = await uow.cases.said(named.case) if case else []
                old = await changed_by(filing, uow)
                guardian = await guardian_behind(filing.account_id, uow)
            last = [one.words for one in said if one.author is Author.DESK]
            return Filed(filing, person, registration, case, last[-1] if last else "", old, guardian)

        return await self.store.run(work)

    def _form(self, one: Filed, named: Named, language: str) -> Sheet:
        if one.registration is None:
            raise NoSuchPaper
        today = self.clock.today()
        return papers.form(one.filing, one.person, one.registration, today, language, one.old, one.guardian)

    def _receipt(self, one: Filed, named: Named, language: str) -> Sheet:
        case = _ended(one, Outcome.ACCEPTED)
        if one.filing.application.stage not in ACCEPTED:
            raise NoSuchPaper
        return papers.receipt(one.filing, one.person, case, _day(case), language)

    def _notice(self, one: Filed, named: Named, language: str) -> Sheet:
        case = _ended(one, Outcome.RETURNED)
        try:
            return papers.notice(one.filing, one.person, case, named.notice, one.remark, language)
        except IndexError:
            raise NoSuchPaper from None

    def _refusal(self, one: Filed, named: Named, language: str) -> Sheet:
        case = _ended(one, Outcome.REFUSED)
        return papers.refusal(one.filing, one.person, case, _day(case), language)

    def _hazard_form(self, one: Filed, named: Named, language: str) -> Sheet:
        return papers.hazard_form(_house(one), named.filing, self.clock.today(), language)

    def _street_form(self, one: Filed, named: Named, language: str) -> Sheet:
        return papers.street_form(_house(one), named.filing, self.clock.today(), language)


async def _applicant(named: Named, uow: SqlUnitOfWork) -> Person | None:
    """Whom a paper is drawn for: who stands behind the account, or for the desk the applicant, as long as whoever asked
    may look at the case."""
    if not named.staff:
        return await uow.people.of_account(named.account)
    shown = await desk.application_shown_to(named.staff, named.looks_in, uow)
    return await uow.people.get(shown.person_id) if shown and shown.id == named.filing else None


def _ended(one: Filed, outcome: Outcome) -> Case:
    """The case that ended in this way."""
    if one.case is None or one.case.outcome is not outcome:
        raise NoSuchPaper
    return one.case


def _day(case: Case) -> date:
    """The day in Hangzhou on which a case ended."""
    if case.closed_at is None:
        raise NoSuchPaper
    return case.closed_at.astimezone(SHANGHAI).date()


def _house(one: Filed) -> House:
    """The rented home of an applicant; who owns it the register does not know."""
    home = one.registration
    if home is None or home.dwelling is not Dwelling.RENTED:
        raise NoSuchPaper
    place = home.address
    detail = place.building + place.room
    return House(street=place.street, address=detail, tenant=one.person.name)
