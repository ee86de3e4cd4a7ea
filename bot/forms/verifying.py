"""Checking somebody's voucher: its picture, the text in its code, or the short code typed."""

from bot.interview.form import Accepted, Context, Field, Form, NotAnAnswer, Parsed
from bot.vouchers import codes


def _voucher(text: str, context: Context) -> Parsed:
    said = text.strip()
    if "/v#" in said or (said.isdigit() and len(said) > 100):
        return Accepted(said)
    code = codes.normalise(said)
    return Accepted(code) if code else NotAnAnswer()


VERIFYING = Form("verify", (Field("voucher", _voucher, mark="二(一)1"),), confirm=False)
