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
from tests.integration.conversation import deskside
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


def code_of(folder: Path, kind: str, number: str) -> str:
    """The text of the code on a paper of the house."""
    keys = VoucherKeys.load_or_create(folder / "vouchers.json")
    claims = PaperClaims("127.0.0.1", kind, number, DAY, bytes(16))
    return to_text(sign(claims, keys.signing), "http://127.0.0.1")


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        pytest.param("form", "SQ20270723-000001", id="the number of the application"),
        pytest.param("notice", "BZ20270723-000001", id="the number of its case"),
    ],
)
async def test_the_desk_opens_a_case_by_the_code_on_its_paper(
    store: Store, tmp_path: Path, kind: str, number: str
) -> None:
    days = await deskside.registered(store, tmp_path)
    async with days.on(deskside.DAY) as (me, officer):
        await deskside.applied(me)
        code = code_of(tmp_path, kind, number)

        opened = await officer(code, ">看编号 1")
        with pytest.raises(AssertionError, match="no button"):
            await me(code, ">看编号 1")

    assert "编号 1" in opened
    assert "走“住所”，等窗口看" in opened


async def test_a_papers_code_opens_nothing_for_another_area(store: Store, tmp_path: Path) -> None:
    days = await deskside.registered(store, tmp_path)
    async with days.on(deskside.DAY) as (me, _):
        await deskside.applied(me)
    async with hall(store, tmp_path, today=deskside.DAY) as here:
        other = await deskside.hired(here, "8", area="上城区")
        await other(code_of(tmp_path, "form", "SQ20270723-000001"))
    assert "m:case:1" not in str(here.post.sent)
