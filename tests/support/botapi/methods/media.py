"""Photos and documents out, files back in."""

from __future__ import annotations

from typing import Any

from tests.support.botapi.errors import bad_request
from tests.support.botapi.methods.messages import deliver
from tests.support.botapi.methods.registry import method
from tests.support.botapi.params import Params, Upload
from tests.support.botapi.text import caption
from tests.support.botapi.world import BotAccount

Json = dict[str, Any]


def photo_body(bot: BotAccount, upload: Upload | None, reference: str) -> Json:
    """`photo` of a message: uploaded bytes, or a file id seen before. Addresses are never fetched."""
    if upload is not None:
        return {"photo": bot.files.add_photo(upload.data)}
    if not reference:
        raise bad_request("there is no photo in the request")
    return {"photo": bot.files.photo_again(reference)}


def document_body(bot: BotAccount, upload: Upload | None, reference: str) -> Json:
    if upload is not None:
        return {"document": bot.files.add_document(upload.data, upload.name, upload.content_type)}
    if not reference:
        raise bad_request("there is no document in the request")
    return {"document": bot.files.document_again(reference)}


def given_file(params: Params, name: str) -> tuple[Upload | None, str]:
    reference = params.text(name)
    upload = params.upload(reference) if reference else params.uploads.get(name)
    if upload is None and reference.startswith("attach://"):
        raise bad_request(f"can't find the attached file {reference}")
    return upload, reference


@method("sendPhoto")
async def send_photo(bot: BotAccount, params: Params) -> Json:
    chat = bot.chat(params)
    words = caption(params).fields("caption", "caption_entities")
    return deliver(bot, chat, params, photo_body(bot, *given_file(params, "photo")) | words)


@method("sendDocument")
async def send_document(bot: BotAccount, params: Params) -> Json:
    chat = bot.chat(params)
    words = caption(params).fields("caption", "caption_entities")
    return deliver(bot, chat, params, document_body(bot, *given_file(params, "document")) | words)


@method("getFile")
async def get_file(bot: BotAccount, params: Params) -> Json:
    stored = bot.files.for_download(params.text("file_id"))
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.data),
        "file_path": stored.path,
    }
