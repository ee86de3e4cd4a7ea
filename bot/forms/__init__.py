"""The forms as data: which questions, in which order, when they apply and which clause asks for them."""

from collections.abc import Mapping

from bot.forms.change import CHANGE
from bot.forms.deciding import CARD, LOOKING, NOTICE, REFUSAL
from bot.forms.departure import DEPARTURE
from bot.forms.desk import APPEAL, ASIDE, CORRECTION, INVITING, QUESTION, WRITING
from bot.forms.eligibility import ELIGIBILITY
from bot.forms.oldcard import OLD_CARD
from bot.forms.proof import PROOF
from bot.forms.registration import REGISTRATION
from bot.forms.verifying import VERIFYING
from bot.interview.form import Form

FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        REGISTRATION,
        CHANGE,
        DEPARTURE,
        PROOF,
        VERIFYING,
        ELIGIBILITY,
        APPEAL,
        CORRECTION,
        WRITING,
        ASIDE,
        INVITING,
        QUESTION,
        NOTICE,
        REFUSAL,
        CARD,
        LOOKING,
        OLD_CARD,
    )
}
"""Every form by name; a draft that names another one comes from a newer version and is kept untouched."""
