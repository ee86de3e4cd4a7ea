"""Who rings for this house, by the settings: push services and with which key, a provider of short messages.

Half a provider is told by the variable that is missing."""

from bot.channels import aliyun, vapid
from bot.channels.endpoints import KNOWN, Places
from bot.channels.sms import LogOnly, Sms
from bot.settings import BadSetting, Settings
from storage.keyring import KeyProblem

NEEDED = ("sms_key_id", "sms_key_secret", "sms_sign_name", "sms_template_code")
"""What a provider needs besides its name."""


def sms_of(settings: Settings) -> Sms:
    """The provider; BadSetting where something is missing, or set for none."""
    given = [name for name in NEEDED if getattr(settings, name)]
    if settings.sms_provider != "aliyun":
        if given and settings.sms_provider is None:
            raise BadSetting("sms_provider", f"is not set, but ANJU_{given[0].upper()} is")
        return LogOnly()
    for name in NEEDED:
        if name not in given:
            raise BadSetting(name, "is needed for ANJU_SMS_PROVIDER=aliyun")
    secret = settings.sms_key_secret.get_secret_value() if settings.sms_key_secret else ""
    templates = {"zh": settings.sms_template_code, "en": settings.sms_template_code_en}
    return aliyun.Aliyun(
        settings.sms_key_id or "",
        secret,
        settings.sms_sign_name or "",
        {language: code for language, code in templates.items() if code},
        settings.sms_api or aliyun.API,
    )


def push_key_of(settings: Settings) -> vapid.PushKey:
    """The key by which push services know this house."""
    text = settings.vapid_key.get_secret_value() if settings.vapid_key else None
    try:
        return vapid.load_or_create(settings.keys_dir / vapid.FILE, settings.public_url, text)
    except OSError as error:
        raise BadSetting("data_dir", error.strerror) from None
    except KeyProblem as problem:
        raise BadSetting("vapid_key" if text else "data_dir", problem) from None


def push_places_of(settings: Settings) -> Places:
    """Where push services are."""
    try:
        return Places(settings.push_hosts.split(",") if settings.push_hosts else KNOWN)
    except ValueError as error:
        raise BadSetting("push_hosts", f"{error} is neither a host nor an origin") from None
