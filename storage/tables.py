"""The tables, as SQLAlchemy Core sees them on SQLite and PostgreSQL alike.

Whatever names or describes a person is a sealed column (`LargeBinary`, see keyring); beside it stands a keyed hash
where it must be found again. What must be unique is a constraint here, not a question asked before an insert.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC without a zone in the database, the same on both."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Hand out UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def _id() -> Column[int]:
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def _to(target: str, **more: Any) -> Column[int]:
    name = target.split(".")[0]
    singular = {"people": "person"}.get(name, name.removesuffix("s"))
    return Column(f"{singular}_id", BigInteger, ForeignKey(target, ondelete="CASCADE"), nullable=False, **more)


accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("chat", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("guardian_id", BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    Column("shut_at", Instant),
    Column("beside_id", BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), index=True),
    UniqueConstraint("channel", "chat"),
)
"""A chat, or a child that is looked after in his guardian's: what is said about him is kept under the guardian's. Or
what only rings for a chat, beside which it was switched on and with which it goes."""

subscriptions = Table(
    "subscriptions",
    metadata,
    _id(),
    _to("accounts.id", index=True),
    Column("endpoint_index", LargeBinary(32), nullable=False, unique=True),
    Column("told", LargeBinary, nullable=False),
    Column("rung", BigInteger, nullable=False, server_default="0"),
    Column("made_at", Instant, nullable=False),
)
"""Browsers that take notices: where a push service takes them and with which keys they are sealed, and the last message
that the browser was rung for."""

web_chats = Table(
    "web_chats",
    metadata,
    _id(),
    Column("opened_at", Instant, nullable=False),
    Column("stamp", String(16), nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice: a browser that comes back would find a stranger's chat
)

WAITING = text("delivered_at IS NULL AND given_up_at IS NULL AND ours = 1")
"""Messages that are still to be brought; written out, so that a prepared statement finds the partial indexes."""
_GIVEN_UP = text("given_up_at IS NOT NULL")

messages = Table(
    "messages",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("update_id", BigInteger),
    Column("remote_id", BigInteger),
    Column("ours", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant),
    Column("reminds", Integer, nullable=False, server_default="0"),
    Column("claimed_by", String(40)),
    Column("claimed_at", Instant),
    Column("begun_at", Instant),
    Column("given_up_at", Instant),
    Column("error", String(40)),
    UniqueConstraint("account_id", "update_id"),
    Index("ix_messages_account_id_id", "account_id", "id"),
    Index("ix_messages_due", "reminds", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_messages_waiting", "account_id", "id", sqlite_where=WAITING, postgresql_where=WAITING),
    Index("ix_messages_given_up", "given_up_at", sqlite_where=_GIVEN_UP, postgresql_where=_GIVEN_UP),
)

paces = Table(
    "paces",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("free_at", Instant, nullable=False),
    Column("paused_until", Instant),
    Column("flooded_chat", String(32)),
    Column("flooded_until", Instant),
)
"""What all processes together may still send through a messenger: from when on it is free, until when it wants rest,
and which chat was the last to be told to wait."""

people = Table(
    "people",
    metadata,
    _id(),
    Column("name", LargeBinary, nullable=False),
    Column("document_kind", String(24), nullable=False),
    Column("document", LargeBinary, nullable=False),
    Column("document_index", LargeBinary(32), nullable=False, index=True),
    Column("phone", LargeBinary, nullable=False),
    Column("phone_index", LargeBinary(32), nullable=False, index=True),
    Column("consented_at", Instant, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    _to("people.id", primary_key=True),
    Column("ways", String(64), nullable=False),
    Column("together", Integer, nullable=False),
)
"""How somebody wants to be reached: the ways in his order, and whether by all of them."""

account_people = Table(
    "account_people",
    metadata,
    _to("accounts.id", primary_key=True),
    _to("people.id", primary_key=True),
    Column("relation", String(16), nullable=False),
    Index("ix_account_people_person_id", "person_id"),
    Index(
        "uq_account_people_self",
        "account_id",
        unique=True,
        sqlite_where=text("relation = 'self'"),
        postgresql_where=text("relation = 'self'"),
    ),
)

registrations = Table(
    "registrations",
    metadata,
    _id(),
    _to("people.id", index=True),
    Column("document_index", LargeBinary(32), nullable=False),
    Column("status", String(8), nullable=False),
    Column("arrived", Date, nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("dwelling", String(24), nullable=False),
    Column("home", LargeBinary, nullable=False),
    Column("area_index", LargeBinary(32)),
    Column("district_index", LargeBinary(32)),
    Column("version", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    CheckConstraint("(status = 'active') = (ended_on IS NULL)", name="ended_has_a_day"),
    Index(
        "uq_registrations_active_document",
        "document_index",
        unique=True,
        sqlite_where=text("status = 'active'"),
        postgresql_where=text("status = 'active'"),
    ),
    Index("ix_registrations_registered_on", "registered_on"),
    Index("ix_registrations_area_index", "area_index", "registered_on"),
    Index("ix_registrations_district_index", "district_index", "registered_on"),
    Index(
        "ix_registrations_without_place",
        "id",
        sqlite_where=text("area_index IS NULL"),
        postgresql_where=text("area_index IS NULL"),
    ),
)
"""The two keyed hashes of the place are missing where an older version of the program wrote the row (see places)."""

registration_versions = Table(
    "registration_versions",
    metadata,
    _to("registrations.id", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("status", String(8), nullable=False),
    Column("dwelling", String(24), nullable=False),
    Column("home", LargeBinary, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)

vouchers = Table(
    "vouchers",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    _to("registrations.id"),
    Column("code", LargeBinary, nullable=False),
    Column("code_index", LargeBinary(32), nullable=False, unique=True),
    Column("issued_at", Instant, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Index(
        "uq_vouchers_valid",
        "registration_id",
        unique=True,
        sqlite_where=text("status = 'valid'"),
        postgresql_where=text("status = 'valid'"),
    ),
    Index(
        "ix_vouchers_closed",
        "expires_on",
        sqlite_where=text("status <> 'valid'"),
        postgresql_where=text("status <> 'valid'"),
    ),
)

promises = Table(
    "promises",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True),
    Column("matter", String(24), nullable=False),
    Column("cycle", Integer, nullable=False),
    Column("step", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("about", LargeBinary, nullable=False),
    Column("state", String(10), nullable=False),
    UniqueConstraint("account_id", "matter", "cycle", "step"),
    Index(
        "ix_promises_waiting",
        "due_at",
        "id",  # a whole day is due at the same moment, and a claim takes the first of it
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

rounds = Table(
    "rounds",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("edition", Integer, nullable=False),
    Column("after", BigInteger, nullable=False),
    Column("whole", Integer, nullable=False),
)
"""How far a look through all that was promised has come: under which edition of its rules it goes on behind which id
(0: from the start), and the last edition under which it came to its end."""

proofs = Table(
    "proofs",
    metadata,
    _to("accounts.id", primary_key=True),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="CASCADE")),
    Column("code_index", LargeBinary(32), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("tries_left", Integer, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("subject", LargeBinary(32), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("free_at", Instant, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("asked_on", Date, nullable=False),
    Column("edition", String(12), nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("given_at", Instant, nullable=False),
    Index("ix_answers_account_id_id", "account_id", "id"),
)

staff = Table(
    "staff",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("role", String(8), nullable=False),
    Column("area", String(64), nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("left_at", Instant),
    Index(
        "uq_staff_working",
        "account_id",
        unique=True,
        sqlite_where=text("left_at IS NULL"),
        postgresql_where=text("left_at IS NULL"),
    ),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    Column("token_index", LargeBinary(32), nullable=False, unique=True),
    Column("role", String(8), nullable=False),
    Column("area", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("invited_by", BigInteger, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("kind", String(16), nullable=False),
    Column("about", BigInteger, nullable=False),
    _to("accounts.id", index=True),
    Column("area", LargeBinary, nullable=False),
    Column("area_index", LargeBinary(32), nullable=False),
    Column("district_index", LargeBinary(32), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("promised_by", Instant, nullable=False),
    Column("taken_by", BigInteger, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("outcome", String(16)),
    Column("closed_at", Instant),
    Column("version", Integer, nullable=False),
    CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", name="closed_has_a_moment"),
    Index(
        "uq_cases_open",
        "account_id",
        "kind",
        "about",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
    Index(
        "uq_cases_replacing",
        "about",
        unique=True,
        sqlite_where=text("kind = 'replacement' AND outcome IS NULL"),
        postgresql_where=text("kind = 'replacement' AND outcome IS NULL"),
    ),
    Index(
        "uq_cases_conflict",
        "about",
        unique=True,
        sqlite_where=text("kind = 'conflict' AND outcome IS NULL"),
        postgresql_where=text("kind = 'conflict' AND outcome IS NULL"),
    ),
    Index(
        "ix_cases_queue",
        "promised_by",
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)

case_entries = Table(
    "case_entries",
    metadata,
    _id(),
    _to("cases.id", index=True),
    Column("author", String(8), nullable=False),
    Column("staff_id", BigInteger, ForeignKey("staff.id", ondelete="SET NULL")),
    Column("words", LargeBinary, nullable=False),
    Column("at", Instant, nullable=False),
)

case_ratings = Table(
    "case_ratings",
    metadata,
    _to("cases.id", primary_key=True),
    Column("speed", Integer, nullable=False),
    Column("manner", Integer, nullable=False),
    Column("promise", Integer, nullable=False),
)

corrections = Table(
    "corrections",
    metadata,
    _id(),
    _to("accounts.id", index=True),
    Column("case_id", BigInteger, ForeignKey("cases.id", ondelete="CASCADE")),
    Column("staff_id", BigInteger, nullable=False),
    Column("fact_index", LargeBinary(32), nullable=False),
    Column("found", LargeBinary, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("void", Integer, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("act", String(24), nullable=False),
    Column("at", Instant, nullable=False),
    Column("staff_id", BigInteger),
    Column("case_id", BigInteger),
    Column("account_id", BigInteger),
    Column("why", LargeBinary),
    Index("ix_audit_account_id_id", "account_id", "id"),
)
"""It refers to nobody by a foreign key: a line stays when what it speaks of is gone."""

filings = Table(
    "filings",
    metadata,
    _id(),
    _to("accounts.id", index=True),
    _to("people.id", index=True),
    Column("way", String(12), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("since", Date),
    Column("special", Integer, nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    Index(
        "uq_filings_open",
        "person_id",
        unique=True,
        sqlite_where=text("stage IN ('draft', 'submitted', 'returned', 'accepted', 'issued')"),
        postgresql_where=text("stage IN ('draft', 'submitted', 'returned', 'accepted', 'issued')"),
    ),
)

filing_pages = Table(
    "filing_pages",
    metadata,
    _id(),
    _to("filings.id", index=True),
    Column("file", String(40), nullable=False, unique=True),
    Column("material", String(32), nullable=False),
)

permits = Table(
    "permits",
    metadata,
    _id(),
    _to("people.id"),
    Column("number", LargeBinary, nullable=False),
    Column("number_index", LargeBinary(32), nullable=False, unique=True),
    Column("issued", Date, nullable=False),
    Column("registered", Date, nullable=False),
    Column("card", String(8), nullable=False),
    Column("version", Integer, nullable=False),
    Index(
        "uq_permits_living",
        "person_id",
        unique=True,
        sqlite_where=text("card <> 'ended'"),
        postgresql_where=text("card <> 'ended'"),
    ),
    Index("ix_permits_issued", "issued"),
)

permit_visits = Table(
    "permit_visits",
    metadata,
    _id(),
    _to("permits.id", index=True),
    Column("visited_on", Date, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    UniqueConstraint("permit_id", "visited_on"),
)

amendments = Table(
    "amendments",
    metadata,
    Column("day", Date, primary_key=True),
    Column("after", BigInteger),
)
"""Days on which something of the law came into force, with the last account that was told; none once all were."""

visit_offers = Table(
    "visit_offers",
    metadata,
    _id(),
    _to("people.id"),
    Column("cycle", Integer, nullable=False),
    Column("closes", Date, nullable=False),
    Column("day", Date, nullable=False),
    Column("session", Integer, nullable=False),
    Column("share", Double, nullable=False),
    Column("offered", Integer, nullable=False),
    Column("chosen", Integer, nullable=False),
    Column("area_index", LargeBinary(32), nullable=False),
    Column("district_index", LargeBinary(32), nullable=False),
    UniqueConstraint("person_id", "day", "session"),
    Index("ix_visit_offers_area_index_day", "area_index", "day"),
    Index("ix_visit_offers_district_index_day", "district_index", "day"),
)

old_cards = Table(
    "old_cards",
    metadata,
    _id(),
    _to("people.id", index=True),
    Column("kind", String(12), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("ended_on", Date),
    Column("version", Integer, nullable=False),
    Index(
        "uq_old_cards_living",
        "person_id",
        unique=True,
        sqlite_where=text("ended_on IS NULL"),
        postgresql_where=text("ended_on IS NULL"),
    ),
)

reporters = Table(
    "reporters",
    metadata,
    _id(),
    _to("accounts.id"),
    Column("role", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("since", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("account_id", "role"),
)

houses = Table(
    "houses",
    metadata,
    _id(),
    _to("reporters.id"),
    Column("address", LargeBinary, nullable=False),
    Column("address_index", LargeBinary(32), nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("found", LargeBinary),
    Column("found_by", BigInteger),
    Column("found_on", Date),
    Column("version", Integer, nullable=False),
    CheckConstraint("(found IS NULL) = (found_on IS NULL)", name="found_has_a_day"),
    UniqueConstraint("reporter_id", "address_index"),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    _to("houses.id"),
    Column("label", LargeBinary, nullable=False),
    Column("label_index", LargeBinary(32), nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    UniqueConstraint("house_id", "label_index"),
)

room_checks = Table(
    "room_checks",
    metadata,
    _id(),
    _to("rooms.id", index=True),
    Column("sheet", String(20), nullable=False),
    Column("passes", Integer, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("checked_on", Date, nullable=False),
    Column("ends_on", Date),
)

room_loans = Table(
    "room_loans",
    metadata,
    _id(),
    _to("rooms.id"),
    _to("reporters.id", index=True),
    Column("lent_on", Date, nullable=False),
    Column("ended_on", Date),
    Index(
        "uq_room_loans_living",
        "room_id",
        "reporter_id",
        unique=True,
        sqlite_where=text("ended_on IS NULL"),
        postgresql_where=text("ended_on IS NULL"),
    ),
)

room_codes = Table(
    "room_codes",
    metadata,
    _id(),
    _to("rooms.id"),
    Column("token", LargeBinary, nullable=False),
    Column("token_index", LargeBinary(32), nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index(
        "uq_room_codes_standing",
        "room_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

_SAID = text("ended_on IS NULL AND withdrawn = 0")
tenancies = Table(
    "tenancies",
    metadata,
    _id(),
    _to("reporters.id"),
    Column("room_id", BigInteger, ForeignKey("rooms.id", ondelete="CASCADE")),
    Column("document_index", LargeBinary(32), nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("since", Date, nullable=False),
    Column("lease_from", Date),
    Column("lease_to", Date),
    Column("reported_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("withdrawn", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("agreed", Integer),
    Column("state", String(12), nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_tenancies_room_id_reporter_id", "room_id", "reporter_id"),
    Index("ix_tenancies_reporter_id_reported_on", "reporter_id", "reported_on"),
    Index("ix_tenancies_reporter_id_lease_to", "reporter_id", "lease_to", sqlite_where=_SAID, postgresql_where=_SAID),
    Index("ix_tenancies_document_index", "document_index", sqlite_where=_SAID, postgresql_where=_SAID),
    Index(
        "uq_tenancies_said",
        "reporter_id",
        "document_index",
        unique=True,
        sqlite_where=_SAID,
        postgresql_where=_SAID,
    ),
)
"""Who, where and the document are sealed in `told`; the keyed hash is the one of people's documents."""
