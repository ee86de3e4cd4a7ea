"""People, scenarios and the watched process, tried on the tiny bot of `echo_house`."""

from __future__ import annotations

import io
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import TODAY, Invite
from tests.support.botapi import BotApiServer
from tests.support.people import NoAnswer, Person, TelegramPerson
from tests.support.process import AnjuProcess, NotReady, free_port
from tests.support.scenario import Player, Scenario, ScenarioFailed

ECHO = ("-m", "tests.e2e.echo_house")


@pytest.fixture
async def anju(botapi: BotApiServer, tmp_path: Path) -> AsyncIterator[AnjuProcess]:
    settings = {"ANJU_TELEGRAM_TOKEN": botapi.token, "ANJU_TELEGRAM_API": botapi.url, "ANJU_TODAY": TODAY}
    async with AnjuProcess(tmp_path / "echo", settings, ECHO) as process:
        yield process


def jpeg(color: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (320, 200), color).save(target, "JPEG")
    return target.getvalue()


async def test_a_person_says_presses_and_corrects(person: Person) -> None:
    await person.say("买米")
    answer = await person.answer()
    assert answer.texts == ["第1条: 买米"]
    assert answer.buttons == ["🗑 删除", "再说一遍"]

    await person.press("删除")
    assert (await person.answer(until=lambda seen: "好了" in seen)).texts == ["已删除", "好了"]

    await person.edit_last("买面")
    assert "改成: 买面" in await person.answer()


async def test_old_buttons_are_counted_from_the_oldest(person: Person) -> None:
    for text in ("一", "二", "三"):
        await person.say(text)
        await person.answer()

    await person.press_old("删除", 2)
    await person.answer()

    bot_says = [bubble.text for bubble in (await person.view()).from_bot()]
    assert bot_says == ["第1条: 一", "已删除", "第3条: 三"]


async def test_the_keyboard_under_the_input_is_pressed_by_its_words(person: Person) -> None:
    await person.say("菜单")
    assert (await person.answer()).buttons == ["今天", "电话"]
    await person.press("今天")
    assert f"今天是 {TODAY}" in await person.answer()


async def test_a_phone_number_is_handed_over_in_the_channels_own_way(person: Person) -> None:
    await person.contact("13912345678")
    assert "13912345678" in await person.answer()


async def test_a_picture_goes_there_and_back(person: Person) -> None:
    await person.photo(jpeg("teal"))
    answer = await person.answer(until=lambda seen: seen.has_picture)
    assert answer.texts == ["收到照片"]
    with Image.open(io.BytesIO(await person.picture())) as picture:
        assert picture.size == (320, 200)


async def test_two_people_do_not_see_each_other(invite: Invite) -> None:
    first, second = await invite("first"), await invite("second")
    await first.say("甲")
    await first.answer()
    await second.say("乙")
    assert (await second.answer()).texts == ["第2条: 乙"]
    assert "甲" not in await second.screen()


async def test_a_missing_button_and_a_missing_answer_show_the_transcript(person: Person) -> None:
    await person.say("买米")
    await person.answer()
    with pytest.raises(NoAnswer, match=r"no button 「续签」(.|\n)*第1条: 买米"):
        await person.press("续签")
    with pytest.raises(NoAnswer, match=r"not what was waited for(.|\n)*买米"):
        await person.answer(until=lambda seen: "买面" in seen, within=0.5)
    await person.look()
    with pytest.raises(NoAnswer, match="no answer within"):
        await person.answer(within=0.5)
    await person.silence(0.2)


async def test_what_is_said_while_the_bot_is_dead_is_answered_later(person: Person, anju: AnjuProcess) -> None:
    await person.say("一")
    await person.answer()
    await anju.kill()
    assert anju.exit_code == -signal.SIGKILL
    await person.say("二")
    await anju.start()
    assert "第2条: 二" in await person.answer()


