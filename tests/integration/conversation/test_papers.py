"""Papers in the chat: the form on request, and somebody else's paper looked at."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.conversation.speech import Act
from bot.vouchers.claims import PaperClaims
from bot.vouchers.keys import VoucherKeys
from bot.vouchers.wire import sign, to_text
from storage.stores import Store
from tests.integration.conversation.talking import hall
from tests.integration.conversation.test_applying import DAY, eligible, page, registered, understood

__all__ = ["understood"]  # sees to it that the sentences are understood here too


async def test_the_checklist_offers_the_form_and_it_goes_by_ids_alone(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领", ">⬜ 1 有效身份证件")
        await me.say(page(1), act=Act.PHOTO)

        said = await me(">拿表格")

        assert "申领表" in said
        attached = here.post.sent[-1][1]["attachment"]
        assert attached["kind"] == "form"
        assert all(type(one) is int for one in attached["of"])


async def test_the_button_of_a_form_is_old_once_it_is_submitted(store: Store, tmp_path: Path) -> None:
    await registered(store, tmp_path)
    async with hall(store, tmp_path, today=DAY) as here:
        me = await eligible(here)
        await me(">现在申领")
        old = me.data_of("拿表格")
        await me(">交给窗口", ">就这样交")

        await me.press_data(old)

        assert "attachment" not in here.post.sent[-1][1]


@pytest.mark.parametrize(
    ("kind", "called", "open_form"),
    [
        pytest.param("receipt", "受理回执", False, id="a receipt"),
        pytest.param("hazard_form", "出租居住房屋出租治安消防隐患排查表", True, id="a blank form"),
        pytest.param("certificate", "certificate", False, id="a kind of a later version"),
    ],
)
async def test_a_papers_code_is_told_as_a_paper_and_never_as_a_voucher(
    store: Store, tmp_path: Path, kind: str, called: str, open_form: bool
) -> None:
    async with hall(store, tmp_path) as here:
        keys = VoucherKeys.load_or_create(tmp_path / "vouchers.json")
        claims = PaperClaims("127.0.0.1", kind, "SL20261123-000123", date(2026, 11, 23), bytes(16))

        said = await here.talk().say(to_text(sign(claims, keys.signing), "http://127.0.0.1"))

    assert "不是居住登记凭证" in said
    assert all(one in said for one in (called, "SL20261123-000123", "2026年11月23日", "00000-00000"))
    assert ("手写" in said) is open_form
    assert "有效期内" not in said
