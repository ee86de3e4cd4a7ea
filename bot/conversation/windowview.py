"""How somebody at the window looks to the desk, and in which words he reads what was done."""

from collections.abc import Sequence
from datetime import date, datetime

from bot.conversation import caseview, filingview, pages
from bot.conversation.speech import Rows, Say
from bot.conversation.turn import Turn
from bot.texts import NOTHING, Rich, Texts
from domain.cards import Permit
from domain.cases import Case, Entry
from domain.eligibility import Assessment, Verdict
from domain.people import Person, mask_number
from domain.permits import Outcome, Standing, Use
from domain.staff import Staff
from domain.usecases.visiting import Examined, Holder


def page(turn: Turn, holder: Holder) -> Rich:
    """Name, masked document, address and registration; the permit and the application where there are any."""
    texts, registration = turn.texts, holder.registration
    words = texts.say(
        "window.holder",
        name=holder.person.name,
        document=mask_number(holder.person.document.number),
        address=registration.address.full,
        registered_on=texts.day(registration.registered_on),
    )
    words = words.then(standing(texts, holder.permit, turn.today) if holder.permit else texts.say("window.no_permit"))
    if holder.filing is None or holder.permit is not None:
        return words
    way = texts.plain(f"way.{holder.filing.application.way}")
    return words.then(texts.say("window.applied", way=way, stage=filingview.stage(texts, holder.filing)))


def standing(texts: Texts, permit: Permit, today: date) -> Rich:
    """A permit as it stands: its number, until when, the next window or since when suspended, the years."""
    now = permit.standing(today)
    slots = {"until": texts.day(now.due), "since": texts.day(now.residence_since)}
    if now.use(today) is Use.SUSPENDED:
        words = texts.say("window.suspended", number=permit.number, day=texts.day(now.suspended_from), **slots)
    else:
        words = texts.say("window.in_force", number=permit.number, **slots, **_window(texts, now))
    return words.then(texts.say(f"card.asked_{permit.card}") if permit.awaits_card else NOTHING, "\n")


def _window(texts: Texts, now: Standing) -> dict[str, str]:
    return {"opens": texts.day(now.window.opens), "closes": texts.day(now.window.closes)}


def replacement(turn: Turn, case: Case, said: Sequence[Entry], person: Person, permit: Permit) -> Rich:
    """A case about a new card: whose it is, and the permit with its dates."""
    words = caseview.head(turn, case, said)
    whose = turn.texts.say("card.holder", name=person.name, document=mask_number(person.document.number))
    return words.then(whose).then(standing(turn.texts, permit, turn.today), "\n")


def replacement_doings(turn: Turn, me: Staff, case: Case) -> Rows:
    """What this staff member may do about it now."""
    texts, number = turn.texts, case.id
    talk = [pages.button(texts, act, f"k:{act}:{number}") for act in ("reply", "note", "release")]
    return caseview.doings(turn, me, case, [[pages.button(texts, "give_card", f"k:newcard:{number}")], talk])


def receipt(texts: Texts, by: Staff, why: str, now: datetime) -> Say:
    """Somebody has just looked: when, where, who, why, and what to do if that was not right."""
    words = texts.say(
        "window.receipt",
        at=texts.moment(now),
        area=by.area or texts.plain("desk.whole"),
        who=texts.plain(f"role.{by.role}"),
        why=pages.label(texts, "look_reason", why),
    )
    return Say(words, [[pages.button(texts, "looks", "m:looks")], [pages.button(texts, "object", "f:complaint_where")]])


def out_of_time(turn: Turn, seen: Examined) -> Rich:
    """A visit before the window, or in one that was used: from when it can be done."""
    now = seen.permit.standing(turn.today)
    return turn.texts.say(f"window.{seen.outcome}", **_window(turn.texts, now))


def examined(turn: Turn, seen: Examined) -> Rich:
    """The verdict of today with what is not met or not known, the facts, and what the visit comes to if it is done."""
    texts, holder = turn.texts, seen.holder
    told = texts.day(holder.told_on) if holder.told_on else "—"
    words = texts.say("window.examined", verdict=still(texts, seen.found), told=told)
    if seen.found.verdict is not Verdict.ELIGIBLE:
        words = words.then(caseview.tree(texts, seen.found.ways, holder.facts, turn.today))
        return words.then(caseview.known(turn, holder.facts))
    words = words.then(caseview.known(turn, holder.facts))
    after = seen.permit.visited(turn.today)[0].standing(turn.today)
    slots = {"until": texts.day(after.due), "since": texts.day(after.residence_since)}
    return words.then(texts.say(f"window.would_be_{seen.outcome}", **slots))


def still(texts: Texts, found: Assessment) -> str:
    """Whether a holder meets the conditions, in a few words."""
    return texts.plain(f"still.{found.verdict}")


def endorsed(texts: Texts, done: Examined, today: date) -> Say:
    """The visit as it came out: until when in force, the next window, and for a late one from when the years count."""
    now = done.permit.standing(today)
    slots = {"until": texts.day(now.due), "since": texts.day(now.residence_since), **_window(texts, now)}
    key = "endorsed" if done.outcome is Outcome.ENDORSED else "restored"
    return Say(texts.say(f"window.told_{key}", **slots), [[pages.button(texts, "menu.my", "m:my")]])


def declined(texts: Texts, seen: Examined, today: date) -> Say:
    """Not endorsed, and which conditions are not met, with their clauses."""
    if seen.found.ways:
        reasons = caseview.tree(texts, seen.found.ways, seen.holder.facts, today)
    else:
        reasons = texts.say(f"eligible.{seen.found.verdict}")
    rows = [[pages.button(texts, "see_verdict", "m:eligibility")], [pages.button(texts, "object", "f:endorse_refused")]]
    return Say(texts.say("window.told_declined").then(reasons).then(texts.say("window.told_declined_end")), rows)


def replaced(texts: Texts, number: str) -> Say:
    """A new card."""
    return Say(texts.say("window.told_card", number=number), [[pages.button(texts, "menu.my", "m:my")]])


def voided(texts: Texts, why: str) -> Say:
    """The voucher is void; the registration stays, and the next one is a tap away."""
    return Say(texts.say("window.told_voided", why=why), [[pages.button(texts, "renew", "m:renew")]])
