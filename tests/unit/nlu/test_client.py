"""The client against a sidecar that behaves badly: whatever comes back, a reading comes out."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from nlu.client import NluClient
from nlu.reading import Entity, Guess, Reading

GOOD = {
    "intent": {"name": "register", "confidence": 0.9},
    "intent_ranking": [{"name": "register", "confidence": 0.9}, {"name": "faq", "confidence": 0.1}],
    "faq": [{"name": "how_to_register", "confidence": 0.6}, {"name": "short_stay", "confidence": 0.1}],
    "entities": [{"entity": "date", "start": 0, "end": 2, "value": "不看这个", "confidence": 1}],
}
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Sidecar:
    """A server that answers as it is told and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.queries: list[dict[str, str]] = []
        self.answer: Answer = self._good
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((await request.json())["text"])
        self.queries.append(dict(request.query))
        return await self.answer(request)

    async def _good(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(GOOD)

    def says(self, body: Any, status: int = 200) -> None:
        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(text=body if isinstance(body, str) else json.dumps(body), status=status)

        self.answer = answer


@asynccontextmanager
async def serving(sidecar: Sidecar) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_post("/model/parse", sidecar.handle)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sidecar.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
async def sidecar() -> AsyncIterator[Sidecar]:
    made = Sidecar()
    async with serving(made):
        yield made


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def client(sidecar: Sidecar, clock: Clock) -> AsyncIterator[NluClient]:
    made = NluClient(sidecar.url, token="word", clock=clock)
    yield made
    await made.close()


async def test_a_good_answer_becomes_a_reading(client):
    assert await client.read("昨天到的") == Reading(
        intent="register",
        confidence=0.9,
        faq="how_to_register",
        faq_confidence=0.6,
        faq_alternatives=(Guess("how_to_register", 0.6), Guess("short_stay", 0.1)),
        entities=(Entity("date", "昨天", 0, 2),),
        alternatives=(Guess("faq", 0.1),),
    )


async def test_the_token_goes_with_every_question(client, sidecar):
    await client.read("你好")

    assert sidecar.queries == [{"token": "word"}]


async def test_a_token_in_the_address_is_used(sidecar):
    client = NluClient(f"{sidecar.url}/?token=other")

    await client.read("你好")
    await client.close()

    assert sidecar.queries == [{"token": "other"}]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        pytest.param("我１３８ＡＢ", "我138AB", id="full width"),
        pytest.param("登\x00记\x1b[0m\u200b", "登 记 [0m", id="control characters"),
        pytest.param("\ud800登记", "登记", id="half a character"),
        pytest.param("  你好\n", "你好", id="blanks around"),
        pytest.param("😀你好", "😀你好", id="emoji"),
        pytest.param("啊" * 200, "啊" * 200, id="as long as is read"),
        pytest.param("啊" * 201, "啊" * 200, id="one too many"),
        pytest.param("好" * 4096, "好" * 200, id="the longest message"),
    ],
)
async def test_texts_are_cleaned_and_cut_before_they_are_asked(client, sidecar, text, asked):
    await client.read(text)

    assert sidecar.asked == [asked]


@pytest.mark.parametrize(("length", "reason"), [(200, ""), (201, "cut")])
async def test_a_reading_of_the_beginning_alone_says_so(client, length, reason):
    reading = await client.read("登" * length)

    assert (reading.intent, reading.reason) == ("register", reason)


async def test_entities_point_into_the_text_as_it_was_sent(client):
    reading = await client.read(" \n 昨天到的")

    assert reading.entities == (Entity("date", "昨天", 3, 5),)


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "\n\n"])
async def test_nothing_said_is_not_asked(client, sidecar, text):
    assert await client.read(text) == Reading.nothing("empty")
    assert sidecar.asked == []


async def test_the_same_words_are_asked_once(client, sidecar):
    first = await client.read("多久签注一次")
    again = await client.read(" 多久签注一次 ")

    assert first.intent == again.intent == "register"
    assert (client.calls, client.cache_hits, len(sidecar.asked)) == (1, 1, 1)


async def test_only_the_latest_texts_are_remembered(sidecar):
    client = NluClient(sidecar.url, cache_size=2)

    for text in ("一个", "二个", "一个", "三个", "一个", "二个"):
        await client.read(text)
    await client.close()

    assert sidecar.asked == ["一个", "二个", "三个", "二个"]


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        pytest.param("oh", 500, "refused", id="broken inside"),
        pytest.param("no", 401, "refused", id="wrong token"),
        pytest.param("{", 200, "garbage", id="half an object"),
        pytest.param("[]", 200, "garbage", id="a list"),
        pytest.param("null", 200, "garbage", id="nothing"),
        pytest.param({}, 200, "garbage", id="no intent"),
        pytest.param({"intent": "register"}, 200, "garbage", id="intent of another kind"),
        pytest.param({"intent": {"name": "x", "confidence": "much"}}, 200, "garbage", id="words for a share"),
        pytest.param('{"intent": {"name": "x", "confidence": NaN}}', 200, "garbage", id="no number"),
        pytest.param(GOOD | {"entities": [{"entity": "date", "start": 0, "end": 99}]}, 200, "garbage", id="outside"),
        pytest.param(GOOD | {"entities": [7]}, 200, "garbage", id="entity of another kind"),
        pytest.param(GOOD | {"faq": {"a": 1}}, 200, "garbage", id="keys of another kind"),
        pytest.param(GOOD | {"more": "x" * 300_000}, 200, "garbage", id="endless"),
        pytest.param("[" * 200_000, 200, "garbage", id="too deep"),
    ],
)
async def test_a_bad_answer_is_nothing_with_a_reason(client, sidecar, body, status, reason):
    sidecar.says(body, status)

    assert await client.read("昨天到的") == Reading.nothing(reason)


