"""One turn under way: who, what he did, where the conversation stands, and what has been answered so far."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.calm import Calm
from bot.conversation.speech import Incoming, Reply, Rows, Say, Seen, State
from bot.faq import Answer
from bot.forms import FORMS
from bot.interview.draft import Draft
from bot.interview.form import Context, Form
from bot.office import Office
from bot.texts import Rich, Texts, texts
from domain.cards import Permit
from domain.vouchers import FreshId
from storage.chats import Account
from storage.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True, slots=True)
class Desk:
    """What every turn needs of the house, put together once."""

    fresh: Callable[[], FreshId]
    proof_code: Callable[[], str]
    check: Callable[[str, datetime], Any]
    """Reads and verifies the text in a voucher's code (bot.vouchers)."""
    faq: Mapping[str, Answer]
    nlu_state: Callable[[], str]
    calm: Calm = field(default_factory=Calm)
    token: Callable[[], str] = lambda: secrets.token_urlsafe(16)
    """What opens an invitation: 128 bits that nobody can guess."""
    invitation: Callable[[str, str], str] = lambda channel, token: f"/start {token}"
    """The link that brings a token into a channel."""
    sms: bool = False
    """Whether there is a provider of short messages."""
    sure: float = 0.55
    """From this confidence on an intent is taken without asking back."""
    likely: float = 0.30
    """From this confidence on it is offered as a guess."""

    @property
    def office(self) -> Office:
        """When somebody sits at the desk."""
        return self.calm.office


@dataclass(slots=True)
class Turn:
    """The event with everything around it; `says` grows while it is answered."""

    event: Incoming
    account: Account
    state: State
    uow: SqlUnitOfWork
    desk: Desk
    seen: Seen
    now: datetime
    instant: datetime
    language: str
    chat: Account | None = None
    """In whose chat it is, where that is not the account's own: a guardian's, whose child the turn is about."""
    known: dict[str, Any] = field(default_factory=dict)
    """What is on record of the person, once it was looked up (`recall`)."""
    says: list[Say] = field(default_factory=list)
    others: list[tuple[int, Say]] = field(default_factory=list)
    toast: str | None = None
    renewed: str | None = None
    overtaken: bool = False
    """Whether the desk has settled meanwhile what a form asked last: words now are no answer to its next question."""

    @property
    def own(self) -> Account:
        """The account of whoever holds the chat, whomever the turn is about."""
        return self.chat or self.account

    @property
    def child(self) -> int:
        """Which of the children of this chat the turn is about; 0 for whoever holds the chat."""
        return self.account.number if self.chat else 0

    @property
    def today(self) -> date:
        """The day in Asia/Shanghai."""
        return self.now.date()

    @property
    def texts(self) -> Texts:
        """The catalogue of the person's language."""
        return texts(self.language)

    def moment(self, at: datetime) -> str:
        """A moment in the person's language, of the zone in which the house lives."""
        return self.texts.moment(at.astimezone(self.now.tzinfo))

    async def recall(self) -> None:
        """Look up, once a turn and only where it matters, who stands behind the account and what is on record."""
        if "person" in self.known:
            return
        person = await self.uow.people.of_account(self.account.id)
        registration = await self.uow.registrations.active_of(person.id) if person and person.id else None
        self.known |= {"person": person, "registration": registration}
        if registration:
            self.known["registered_on"] = registration.registered_on

    async def recall_corrections(self) -> None:
        """Look up, once a turn and only for questions about the permit, which facts the desk has corrected."""
        if "corrections" not in self.known:
            self.known["corrections"] = await self.uow.corrections.of_account(self.account.id)

    async def permit(self) -> Permit | None:
        """The permit that the person holds, looked up once a turn."""
        await self.recall()
        person = self.known["person"]
        if "permit" not in self.known:
            self.known["permit"] = await self.uow.permits.of_person(person.id) if person else None
        held: Permit | None = self.known["permit"]
        return held

    def recall_nobody(self) -> None:
        """The account is new: nobody stands behind it yet, and there is nothing to look up."""
        self.known |= {"person": None, "registration": None}

    async def renew(self) -> None:
        """Who acts here has proved who he is: a key to this chat that somebody copied before opens it no longer."""
        self.renewed = await self.uow.accounts.renew(self.own)

    def say(self, words: Rich | str, inline: Rows = (), **more: Any) -> None:
        """Add a message to the answer, in several if one does not hold it; a string is the key of a sentence without
        slots."""
        *before, last = (self.texts.say(words) if isinstance(words, str) else words).pieces()
        self.says += [*(Say(piece) for piece in before), Say(last, inline, **more)]

    def tell(self, account_id: int, words: Rich, inline: Rows = ()) -> None:
        """Say something to somebody else, in several messages if one does not hold it."""
        *before, last = words.pieces()
        self.others += [*((account_id, Say(piece)) for piece in before), (account_id, Say(last, inline))]

    def context(self, draft: Draft | None = None) -> Context:
        """What a parser may know now."""
        if draft is None:
            return Context(self.today, {}, self.known)
        return Context(self.today, draft.answers, self.known, draft.parts)

    def form(self) -> Form | None:
        """The form under way."""
        return FORMS.get(self.state.active) if self.state.active else None

    def draft(self, form: Form) -> Draft | None:
        """The draft of a form, if there is one."""
        raw = self.state.drafts.get(form.name)
        if not raw:
            return None
        draft = Draft.from_json(raw)
        asked = draft.question(form) if form.fixed is not None else None
        draft = self._given(form, draft)
        self.overtaken |= asked is not None and asked != draft.question(form)
        return draft

    def keep(self, draft: Draft) -> None:
        """Put a draft back into the state, to be stored with this turn."""
        self.state.drafts[draft.form] = draft.to_json()

    def new_draft(self, form: Form) -> Draft:
        """A fresh draft with a number of its own, so that older buttons are known as old."""
        self.state.numbered += 1
        return self._given(form, Draft.start(form, self.state.numbered))

    def _given(self, form: Form, draft: Draft) -> Draft:
        if form.given is not None:
            given = form.given(self.context(draft))
            draft.answers |= {name: value for name, value in given.items() if name not in draft.trail}
        if form.fixed is not None:
            fixed = form.fixed(self.context(draft))
            draft.answers |= fixed
            draft.trail = [name for name in draft.trail if name not in fixed]
            draft.cursor = None if draft.cursor in fixed else draft.cursor
        return draft

    def forget(self, form: Form) -> None:
        """Drop the draft of a form that is done or thrown away."""
        self.state.drafts.pop(form.name, None)
        if self.state.active == form.name:
            self.state.active = None

    def reply(self) -> Reply:
        """What the turn came to."""
        return Reply(tuple(self.says), self.toast, self.renewed)
