"""A person in the web chat: Chromium on a small phone, the real page, real clicks.

What the page must offer for this is written down in `page.js` beside this file and in the README of test
support.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any, Self

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Locator, Page

from tests.support.people.person import Person
from tests.support.people.view import Bubble, Button, Document, View

EYES = Path(__file__).with_name("page.js")
EDIT = re.compile("^(改|修改|编辑|Edit)")
PHONE = {"width": 360, "height": 640}
READ_FILE = """async (address) => {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


class WebPerson(Person):
    """`await WebPerson.open(browser, url)`: a person with a browser profile of his own."""

    channel = "web"

    def __init__(self, context: BrowserContext, page: Page, name: str = "测试") -> None:
        super().__init__(name)
        self.context = context
        self.page = page
        self.errors: list[str] = []
        self._toasts: list[str] = []

    @classmethod
    async def open(
        cls, browser: Browser, url: str, name: str = "测试", language: str = "zh-CN", **options: Any
    ) -> Self:
        """`options` go to Playwright's `new_context`."""
        settings = {"viewport": PHONE, "locale": language, "timezone_id": "Asia/Shanghai", **options}
        context = await browser.new_context(**settings)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        person = cls(context, page, name)
        await person._open_eyes()
        await page.goto(url)
        await page.get_by_role("log").wait_for(state="attached")
        return person

    async def close(self) -> None:
        await self.context.close()

    async def screenshot(self, path: Path) -> Path:
        target = path.with_suffix(".png")
        await self.page.screenshot(path=target)
        return target

    async def _open_eyes(self) -> None:
        await self.page.expose_function("anjuChanged", self._changed.fire)
        await self.page.expose_function("anjuToast", self._notice)
        await self.page.add_init_script(path=EYES)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._listen)

    def _notice(self, toast: str) -> None:
        self._toasts.append(toast)

    def _listen(self, line: ConsoleMessage) -> None:
        if line.type == "error":
            self.errors.append(line.text)

    async def _view(self) -> View:
        seen = await self.page.evaluate("() => window.anjuEyes()")
        bubbles = (
            Bubble(one["key"], one["mine"], one["text"], _buttons(one["buttons"]), one["picture"], _document(one))
            for one in seen["bubbles"]
        )
        return View(tuple(bubbles), _buttons(seen["keyboard"]), tuple(self._toasts), seen["busy"], seen["pinned"])

    async def _say(self, text: str) -> None:
        await self.page.get_by_role("textbox").fill(text)
        await self._send_button().click()

    async def _press(self, bubble: Bubble, button: Button) -> None:
        buttons = self._bubble(bubble).locator("[data-inline] button")
        await buttons.get_by_text(button.label, exact=True).or_(_named(buttons, button.label)).first.click()

    async def _tap(self, button: Button) -> None:
        await _named(self.page.locator("[data-keyboard] button"), button.label).first.click()

    async def _photo(self, data: bytes, caption: str) -> None:
        kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
        file: FilePayload = {"name": "photo", "mimeType": kind, "buffer": data}
        await self.page.locator("input[type=file]").first.set_input_files(file)

    async def _document(self, data: bytes, name: str, content_type: str) -> None:
        file: FilePayload = {"name": name, "mimeType": content_type, "buffer": data}
        await self.page.locator("input[data-source=paper]").set_input_files(file)

    async def _edit(self, bubble: Bubble, text: str) -> None:
        await self._bubble(bubble).get_by_role("button", name=EDIT).click()
        await self._say(text)

    async def _contact(self, number: str) -> None:
        await self._say(number)

    async def _fetch(self, where: str) -> bytes:
        return base64.b64decode(await self.page.evaluate(READ_FILE, where))

    def _bubble(self, bubble: Bubble) -> Locator:
        return self.page.locator(f'[data-message-id="{bubble.key}"]')

    def _send_button(self) -> Locator:
        return self.page.get_by_role("button", name="发送", exact=True).or_(
            self.page.get_by_role("button", name="Send", exact=True)
        )


def _named(buttons: Locator, label: str) -> Locator:
    return buttons.filter(has_text=label)


def _document(seen: dict[str, Any]) -> Document | None:
    shown = seen["document"]
    return Document(shown["name"], shown["address"]) if shown else None


def _buttons(seen: list[dict[str, Any]]) -> tuple[Button, ...]:
    columns: dict[int, int] = {}
    found = []
    for one in seen:
        column = columns.get(one["row"], 0)
        columns[one["row"]] = column + 1
        found.append(Button(one["label"], (one["row"], column), one["url"]))
    return tuple(found)
