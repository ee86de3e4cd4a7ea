"""What should not happen, one class a situation, the data in named fields and no sentence for a user.

A wrong fact from a person is an answer, not an error; these are for callers that broke a rule they could have known.
"""


class DomainError(Exception):
    """A rule was broken; `code` is the stable name that texts and the shell use."""

    code = "domain_error"


class NotRegistered(DomainError):
    """The person has no active registration to change, end or show."""

    code = "not_registered"


class AlreadyRegistered(DomainError):
    """The person already has an active registration (R1.7); nothing of it is told."""

    code = "already_registered"


class ArrivalInFuture(DomainError):
    """An arrival after today (R1.2)."""

    code = "arrival_in_future"


class ArrivalTooLongAgo(DomainError):
    """An arrival more than 100 years ago or before the birth date (R1.3)."""

    code = "arrival_too_long_ago"


class ChangeInFuture(DomainError):
    """A change or departure dated after today (R1.5)."""

    code = "change_in_future"


class ChangeBeforeRegistration(DomainError):
    """A change or departure dated before the registration (R1.5)."""

    code = "change_before_registration"


class NothingChanged(DomainError):
    """A change report that changes nothing."""

    code = "nothing_changed"


class NoConsent(DomainError):
    """A registration without the person's consent to the processing of his data (R1.4)."""

    code = "no_consent"


class OutsideUrbanDistricts(DomainError):
    """An address outside the urban districts (二(一)1)."""

    code = "outside_urban_districts"


class StaleVersion(DomainError):
    """The record was changed by somebody else since it was read."""

    code = "stale_version"


class VisitOutOfTime(DomainError):
    """A visit or a question before the permit was issued, or a visit after the day of the question (R4)."""

    code = "visit_out_of_time"


class IllegalStep(DomainError):
    """A step that an application cannot take from where it stands (R3.3)."""

    code = "illegal_step"


class IncompleteNotice(DomainError):
    """A notice that does not name everything missing at once (R3.2, 一次性告知)."""

    code = "incomplete_notice"


class LateDemand(DomainError):
    """A second notice that names what was required and missing at the first already and not named there (R3.2)."""

    code = "late_demand"


class NeedlessDemand(DomainError):
    """A notice that names a paper which is not required (R3.1, R3.2)."""

    code = "needless_demand"


class NoReason(DomainError):
    """A refusal without reasons (R3.2, 说明理由), or with one that is no condition which surely is not met."""

    code = "no_reason"


class NotStaff(DomainError):
    """The account does not work at the desk."""

    code = "not_staff"


class NotAllowed(DomainError):
    """A role without the right to do this."""

    code = "not_allowed"


class OutsideArea(DomainError):
    """A place that the staff member does not cover."""

    code = "outside_area"


class NoSuchCase(DomainError):
    """No case has this number, or it is another area's: to whoever asks it does not exist."""

    code = "no_such_case"


class NotTaken(DomainError):
    """Nobody works on the case: it has to be taken first."""

    code = "not_taken"


class TakenByAnother(DomainError):
    """Somebody else works on the case."""

    code = "taken_by_another"


class CaseClosed(DomainError):
    """The case has ended."""

    code = "case_closed"


class OwnCase(DomainError):
    """Nobody decides on his own case."""

    code = "own_case"


class NoSuchAnswer(DomainError):
    """No answer of this account has this number."""

    code = "no_such_answer"


class NothingCorrected(DomainError):
    """A correction that gives the fact the value it has."""

    code = "nothing_corrected"


class NoSuchFiling(DomainError):
    """There is no application to go on with."""

    code = "no_such_filing"


class FilingOpen(DomainError):
    """The person has an application under way already."""

    code = "filing_open"


class HoldsPermit(DomainError):
    """The person holds a permit already: it is endorsed or replaced, not applied for."""

    code = "holds_permit"


class NoSuchPage(DomainError):
    """No page of this application has this id, or no paper this name."""

    code = "no_such_page"


class TooManyPages(DomainError):
    """More pages of one paper than a desk can read."""

    code = "too_many_pages"


class WrongKind(DomainError):
    """A case of another kind cannot be ended this way."""

    code = "wrong_kind"


class NoSuchPermit(DomainError):
    """The person holds no permit."""

    code = "no_such_permit"


class ConditionsUnmet(DomainError):
    """An acceptance although a condition surely is not met: a fact is corrected first, or the application refused."""

    code = "conditions_unmet"


class IssuedOutOfTime(DomainError):
    """A day of issue before the acceptance or after today (R3.3)."""

    code = "issued_out_of_time"


class NoSuchHolder(DomainError):
    """No voucher that is good for something has this id, or its holder lives in another area: to whoever asks there is
    none."""

    code = "no_such_holder"


class Unreachable(DomainError):
    """Nobody acts for the person in the chat: nothing can be kept or told there."""

    code = "unreachable"


class NotEligible(DomainError):
    """An endorsement of somebody who does not surely meet the conditions any more (R4.6)."""

    code = "not_eligible"


class OfAge(DomainError):
    """A guardian acts for somebody who is old enough to act for himself (二(一)3)."""

    code = "of_age"


class GuardianNeeded(DomainError):
    """Somebody too young to apply for himself; his guardian applies (二(一)3)."""

    code = "guardian_needed"


class NumberTaken(DomainError):
    """Another permit has this card number."""

    code = "number_taken"


class NothingReported(DomainError):
    """The holder's card is not reported lost or damaged, or has been replaced meanwhile."""

    code = "nothing_reported"


class CardChanged(DomainError):
    """The card is not the one any more that the officer had before him: a colleague has replaced it meanwhile."""

    code = "card_changed"


class NoOldCard(DomainError):
    """The person has told of no old card, or it has been changed for the IC card."""

    code = "no_old_card"


class NoCreditCode(DomainError):
    """An organisation without its unified social credit code."""

    code = "no_credit_code"


class NoSuchReporter(DomainError):
    """The account does not report in this role; or no reporter of the staff member's area has this number."""

    code = "no_such_reporter"


class ReporterBlocked(DomainError):
    """The desk has blocked the reporter: he reports nothing any more."""

    code = "reporter_blocked"


class NoSuchHouse(DomainError):
    """No house of this account, or of the staff member's area, has this number."""

    code = "no_such_house"


class NoSuchRoom(DomainError):
    """No room that this account lets or looks after, or of the staff member's area, has this number."""

    code = "no_such_room"


class NotAnAgent(DomainError):
    """Rooms are lent to an agency or a property manager that the desk has not blocked, and to nobody else."""

    code = "not_an_agent"


class NoSuchReport(DomainError):
    """No report of this account, or about its person, has this number."""

    code = "no_such_report"


class ReportClosed(DomainError):
    """The tenant has moved out, or the report was withdrawn."""

    code = "report_closed"


class LeaseReversed(DomainError):
    """A lease that ends before it begins."""

    code = "lease_reversed"


class MovedOutTooEarly(DomainError):
    """A day of moving out before the one of moving in, or after today."""

    code = "moved_out_too_early"


class WrongPlace(DomainError):
    """A report without the place that this role reports: a room, an address, or a place of service."""

    code = "wrong_place"
