"""The settings, read once from the environment or `.env`; a bad one is told in one line that names the variable."""

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.office import PROMISE_DAYS, USUAL, hours


class BadSetting(Exception):
    """A setting that reads well and cannot be used; the message names its variable."""

    def __init__(self, name: str, why: object) -> None:
        super().__init__(f"ANJU_{name.upper()}: {why}")


class Settings(BaseSettings):
    """Every setting in one field; secrets have no default and never show in a log."""

    model_config = SettingsConfigDict(
        env_prefix="ANJU_", env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True
    )

    database_url: str | None = None
    redis_url: SecretStr | None = None
    telegram_token: SecretStr | None = None
    telegram_api: str | None = None
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = Field(default_factory=lambda told: f"http://127.0.0.1:{told.get('web_port', 8080)}")
    nlu_url: str | None = None
    nlu_token: SecretStr | None = None
    nlu_python: str | None = None
    data_dir: Path = Path("var")
    files_url: str | None = None
    data_keys: SecretStr | None = None
    vapid_key: SecretStr | None = None
    push_hosts: str | None = None
    sms_provider: str | None = None
    sms_key_id: str | None = None
    sms_key_secret: SecretStr | None = None
    sms_sign_name: str | None = None
    sms_template_code: str | None = None
    sms_template_code_en: str | None = None
    sms_api: str | None = None
    today: date | None = None
    trust_proxy: bool = False
    desk_hours: str = USUAL
    desk_days: int = Field(default=PROMISE_DAYS, ge=1, le=60)
    log_level: str = "info"

    @field_validator("public_url", "telegram_api", "telegram_webhook_url", "nlu_url", "sms_api")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/") if value else value

    @field_validator("telegram_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[0-9]+:[\w-]+", value.get_secret_value(), re.ASCII):
            raise ValueError("must look like 123456:letters, as BotFather gave it")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _is_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\w-]{16,256}", value.get_secret_value(), re.ASCII):
            raise ValueError("must be 16 to 256 letters, digits, _ or -")
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"(sqlite|postgresql)(\+\w+)?://", value):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.match(r"rediss?://[^/]", value.get_secret_value()):
            raise ValueError("must start with redis:// or rediss:// and name a host")
        return value

    @field_validator("sms_provider")
    @classmethod
    def _is_provider(cls, value: str | None) -> str | None:
        if value not in (None, "aliyun", "log"):
            raise ValueError("must be aliyun, or log for a demonstration")
        return value

    @field_validator("desk_hours")
    @classmethod
    def _are_hours(cls, value: str) -> str:
        try:
            hours(value)
        except ValueError:
            raise ValueError(f"must be times in order such as {USUAL}") from None
        return value

    @field_validator("files_url")
    @classmethod
    def _is_place_for_files(cls, value: str | None) -> str | None:
        if value is not None and "://" in value and not re.match(r"s3://[^/]+", value):
            raise ValueError("must be a folder or s3://bucket/prefix")
        return value

    @field_validator("today", mode="plain")
    @classmethod
    def _is_day(cls, value: object) -> object:
        """A day, or a moment of Asia/Shanghai: what is sent only by day can then be seen at night."""
        if not isinstance(value, str):
            return value
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is None:
                return moment if "T" in value else date.fromisoformat(value)
        except ValueError:
            pass
        raise ValueError("must be a day such as 2026-11-23, or a moment such as 2026-11-23T09:00")

    @field_validator("log_level")
    @classmethod
    def _is_level(cls, value: str) -> str:
        if value.lower() not in ("debug", "info", "warning", "error"):
            raise ValueError("must be debug, info, warning or error")
        return value.lower()

    @property
    def database(self) -> str:
        """The database URL, by default a SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'anju.db').absolute()}"

    @property
    def database_from(self) -> str:
        """The setting that says where the database is."""
        return "database_url" if self.database_url else "data_dir"

    @property
    def redis(self) -> str | None:
        """The URL of Redis, which may hold a password."""
        return self.redis_url.get_secret_value() if self.redis_url else None

    @property
    def files(self) -> str:
        """Where sealed files lie: a folder or a URL; by default a folder in the data folder."""
        return self.files_url or str((self.data_dir / "files").absolute())

    @property
    def keys_dir(self) -> Path:
        """Where the keys lie."""
        return self.data_dir / "keys"


def read(**overrides: Any) -> Settings:
    """The settings of this process; exits with 2 and one line for each bad value."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        for problem in error.errors():
            if problem["type"] == "default_factory_not_called":
                continue  # a default that waits for a value which is told to be bad itself
            name = "ANJU_" + str(problem["loc"][0]).upper()
            print(f"{name}: {problem['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        raise SystemExit(2) from None
