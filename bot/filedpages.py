"""Pages of applications as pictures, for whoever of the desk may still see them.

A page is drawn when its message is brought, and again when a chat is opened anew: so it is asked each time whether the
officer still works there, whether the matter is in his area, and whether the page is still part of the application.
"""

from dataclasses import dataclass
from typing import Any

from bot.attachments import Gone
from domain.usecases import desk
from storage.files import FileMissing, SealedFiles
from storage.stores import Store
from storage.unit_of_work import SqlUnitOfWork

MEDIA = "image/jpeg"
"""Handed-in pages are kept as JPEG, whatever they came as."""


@dataclass(frozen=True, slots=True)
class FiledPages:
    """Reads handed-in pages for the desk."""

    store: Store
    files: SealedFiles

    async def draw(self, of: Any, language: str) -> bytes:
        """The page that a message names by [file, staff member, case]; Gone if he may not see it any more."""
        file, staff_id, number = of

        async def allowed(uow: SqlUnitOfWork) -> bool:
            filing = await desk.application_shown_to(staff_id, number, uow)
            return filing is not None and any(page.file == file for page in filing.pages)

        if not await self.store.run(allowed):
            raise Gone("not for this staff member")
        try:
            return await self.files.get(file)
        except FileMissing:
            raise Gone("the page is gone") from None
