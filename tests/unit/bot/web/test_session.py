"""Bot API methods as frames for the browser."""

from aiogram.methods import SendMessage
from aiogram.types import MessageEntity

from bot.web.session import frame_of


def test_a_link_in_a_text_keeps_its_address_and_other_entities_have_none() -> None:
    link = MessageEntity(type="text_link", offset=0, length=2, url="https://example.org/a")
    bold = MessageEntity(type="bold", offset=2, length=1)

    frame = frame_of(SendMessage(chat_id=1, text="官网在此", entities=[link, bold]), 7, 0)

    assert frame["entities"] == [
        {"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org/a"},
        {"type": "bold", "offset": 2, "length": 1},
    ]