async def test_a_screenshot_is_kept(person: Person, tmp_path: Path) -> None:
    await person.say("买米")
    await person.answer()
    assert (await person.screenshot(tmp_path / "now")).stat().st_size > 20


async def test_a_scenario_plays_on_both_channels(invite: Invite, anju: AnjuProcess, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "card.jpg").write_bytes(jpeg("red"))
    await Player(anju, invite).play(written(tmp_path, GOOD))


GOOD = """
title = "记事"
[[step]]
say = "买米"
expect = ["第1条", "买米"]
expect_not = ["第2条"]
expect_buttons = ["删除"]
remember = { number = "第(\\\\d+)条" }
[[step]]
who = "second"
say = "号码{number}"
expect = ["号码1"]
[[step]]
today = "2026-11-24"
[[step]]
say = "今天"
expect = ["2026-11-24"]
[[step]]
photo = "card.jpg"
expect_picture = true
[[step]]
edit = "买面"
expect = ["改成: 买面"]
[[step]]
channel = "telegram"
sticker = true
expect = ["看不懂"]
[[step]]
press_old = "删除"
expect = ["已删除"]
"""


@pytest.mark.parametrize(
    ("step", "words"),
    [
        pytest.param('expect = ["买面"]', "missing: 「买面」", id="expected words"),
        pytest.param('expect_not = ["买米"]', "must not be there: 「买米」", id="unwanted words"),
        pytest.param('expect_buttons = ["续签"]', "missing: button \\[续签\\]", id="expected button"),
        pytest.param('expect_no_buttons = ["删除"]', "must not be there: button \\[删除\\]", id="unwanted button"),
        pytest.param("expect_picture = true", "missing: a picture", id="expected picture"),
    ],
)
async def test_a_failing_step_is_named_with_the_transcript(
    botapi: BotApiServer,
    anju: AnjuProcess,
    tmp_path: Path,
    step: str,
    words: str,
) -> None:
    async def come(name: str) -> Person:
        person = TelegramPerson(botapi)
        person.patience = 1.0
        return person

    scenario = written(tmp_path, f'title = "买米"\n[[step]]\nsay = "买米"\n{step}\n')
    with pytest.raises(ScenarioFailed, match=f"「买米」 step 1: say='买米'(.|\n)*{words}(.|\n)*person │ 买米"):
        await Player(anju, come).play(scenario)


def written(folder: Path, text: str) -> Scenario:
    file = folder / "scenario.toml"
    file.write_text(text, encoding="utf-8")
    return Scenario.load(file)


async def test_a_process_stops_gently_and_tells_its_exit_code(anju: AnjuProcess) -> None:
    assert await anju.health() == (200, {"ok": True})
    assert await anju.stop() == 0
    assert not anju.running


async def test_a_process_that_dies_at_once_is_reported_with_its_words(tmp_path: Path) -> None:
    doomed = AnjuProcess(tmp_path, arguments=("-c", "print('kein Port'); raise SystemExit(2)"))
    with pytest.raises(NotReady, match="ended with 2\n--- output ---\nkein Port"):
        await doomed.start()


async def test_a_process_that_never_answers_is_killed(tmp_path: Path) -> None:
    deaf = AnjuProcess(tmp_path, arguments=("-c", "import signal; print('bereit', flush=True); signal.pause()"))
    with pytest.raises(NotReady, match="not ready within 1 s"):
        await deaf.start(within=1)
    await deaf.kill()
    assert deaf.exit_code == -signal.SIGKILL


async def test_settings_of_the_tester_do_not_reach_the_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANJU_TELEGRAM_TOKEN", "mine")
    process = AnjuProcess(tmp_path, arguments=("-c", "import os; print(sorted(k for k in os.environ if 'ANJU' in k))"))
    await process.launch()
    await process.exited()
    assert "ANJU_TELEGRAM_TOKEN" not in process.text()
    assert "ANJU_WEB_PORT" in process.text()


def test_free_ports_are_free() -> None:
    assert len({free_port() for _ in range(20)}) > 1
