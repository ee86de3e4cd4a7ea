"""The chat page before the real house, in Chromium on a small phone: what only shows when both are real."""

from __future__ import annotations

import re
import sqlite3

from playwright.async_api import Browser, expect

from tests.support.people import WebPerson
from tests.support.process import AnjuProcess

SENTENCE = "我昨天刚搬到拱墅区大关街道湖墅南路12号3幢2单元501，房东姓张，打工的"
STEPS = (">同意", ">不是", "王小明", "11010519491231002X", "13812345678", "在顺丰上班", ">都对，提交")
NEWEST_IN_VIEW = """() => {
  const seen = document.querySelector("[role=log]").getBoundingClientRect();
  const box = [...document.querySelectorAll("[data-picture]")].pop()?.getBoundingClientRect();
  return box && box.height > 200 && box.top >= seen.top && box.bottom <= seen.bottom;
}"""
UP = "(log) => { log.scrollTop = 0; }"


async def register(person: WebPerson, steps: tuple[str, ...] = STEPS) -> None:
    await person.say(SENTENCE)
    await person.answer()
    for step in steps:
        await (person.press(step[1:]) if step.startswith(">") else person.say(step))
        await person.answer()


async def test_the_voucher_is_in_view_when_the_registration_is_done(browser: Browser, anju: AnjuProcess) -> None:
    person = await WebPerson.open(browser, anju.url)
    await register(person)

    picture = person.page.locator("[data-picture]").last
    await expect(picture).to_be_visible()
    await picture.evaluate("(picture) => picture.decode()")
    await person.page.wait_for_function(NEWEST_IN_VIEW)
    assert person.errors == []


async def test_who_had_read_further_up_before_he_submits_sees_the_voucher_too(
    browser: Browser, anju: AnjuProcess
) -> None:
    person = await WebPerson.open(browser, anju.url)
    await register(person, STEPS[:-1])
    log = person.page.get_by_role("log")
    await log.evaluate("(log) => { log.scrollTop = log.scrollHeight; }")
    await log.evaluate("(log) => { log.scrollTop -= 150; }")
    await person.press("都对，提交")
    await person.page.wait_for_function(NEWEST_IN_VIEW)


async def test_who_scrolls_up_while_he_waits_is_left_there(browser: Browser, anju: AnjuProcess) -> None:
    person = await WebPerson.open(browser, anju.url)
    await register(person, STEPS[:-1])
    log = person.page.get_by_role("log")
    lock = sqlite3.connect(anju.data / "var" / "anju.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    await person.press("都对，提交")
    await log.evaluate(UP)
    lock.execute("ROLLBACK")
    lock.close()

    await person.page.get_by_role("button", name="下面还有").wait_for()
    await expect(person.page.locator("[data-picture]")).to_have_count(1)
    assert await log.evaluate("(log) => log.scrollTop") == 0


async def test_the_bot_speaks_the_language_of_the_page(browser: Browser, anju: AnjuProcess) -> None:
    person = await WebPerson.open(browser, f"{anju.url}/?lang=en")
    await person.page.get_by_role("button", name="Start", exact=True).click()
    await expect(person.page.locator("[data-from=bot] [data-text]").first).to_contain_text("residence")

    await person.page.goto(f"{anju.url}/?lang=zh")
    await expect(person.page.locator("[data-from=bot]").first).to_be_visible()
    await person.say("/menu")
    assert "What I can do for you" in await person.answer()


async def test_words_wait_in_the_page_while_the_database_is_locked(browser: Browser, anju: AnjuProcess) -> None:
    person = await WebPerson.open(browser, anju.url)
    await expect(person.page.locator("[data-link=online]")).to_be_visible()
    lock = sqlite3.connect(anju.data / "var" / "anju.db", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    await person.say("/menu")
    await expect(person.page.get_by_role("alert")).to_contain_text("登记库暂时写不进去", timeout=15_000)
    await expect(person.page.locator("[data-pending]")).to_contain_text("/menu")
    await expect(person.page.locator("[data-link=online]")).to_be_visible()
    lock.execute("ROLLBACK")
    lock.close()

    await expect(person.page.locator("[data-from=bot]")).to_have_count(1, timeout=15_000)
    await expect(person.page.get_by_role("alert")).to_have_count(0)
    await expect(person.page.locator("[data-message-id][data-from=me]")).to_have_count(1)


async def test_after_the_proof_the_page_and_its_other_tab_go_on_and_a_copied_cookie_does_not(
    browser: Browser, anju: AnjuProcess
) -> None:
    holder, newcomer = [await WebPerson.open(browser, anju.url, name) for name in ("holder", "newcomer")]
    await register(holder)
    await register(newcomer)
    code = re.search(r"\d{3} \d{3}", await holder.screen())
    assert code
    old = await newcomer.context.cookies()
    tab = await newcomer.context.new_page()
    await tab.goto(anju.url)
    await expect(tab.locator("[data-link=online]")).to_be_visible()
    thief = await WebPerson.open(browser, anju.url)
    await thief.context.clear_cookies()
    await thief.context.add_cookies(old)  # type: ignore[arg-type]
    await thief.page.reload()
    await expect(thief.page.get_by_text("已经有登记")).to_be_visible()

    await newcomer.say(code[0])
    await newcomer.answer(until=lambda shown: "湖墅南路" in shown)
    await newcomer.say("/voucher")

    await newcomer.page.locator("[data-picture]").last.evaluate("(picture) => picture.decode()")
    await tab.locator("[data-picture]").last.evaluate("(picture) => picture.decode()")
    assert await newcomer.context.cookies() != old
    await expect(thief.page.locator("[data-link=online]")).to_have_count(0)
    await expect(thief.page.locator("[data-picture]")).to_have_count(0)
    assert "核实好了" not in await thief.screen()