async def test_a_slow_answer_is_given_up(sidecar):
    given_up = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        await given_up.wait()
        return web.json_response(GOOD)

    sidecar.answer = answer
    client = NluClient(sidecar.url, timeout=0.05)

    reading = await client.read("你好")
    given_up.set()
    await client.close()

    assert reading == Reading.nothing("timeout")


async def test_a_connection_closed_in_the_middle_is_nothing(client, sidecar):
    async def answer(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    sidecar.answer = answer

    assert await client.read("你好") == Reading.nothing("unreachable")


async def test_nobody_there_is_nothing(sidecar):
    async with serving(gone := Sidecar()):
        pass
    client = NluClient(gone.url)

    reading = await client.read("你好")
    await client.close()

    assert reading == Reading.nothing("unreachable")


async def test_failures_are_not_remembered(client, sidecar):
    sidecar.says("oh", 500)
    await client.read("你好")
    sidecar.says(GOOD)

    assert (await client.read("你好")).intent == "register"


async def test_a_dead_sidecar_is_left_alone_for_a_while(client, sidecar, clock):
    sidecar.says("oh", 500)
    for text in ("一", "二", "三"):
        await client.read(text)

    assert client.state == "down"
    assert await client.read("四") == Reading.nothing("down")
    assert len(sidecar.asked) == 3

    clock.now += 5.1
    sidecar.says(GOOD)
    assert client.state == "ready"
    assert (await client.read("五个")).understood


async def test_one_more_failure_after_the_rest_is_enough(client, sidecar, clock):
    sidecar.says("oh", 500)
    for text in ("一", "二", "三"):
        await client.read(text)
    clock.now += 5.1

    await client.read("四")

    assert client.state == "down"


async def test_a_success_in_between_starts_the_count_again(client, sidecar):
    for status in (500, 500, 200, 500, 500):
        sidecar.says(GOOD, status)
        await client.read(f"第{len(sidecar.asked)}次")

    assert client.state == "ready"


async def test_what_is_known_is_told_while_the_sidecar_is_down(client, sidecar):
    await client.read("你好")
    sidecar.says("oh", 500)
    for text in ("一", "二", "三"):
        await client.read(text)

    assert (await client.read("你好")).understood


@pytest.mark.parametrize(("share", "intent"), [(0.3, "register"), (0.29, "")])
async def test_an_unlikely_intent_is_not_told(client, sidecar, share, intent):
    sidecar.says(GOOD | {"intent_ranking": [{"name": "register", "confidence": share}]})

    reading = await client.read("昨天到的")

    assert (reading.intent, reading.confidence, reading.entities[0].value) == (intent, share, "昨天")
    assert intent or (reading.reason, reading.alternatives) == ("unsure", (Guess("register", share),))


@pytest.mark.parametrize(("share", "key"), [(0.15, "how_to_register"), (0.14, None)])
async def test_an_unlikely_key_is_only_an_alternative(client, sidecar, share, key):
    sidecar.says(GOOD | {"faq": [{"name": "how_to_register", "confidence": share}]})

    reading = await client.read("昨天到的")

    assert reading.faq == key
    assert reading.faq_alternatives == (Guess("how_to_register", share),)


async def test_many_at_once_wait_for_their_turn(sidecar):
    client = NluClient(sidecar.url, at_once=2)
    here, most = 0, 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal here, most
        here += 1
        most = max(most, here)
        await asyncio.sleep(0)
        here -= 1
        return web.json_response(GOOD)

    sidecar.answer = answer
    readings = await asyncio.gather(*(client.read(f"第{number}个") for number in range(20)))
    await client.close()

    assert all(reading.understood for reading in readings)
    assert most <= 2


async def test_waiting_too_long_for_a_turn_is_no_failure_of_the_sidecar(sidecar):
    open_gate = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        await open_gate.wait()
        return web.json_response(GOOD)

    sidecar.answer = answer
    client = NluClient(sidecar.url, timeout=0.1, at_once=1, failures=2)
    readings = await asyncio.gather(*(client.read(f"第{number}个") for number in range(5)))
    open_gate.set()
    await client.close()

    assert sorted(reading.reason for reading in readings) == ["busy"] * 4 + ["timeout"]
    assert client.state == "ready"


async def test_logs_name_the_reason_and_never_the_text(client, sidecar):
    sidecar.says("oh 张三丰", 500)

    with capture_logs() as logs:
        await client.read("我叫张三丰，电话13800001111")

    assert [(entry["event"], entry["reason"]) for entry in logs] == [("nlu_not_read", "refused")]
    assert "张三丰" not in str(logs)
    assert "1380000" not in str(logs)
