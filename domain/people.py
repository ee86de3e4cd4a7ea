"""Who somebody is: names, identity documents, phone numbers, and how each is masked where the whole is not the point.

Parsing normalises what people type (full-width digits, spaces, a small x) and refuses what cannot be true. Whether a
document belongs to the person who shows it is not decided here.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

LONGEST_NAME = 60
"""Characters: the longest names on resident cards have about thirty; passports print up to 39 a line."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NAME_MARKS = "·'’-. "
_NAME_DOTS = str.maketrans("•‧∙・･．｡", "·······")
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""Letters and accents by their category that nobody can see: fillers and variation selectors."""


class Sex(StrEnum):
    """As the resident number's seventeenth digit tells it."""

    MALE = "male"
    FEMALE = "female"


class DocumentKind(StrEnum):
    """The identity documents a registration accepts (R1.4)."""

    RESIDENT_ID = "resident_id"
    PASSPORT = "passport"
    HMT_RESIDENCE_PERMIT = "hmt_residence_permit"
    HM_TRAVEL_PERMIT = "hm_travel_permit"
    TAIWAN_TRAVEL_PERMIT = "taiwan_travel_permit"


class Fault(StrEnum):
    """Why something typed cannot be taken; texts are found by this code."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NOT_A_NAME = "not_a_name"
    FIFTEEN_DIGITS = "fifteen_digits"
    WRONG_LENGTH = "wrong_length"
    WRONG_CHARACTERS = "wrong_characters"
    IMPOSSIBLE_DATE = "impossible_date"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NOT_A_MOBILE = "not_a_mobile"


@dataclass(frozen=True, slots=True)
class ResidentId:
    """An 18-character citizen identity number that holds together by GB 11643."""

    number: str
    born: date
    sex: Sex


@dataclass(frozen=True, slots=True)
class IdentityDocument:
    """A document by kind and number, in the normal form that two spellings of one document share."""

    kind: DocumentKind
    number: str

    @property
    def key(self) -> str:
        """What two documents share that are one: an 18-digit number is one person's whichever card it was read from."""
        numbered = self.kind in (DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE_PERMIT)
        return f"{DocumentKind.RESIDENT_ID if numbered else self.kind}:{self.number}"

    @property
    def tail(self) -> str:
        """The last four characters, the part a voucher shows."""
        return self.number[-4:]

    @property
    def born(self) -> date | None:
        """The birth date a resident number carries; None for other kinds, which do not tell."""
        if self.kind not in (DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE_PERMIT):
            return None
        found = resident_id(self.number)
        return found.born if isinstance(found, ResidentId) else None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who registers. `id` is None until stored; `phone` is E.164."""

    id: int | None
    name: str
    document: IdentityDocument
    phone: str
    consented_at: datetime

    def __post_init__(self) -> None:
        if self.consented_at.tzinfo is None:
            raise ValueError("consented_at needs a time zone")


def plain_forms(text: str) -> str:
    """Full-width letters, digits and signs as their plain forms; nothing else is folded."""
    return text.translate(_FULL_WIDTH)


def resident_id(text: str) -> ResidentId | Fault:
    """Read an 18-character resident number (GB 11643): its date and its check digit must hold.

    Full-width forms count as plain ones, spaces are ignored, x is X. Old 15-digit numbers are not valid.
    """
    number = "".join(plain_forms(text).split()).upper()
    if not number:
        return Fault.EMPTY
    if not re.fullmatch(r"[0-9]+X?", number):
        return Fault.WRONG_CHARACTERS
    if len(number) == 15 and number.isdigit():
        return Fault.FIFTEEN_DIGITS
    if len(number) != 18:
        return Fault.WRONG_LENGTH
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return Fault.IMPOSSIBLE_DATE
    if _CHECKS[sum(w * int(d) for w, d in zip(_WEIGHTS, number[:17], strict=True)) % 11] != number[17]:
        return Fault.WRONG_CHECK_DIGIT
    return ResidentId(number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


_OTHER_FORMS = {
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
    DocumentKind.HM_TRAVEL_PERMIT: re.compile(r"[HMC][0-9]{8}(?:[0-9]{2})?"),
    DocumentKind.TAIWAN_TRAVEL_PERMIT: re.compile(r"[0-9]{8}(?:[0-9]{2}[A-Z0-9]?)?|[0-9]{10}[A-Z]"),
}


def identity_document(kind: DocumentKind, text: str) -> IdentityDocument | Fault:
    """Read a document number of the given kind; the permit for Hong Kong, Macao and Taiwan residents is checked
    like a resident number, the others by their length and letters only."""
    if kind in (DocumentKind.RESIDENT_ID, DocumentKind.HMT_RESIDENCE_PERMIT):
        found = resident_id(text)
        return IdentityDocument(kind, found.number) if isinstance(found, ResidentId) else found
    number = re.sub(r"[\s-]", "", plain_forms(text)).upper()
    if not number:
        return Fault.EMPTY
    if not re.fullmatch(r"[A-Z0-9]+", number):
        return Fault.WRONG_CHARACTERS
    return IdentityDocument(kind, number) if _OTHER_FORMS[kind].fullmatch(number) else Fault.WRONG_LENGTH


def person_name(text: str) -> str | Fault:
    """A person's name in any script: letters, and between them · ' - . or a space. Marks that steer the
    direction of writing or cannot be seen are refused, as are digits and signs; 〇 counts as a letter."""
    name = " ".join(plain_forms(text.translate(_NAME_DOTS)).split())
    if not name:
        return Fault.EMPTY
    if len(name) > LONGEST_NAME:
        return Fault.TOO_LONG
    fits = all(c in _NAME_MARKS or c == "〇" or unicodedata.category(c)[0] in "LM" for c in name)
    starts = name[0] == "〇" or name[0].isalpha()
    return name if fits and starts and not _UNSEEN.search(name) else Fault.NOT_A_NAME


def mobile_phone(text: str) -> str | Fault:
    """A mobile number in E.164: mainland numbers in any usual spelling, others with their + and country code."""
    digits = re.sub(r"[\s\-()]", "", plain_forms(text))
    mainland = re.fullmatch(r"(?:(?:\+|00)?86)?(1[3-9][0-9]{9})", digits, re.ASCII)
    if mainland:
        return "+86" + mainland[1]
    abroad = re.fullmatch(r"(?:\+|00)(?!86)([1-9][0-9]{7,14})", digits, re.ASCII)
    return "+" + abroad[1] if abroad else (Fault.NOT_A_MOBILE if digits else Fault.EMPTY)


def mask_name(name: str) -> str:
    """The first character of each part, a star for every other: 张*, 买**·阿**, J*** S****. A name whose parts are
    single characters would be told whole, so of such a one only the first is."""
    parts = re.split(r"([·\s]+)", name)
    parts[::2] = [part[:1] + "*" * (len(part) - 1) for part in parts[::2]]
    masked = "".join(parts)
    if masked == name:
        parts[2::2] = ["*" * len(part) for part in parts[2::2]]
        masked = "".join(parts) if len(parts) > 1 else "*" * len(name)
    return masked


def mask_number(number: str) -> str:
    """A document number with all but its last four characters hidden."""
    return "*" * max(len(number) - 4, 0) + number[-4:]


def mask_phone(phone: str) -> str:
    """138****5678; a number from abroad keeps its last four digits."""
    if phone.startswith("+86") and len(phone) == 14:
        return f"{phone[3:6]}****{phone[-4:]}"
    return "****" + phone[-4:]
