"""What happens when a form is complete: the use case is called and its outcome told."""

from datetime import date
from typing import Any

from bot.conversation import (
    appealing,
    asides,
    asking,
    cards,
    casework,
    checking,
    conflicting,
    deciding,
    eligible,
    pages,
    reminding,
    staffing,
    window,
)
from bot.conversation.checking import slowed
from bot.conversation.turn import Turn
from bot.forms import FORMS
from bot.interview.draft import Draft
from bot.interview.form import Form
from domain.days import days_left
from domain.errors import DomainError, StaleVersion
from domain.people import DocumentKind, IdentityDocument
from domain.places import Address
from domain.registrations import Changes, Dwelling, Host
from domain.usecases.planning import plan_endorsement
from domain.usecases.registering import (
    Changed,
    DocumentTaken,
    Registered,
    RegisterResidence,
    register_residence,
    replace_voucher,
    report_change,
    report_departure,
)


async def finish(turn: Turn, form: Form, draft: Draft) -> None:
    """Do what the form was filled for; a rule that forbids it is told and the form stays open."""
    at_window = draft.answers.get("holder") is not None
    done = {
        "register": _register,
        "change": _change,
        "departure": _depart,
        "proof": _prove,
        "verify": _verify,
        "eligibility": eligible.finish,
        "appeal": appealing.finish,
        "question": asking.finish,
        "correction": window.corrected if at_window else casework.corrected,
        "writing": window.voided if at_window else casework.written,
        "aside": conflicting.put_aside,
        "inviting": staffing.invited,
        "notice": deciding.noticed,
        "refusal": deciding.refused,
        "card": window.replaced if at_window else cards.recorded if draft.answers.get("replaces") else deciding.issued,
        "looking": window.looked,
        "oldcard": cards.old_card_told,
    }[form.name]
    turn.keep(draft)
    try:
        await done(turn, form, draft.answers)
    except StaleVersion:
        raise  # somebody was faster: the turn begins anew
    except DomainError as error:
        if form.by_button or not form.confirm:
            turn.forget(form)
            return turn.say(f"failed.{error.code}", pages.menu(turn.texts))
        turn.keep(draft)
        pages.question(turn, form, draft, turn.texts.say(f"failed.{error.code}"))


async def _register(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    if turn.state.refused and await slowed(turn, "register"):
        return None
    document = IdentityDocument(DocumentKind(answers["document_kind"]), answers["document"])
    order = RegisterResidence(
        account_id=turn.account.id,
        name=answers["name"],
        document=document,
        phone=answers["phone"],
        arrived=date.fromisoformat(answers["arrived"]),
        address=_address(answers),
        dwelling=Dwelling(answers["dwelling"]),
        host=_host(answers),
        service_place=answers.get("service_place") or None,
        consent=answers["consent"] == "yes",
    )
    outcome = await register_residence(order, turn.uow, turn.desk.fresh(), turn.now)
    if isinstance(outcome, DocumentTaken):
        return await _taken(turn, form, document)
    turn.forget(form)
    return await _registered(turn, outcome)


async def _registered(turn: Turn, outcome: Registered) -> None:
    texts, registration = turn.texts, outcome.registration
    turn.known |= {"person": outcome.person, "registration": registration}
    ready = registration.half_year_on(turn.today)
    words = texts.say(
        "done.register",
        registered_on=texts.day(registration.registered_on),
        half_year=texts.day(ready),
        left=texts.left(days_left(ready, turn.today)),
    )
    if outcome.late:
        words = texts.say("done.register_late").then(words)
    turn.say(words.then(await reminding.reconsidered(turn)))
    voucher = outcome.voucher
    asides.voucher_card(turn, voucher.id, voucher.code, texts.day(voucher.expires_on))


async def _taken(turn: Turn, form: Form, document: IdentityDocument) -> None:
    """The document is held by an active registration: a code goes to where its holder was known, if anywhere."""
    turn.state.refused += 1
    code = turn.desk.proof_code()
    holder = await turn.uow.people.holding(document)
    person_id = holder.id if holder else None
    await turn.uow.proofs.start(turn.account.id, person_id, code, turn.instant)
    for account_id in await turn.uow.people.accounts_of(person_id) if person_id else ():
        turn.tell(account_id, turn.texts.say("proof.code", code=f"{code[:3]} {code[3:]}"))
    turn.state.active = "proof"
    proof = turn.new_draft(FORMS["proof"])
    turn.keep(proof)
    turn.say("proof.taken")
    pages.question(turn, FORMS["proof"], proof)


async def _prove(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    if await slowed(turn, "proof"):
        return None
    person_id = await turn.uow.proofs.check(turn.account.id, answers["proof_code"], turn.instant)
    if person_id is None:
        draft = turn.new_draft(form)
        turn.keep(draft)
        return pages.question(turn, form, draft, turn.texts.say("proof.wrong"))
    await turn.recall()
    await turn.uow.people.link(turn.account.id, person_id, instead_of=turn.known["person"])
    await plan_endorsement(person_id, turn.uow, turn.now)
    await turn.renew()
    turn.forget(form)
    turn.state.drafts.pop("register", None)
    turn.known["person"] = await turn.uow.people.get(person_id)
    turn.known["registration"] = await turn.uow.registrations.active_of(person_id)
    turn.say("proof.done")
    return await asides.mine(turn)


async def _change(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    what = answers["what"]
    moved = "address" in what
    changes = Changes(
        changed_on=date.fromisoformat(answers["changed_on"]) if "changed_on" in answers else turn.today,
        address=_address(answers) if moved else None,
        dwelling=Dwelling(answers["dwelling"]) if moved else None,
        host=_host(answers) if moved else None,
        service_place=(answers.get("service_place") or "") if "service_place" in what else None,
        phone=answers["phone"] if "phone" in what else None,
    )
    outcome = await report_change(turn.account.id, changes, turn.uow, turn.desk.fresh(), turn.now)
    turn.forget(form)
    turn.known |= {"person": outcome.person, "registration": outcome.registration}
    turn.say("done.change_late" if outcome.late else "done.change")
    _new_voucher(turn, outcome)


async def _depart(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    left_on = date.fromisoformat(answers["left_on"])
    await report_departure(turn.account.id, left_on, turn.uow, turn.now)
    turn.forget(form)
    turn.known["registration"] = None
    done = turn.texts.say("done.departure", day=turn.texts.day(left_on))
    turn.say(done.then(await reminding.reconsidered(turn)), pages.menu(turn.texts))


async def _verify(turn: Turn, form: Form, answers: dict[str, Any]) -> None:
    turn.forget(form)
    await checking.check(turn, answers["voucher"])


async def reissue(turn: Turn, *, lost: bool) -> None:
    """Void the present voucher and issue another, in one tap."""
    try:
        outcome = await replace_voucher(turn.account.id, turn.uow, turn.desk.fresh(), turn.now, lost=lost)
    except DomainError as error:
        return turn.say(f"failed.{error.code}", pages.menu(turn.texts))
    turn.say("done.lost" if lost else "done.renewed")
    return _new_voucher(turn, outcome)


def _new_voucher(turn: Turn, outcome: Changed) -> None:
    voucher = outcome.voucher
    asides.voucher_card(turn, voucher.id, voucher.code, turn.texts.day(voucher.expires_on))


def _address(answers: dict[str, Any]) -> Address:
    return Address(answers["district"], answers.get("street") or "", answers["address"], answers.get("room") or "")


def _host(answers: dict[str, Any]) -> Host | None:
    name = answers.get("host_name")
    return Host(name, answers.get("host_phone")) if name and answers.get("dwelling") == Dwelling.RENTED else None
