"""The ways of showing the verify page a voucher: camera, link, short code."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.web.verifying import Listening, Phone, signed

# about:blank is no secure context and has no media devices
DETECTOR = """
  if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d").fillRect(0, 0, 300, 150);
    window.camera = canvas.captureStream(10);
    return window.camera;
  };
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["qr_code"]; }
    async detect() { return [{ rawValue: %r }]; }
  };
"""
REFUSING = """
  if (navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); };
"""


async def test_a_pasted_link_with_gaps_and_full_width_digits_is_read(phone: Phone, server: Listening) -> None:
    text = signed(server.vouchers.key)
    wide = text[:40].translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    await phone.visit()

    await phone.type(f"https://anju.example.gov.cn/v#{wide} \u200b{text[40:90]}\n{text[90:]}")

    assert await phone.verdict() == "valid"


async def test_a_camera_with_a_detector_reads_the_code_and_is_switched_off(phone: Phone, server: Listening) -> None:
    link = f"{server.url}/v#{signed(server.vouchers.key)}"
    await phone.page.add_init_script(DETECTOR % link)
    await phone.visit()

    await phone.page.get_by_role("button", name="扫描二维码").click()

    assert await phone.verdict() == "valid"
    assert await phone.page.evaluate("window.camera.getTracks().map(track => track.readyState)") == ["ended"]


async def test_a_refused_camera_is_explained(phone: Phone) -> None:
    await phone.page.add_init_script(DETECTOR % "" + REFUSING)
    await phone.visit()

    await phone.page.get_by_role("button", name="扫描二维码").click()

    await expect(phone.page.get_by_role("alert").filter(has_text="没有相机权限")).to_be_visible()


async def test_a_browser_that_cannot_scan_says_how_to_scan_all_the_same(phone: Phone) -> None:
    await phone.page.add_init_script("delete window.BarcodeDetector;")

    await phone.visit()

    await expect(phone.page.get_by_text("请用手机自带的相机")).to_be_visible()
    await expect(phone.page.get_by_role("button", name="扫描二维码")).to_have_count(0)


async def test_a_short_code_shows_what_the_register_holds(phone: Phone, server: Listening) -> None:
    content = {"name": "李*", "document": "1234", "address": "拱墅区湖墅南路12号", "registered_on": "2026-11-20"}
    server.vouchers.codes["A3F9KM7XY"] = {"state": "valid", **content}
    await phone.visit()

    await phone.type(" a3f-9km 7xy")

    assert await phone.verdict() == "valid"
    await expect(phone.page.locator(".content")).to_contain_text("李*")
    await expect(phone.how).to_contain_text("没有检查二维码签名")


async def test_a_short_code_that_is_not_in_the_register_is_unknown(phone: Phone) -> None:
    await phone.visit()

    await phone.type("A3F-9KM-7XY")

    assert await phone.verdict() == "unknown"
    await expect(phone.sentence).to_contain_text("登记库里没有这个短码")


@pytest.mark.parametrize(
    ("typed", "said"), [("A3F-9KM-7XO", "短码里没有这样的字符：O"), ("A3F-9KM", "短码是 9 位"), ("  ", "请先输入")]
)
async def test_a_slip_in_a_short_code_is_said_and_not_sent(
    phone: Phone, server: Listening, typed: str, said: str
) -> None:
    await phone.visit()

    await phone.type(typed)

    await expect(phone.page.get_by_role("alert").filter(has_text=said)).to_be_visible()
    assert not any(one.startswith("POST") for one in server.heard)


async def test_too_many_short_codes_have_to_wait_while_links_are_still_checked(phone: Phone, server: Listening) -> None:
    server.vouchers.code_answer = (429, {"error": "slow_down", "retry_after": 40})
    await phone.visit()
    await phone.type("A3F-9KM-7XY")
    await expect(phone.page.get_by_role("alert").filter(has_text="试得太多")).to_be_visible()

    await expect(phone.page.get_by_role("textbox")).to_have_value("A3F-9KM-7XY")
    await phone.page.get_by_role("button", name=re.compile("请等 [0-9]+ 秒")).press("Enter")
    await phone.page.get_by_role("textbox").fill(signed(server.vouchers.key))
    await phone.page.get_by_role("textbox").press("Enter")

    assert await phone.verdict() == "valid"
    assert sum(one.startswith("POST") for one in server.heard) == 1
