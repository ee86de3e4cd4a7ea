"""Proving to be the person who registered a document before (R1.7): a code sent to where he was known."""

from bot.interview import parsers
from bot.interview.form import Field, Form

PROOF = Form("proof", (Field("proof_code", parsers.digits(6), mark="二(一)1"),), confirm=False)
