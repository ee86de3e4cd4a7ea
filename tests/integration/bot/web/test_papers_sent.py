"""PDF sent to the web chat: by content, within the limits of Telegram, and opened for nothing but an application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.intake.reading import LARGEST_FILE
from domain.usecases import applying
from domain.ways import Way
from storage.unit_of_work import SqlUnitOfWork
from tests.integration.bot.intake.pdfs import encrypted, pdf
from tests.integration.bot.site import TODAY, WAIT, Browser, Site, Window
from tests.integration.bot.web import pictures
from tests.integration.bot.web.test_pictures_sent import kept_files, sent
from tests.unit.domain.asking import TENANT, facts

PROGRAM = b"MZ" + bytes(200)


async def applies(site: Site, window: Window, paper: str = "lease") -> None:
    """Somebody registered has begun to apply, and says which paper comes next."""
    await window.register()
    chat = str(window.browser.chat)

    async def work(uow: SqlUnitOfWork) -> None:
        async with uow:
            account = await uow.accounts.find("web", chat)
        assert account is not None
        await applying.begin(account.id, Way.HOUSING, facts(TENANT), uow, TODAY)

    await site.house.store.run(work)
    for data in ("m:apply", f"m:paper:{paper}"):
        await window.act("press", message=1, data=data)


async def handed(window: Window, content: bytes, name: str = "lease.pdf") -> str:
    """Upload it and send it; what the service says last."""
    status, file = await sent(window.browser, content, name)
    assert status == 200, file
    before = len(window.messages())
    await window.act("photo", file=file, caption="")
    return "\n".join(one["text"] for one in window.messages()[before:] if one["from"] == "bot")


async def test_the_pages_of_a_pdf_are_handed_in(site: Site, window: Window) -> None:
    await applies(site, window)

    assert "1年以上的租房合同 收到，共 3 页" in await handed(window, pdf(3))


async def test_what_it_is_shows_its_content_and_not_its_name(site: Site, window: Window) -> None:
    await applies(site, window)

    assert "收到，共 1 页" in await handed(window, pdf(1), "photo.jpg")
    assert await sent(window.browser, PROGRAM, "lease.pdf") == (415, "not_a_picture")


async def test_it_comes_back_as_a_file_to_be_saved_and_never_as_a_page(browser: Browser, window: Window) -> None:
    _, name = await sent(browser, pdf(1))
    await window.act("photo", file=name, caption="")
    (own,) = (one for one in window.messages() if one["from"] == "me")

    assert own["photo"] is None
    async with browser.http.get(own["document"]["url"]) as answer:
        assert await answer.read() == pdf(1)
        assert answer.content_type == "application/pdf"
        assert answer.content_disposition is not None
        assert answer.content_disposition.type == "attachment"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(encrypted(b"secret"), "有密码", id="locked"),
        pytest.param(b"%PDF-1.7\nnothing behind it", "坏了，打不开", id="broken"),
        pytest.param(pdf(21), "最多 20 页", id="21 pages"),
    ],
)
async def test_one_that_cannot_be_taken_is_answered_kindly(
    site: Site, window: Window, content: bytes, told: str
) -> None:
    await applies(site, window)

    assert told in await handed(window, content)


@pytest.mark.parametrize(
    ("size", "status"), [pytest.param(LARGEST_FILE, 200, id="20 MiB"), pytest.param(LARGEST_FILE + 1, 413, id="more")]
)
async def test_its_size_has_a_limit(site: Site, browser: Browser, size: int, status: int) -> None:
    head = b"%PDF-1.7\n"

    assert (await sent(browser, head + bytes(size - len(head))))[0] == status
    assert len(kept_files(site)) == (status == 200)


async def test_outside_of_an_application_it_is_not_opened(site: Site, window: Window) -> None:
    await window.register()

    assert "不是照片" in await handed(window, pdf(1))
    assert [path.name for path in kept_files(site) if "paper-" in str(path)] == []


def on_their_way(site: Site) -> set[int]:
    """The chats whose files are just arriving."""
    assert site.house.web is not None
    (door,) = (one.handler for one in site.house.web.router.routes() if one.handler.__name__ == "photo")
    return door.__self__._uploading  # type: ignore[attr-defined, no-any-return]


async def test_of_one_chat_one_file_is_on_its_way(site: Site, browser: Browser) -> None:
    going = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b'--a\r\nContent-Disposition: form-data; name="photo"\r\n\r\n%PDF-'
        await going.wait()
        yield b"1.7\r\n--a--\r\n"

    async def first() -> int:
        headers = {"Content-Type": "multipart/form-data; boundary=a"}
        async with browser.http.post("/api/chat/photos", data=slowly(), headers=headers) as answer:
            return answer.status

    async with asyncio.timeout(WAIT), asyncio.TaskGroup() as tasks:
        begun = tasks.create_task(first())
        while not on_their_way(site):
            await browser.http.get("/health")
        assert await sent(browser, pdf(1)) == (429, "slow_down")
        async with site.browser() as another:
            assert (await sent(another, pdf(1)))[0] == 200
        going.set()
    assert begun.result() == 200
    assert (await sent(browser, pdf(1)))[0] == 200


async def test_nobody_calls_a_picture_a_pdf(browser: Browser, window: Window) -> None:
    _, picture = await sent(browser, pictures.photo())
    _, paper = await sent(browser, pdf(1))

    for n, name in enumerate((f"{picture}.pdf", paper.removesuffix(".pdf")), 1):
        await window.send(t="photo", n=n, file=name, caption="")
        assert (await window.kind("bad"))["error"] == "no_such_file"


async def test_it_opens_in_no_other_chat(site: Site, browser: Browser) -> None:
    _, name = await sent(browser, pdf(1))

    async with site.browser() as other, other.http.get(f"/api/chat/uploads/{name}") as answer:
        assert answer.status == 404
    async with aiohttp.ClientSession(site.url) as nobody, nobody.get(f"/api/chat/uploads/{name}") as answer:
        assert answer.status == 401
