"""`anju doctor` as typed: a line for each part, what is wrong marked, nothing made and nothing told about a person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.app import keys_of, migrate
from bot.providers import push_key_of
from bot.settings import Settings
from bot.vouchers.keys import VoucherKeys
from storage.chats import SHUT, Said
from storage.stores import open_store
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.test_entry_points import anju
from tests.unit.domain.making import NOW

PARTS = ["settings", "keys", "database", "nlu", "fonts", "redis", "push", "sms", "messages"]


@pytest.fixture
def installed(tmp_path: Path) -> Settings:
    """A data directory as the first start leaves it."""
    settings = Settings(_env_file=None, data_dir=tmp_path / "var")
    keys_of(settings)
    VoucherKeys.load_or_create(settings.keys_dir / "vouchers.json")
    asyncio.run(migrate(settings))
    return settings


def lines(out: str) -> dict[str, str]:
    """Each part's mark and words."""
    return {line[6:].partition(": ")[0]: line[:6].strip() + " " + line.partition(": ")[2] for line in out.splitlines()}


def given_up(settings: Settings, text: str) -> None:
    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            account = await uow.accounts.take("telegram", "5001", "zh", NOW)
            [number] = await uow.messages.add(account.id, [Said({"text": text}, True)], NOW)
            await uow.outbox.give_up(number, SHUT, NOW)
            await uow.commit()

    asyncio.run(done(settings, work))


async def done(settings: Settings, work: Callable[[SqlUnitOfWork], Awaitable[None]]) -> None:
    store = open_store(settings.database, keys_of(settings))
    await store.run(work)
    await store.close()


def test_where_all_is_well_every_part_says_so(installed: Settings, tmp_path: Path) -> None:
    code, out, err = anju(tmp_path, "doctor")
    assert (code, err) == (0, "")
    assert list(lines(out)) == PARTS
    assert all(line.startswith("ok") for line in lines(out).values())


def test_before_the_first_start_it_says_what_is_missing_and_makes_nothing(tmp_path: Path) -> None:
    code, out, err = anju(tmp_path, "doctor")
    assert (code, err) == (1, "")
    assert lines(out)["database"].startswith("WRONG there is none yet")
    assert lines(out)["keys"].startswith("WRONG data.json and vouchers.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("part", "more"),
    [
        ("redis", {"ANJU_REDIS_URL": "redis://:hidden@127.0.0.1:1"}),
        ("nlu", {"ANJU_NLU_URL": "http://127.0.0.1:1"}),
        ("database", {"ANJU_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/d"}),
        ("keys", {"ANJU_DATA_KEYS": "hidden"}),
        ("push", {"ANJU_VAPID_KEY": "hidden"}),
        ("sms", {"ANJU_SMS_PROVIDER": "aliyun", "ANJU_SMS_KEY_SECRET": "hidden"}),
    ],
)
def test_a_part_that_cannot_be_used_is_marked_and_the_others_are_looked_at(installed, tmp_path, part, more) -> None:
    code, out, err = anju(tmp_path, "doctor", **more)
    assert (code, err) == (1, "")
    assert lines(out)[part].startswith("WRONG")
    assert lines(out)["fonts"] == "ok there"
    assert "hidden" not in out


def test_browsers_and_dead_numbers_are_counted(installed: Settings, tmp_path: Path) -> None:
    push_key_of(installed)

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            chat = await uow.accounts.take("web", "1", "zh", NOW)
            told = {"endpoint": "https://fcm.googleapis.com/hidden", "p256dh": "", "auth": ""}
            await uow.subscriptions.add(chat, told, NOW)
            await uow.outbox.shut(await uow.reaching.beside(chat, "sms", "1", NOW), NOW)
            await uow.commit()

    asyncio.run(done(installed, work))
    more = {"ANJU_SMS_PROVIDER": "aliyun", "ANJU_SMS_KEY_ID": "i", "ANJU_SMS_KEY_SECRET": "hidden"}
    more |= {"ANJU_SMS_SIGN_NAME": "安居", "ANJU_SMS_TEMPLATE_CODE": "SMS_1"}

    code, out, _ = anju(tmp_path, "doctor", **more)
    assert code == 0
    assert lines(out)["push"] == "ok the key can be read, 1 browsers take notices"
    assert lines(out)["sms"] == "ok by aliyun, 1 numbers take none"
    assert "hidden" not in out


def test_what_was_given_up_is_counted_by_kind_and_put_back(installed: Settings, tmp_path: Path) -> None:
    given_up(installed, "不该出现的话")

    code, out, _ = anju(tmp_path, "doctor")
    assert code == 1
    assert "1 ChannelShut since 2026-11-23" in lines(out)["messages"]
    assert "不该出现的话" not in out
    assert "5001" not in out

    code, out, _ = anju(tmp_path, "doctor", "--retry")
    assert (code, lines(out)["messages"]) == (0, "ok 1 put back, to be tried again")
    assert anju(tmp_path, "doctor")[0] == 0
