"""Every environment variable of Seksby: its type, its default and what it means.

Belongs here: what may be set in the environment, the check of each value, and listing them, for `seksby settings` and
for `docs/settings.md` (`make docs`). Does not belong here: what is done with a value; whoever needs one is given it.

The environment is read by `read_settings`, once per command, and never when a module is imported. By hand, for
pydantic-settings takes 0.23 CPU seconds to import (2026-11-30), a quarter of a trace, for one prefix.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

from seksby.errors import UsageError
from seksby.vocabulary import System
from seksby.workspace import DATA_DIR, Workspace

PREFIX = "SEKSBY_"


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")) or not urlsplit(text).hostname:
        raise ValueError("an address such as https://api.statbank.dk/v1")
    return text


def _key(value: SecretStr) -> SecretStr:
    """Line ends around a key come from the file it was kept in; inside, it is no key and no header can hold it."""
    key = value.get_secret_value().strip()
    if not (key and key.isascii() and key.isprintable()):
        raise ValueError("a key of letters, digits and signs of ASCII, without line ends (its value is not shown)")
    return SecretStr(key)


def _listed(value: object) -> object:
    return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value


Address = Annotated[str, AfterValidator(_address)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Key = Annotated[SecretStr, AfterValidator(_key)]
Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Settings(BaseModel):
    """What may be set, each with its default."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    data_dir: Path = Field(
        DATA_DIR,
        description="The folder to work in: own catalogue and inbox, snapshots, releases. `--data-dir` goes before it.",
    )
    own_dir: Path | None = Field(
        None,
        description="The municipality's own folder of decisions, layered over the catalogue; `own/` of the data folder "
        "where it is not set. `seksby init` makes it.",
    )
    viewpoints: Names = Field(
        (),
        description="Municipalities, by name or code and by commas, that get pages of their own besides those of "
        "the group compared.",
    )
    language: Literal["da", "en"] = Field(
        "da", description="What the terminal speaks, Danish or English. `--language` before the command goes before it."
    )
    statbank_url: Address = Field("https://api.statbank.dk/v1", description="The StatBank that is asked.")
    statbank_interval: Seconds = Field(
        1.0, description="Seconds between two requests to StatBank; it documents no limit, this is courtesy."
    )
    uddannelsesstatistik_url: Address = Field(
        "https://api.uddannelsesstatistik.dk", description="The education ministry's service."
    )
    uddannelsesstatistik_token: Key | None = Field(
        None, description="Free key to that service; without it, its sources are skipped and said to be."
    )
    jobindsats_url: Address = Field("https://api.jobindsats.dk", description="The labour market agency's service.")
    jobindsats_token: Key | None = Field(
        None, description="Free key to that service; without it, its sources are skipped and said to be."
    )
    api_interval: Seconds = Field(1.0, description="Seconds between two requests to a service that wants a key.")
    signing_key: Path | None = Field(
        None,
        description="File of the Ed25519 private key (PEM, no password) that manifests of releases are signed with; "
        "without it they are not.",
    )

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.data_dir.resolve(), self.own_dir.resolve() if self.own_dir else None)

    @property
    def statbank(self) -> Endpoint:
        return Endpoint(self.statbank_url, self.statbank_interval)

    @property
    def keyed(self) -> Mapping[System, Endpoint]:
        """The services that want a key, by the name that sources of the catalogue have for them."""
        return {
            System.UDDANNELSESSTATISTIK: Endpoint(
                self.uddannelsesstatistik_url, self.api_interval, self.uddannelsesstatistik_token
            ),
            System.JOBINDSATS: Endpoint(self.jobindsats_url, self.api_interval, self.jobindsats_token),
        }


@dataclass(frozen=True)
class Endpoint:
    """How a publisher's service is reached: address, key if it wants one, least number of seconds between requests."""

    url: str
    interval: float
    key: SecretStr | None = None


@dataclass(frozen=True)
class Listed:
    """One variable as a reader is told of it: a key is set or not set, an address is without user and password."""

    variable: str
    value: str
    default: str
    meaning: str


def read_settings(**given: Any) -> Settings:
    """The settings in force; `given` goes before the environment, where a variable that is empty counts as not set.

    Raises:
        UsageError: a variable is not what it has to be; all that are wrong are told at once, keys without their value.
    """
    try:
        return Settings(**_environment() | given)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
    names = [variable(str(fault["loc"][0])) for fault in faults]
    raise UsageError(
        " ".join(
            f"{name} is not a setting that can be used." if _is_key(fault["loc"][0]) else f"{name} is {_shown(fault)}."
            for name, fault in zip(names, faults, strict=True)
        ),
        where="the environment",
        expected="; ".join(f"{name}: {_expected(fault)}" for name, fault in zip(names, faults, strict=True)),
        remedy=f"unset or mend {' and '.join(names)}; docs/settings.md says what each means",
    )


def _environment() -> dict[str, Any]:
    said = {name.upper(): value for name, value in os.environ.items() if value}
    return {field: said[variable(field)] for field in Settings.model_fields if variable(field) in said}


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + field.upper()


def listed(settings: Settings) -> list[Listed]:
    """Every variable with the value in force, its default and its meaning."""
    return [
        Listed(variable(name), _text(getattr(settings, name)), _text(field.default), str(field.description))
        for name, field in Settings.model_fields.items()
    ]


def as_markdown() -> str:
    """The page `docs/settings.md`."""
    fields = Settings.model_fields.items()
    rows = [f"| `{variable(name)}` | {_default(field.default)} | {field.description} |" for name, field in fields]
    return "\n".join(
        [
            "# Settings",
            "",
            "Written by `make docs` from `seksby/settings.py`. `seksby settings` shows the values in force; of a key,",
            "only whether it is set.",
            "",
            "| variable | default | meaning |",
            "| --- | --- | --- |",
            *rows,
            "",
            "Proxies and certificates are the machine's: `HTTPS_PROXY`, `NO_PROXY` and `SSL_CERT_FILE` are heeded.",
            "",
        ]
    )


def without_user(address: str) -> str:
    """An address without user name and password, fit to be shown and kept."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _is_key(field: object) -> bool:
    return str(field).endswith("_token")


def _shown(fault: Any) -> str:
    value = fault["input"]
    return repr(without_user(value) if isinstance(value, str) else value)


def _expected(fault: Any) -> str:
    if fault["type"] == "value_error":
        return str(fault["msg"]).removeprefix("Value error, ")
    return "a number of seconds such as 1 or 0.5" if "interval" in str(fault["loc"][0]) else str(fault["msg"])


def _text(value: object) -> str:
    if value is None:
        return "not set"
    if isinstance(value, SecretStr):
        return "set"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return without_user(value) if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else str(value)


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.name}/` of the repository; from a wheel, of the folder one stands in"
    return _text(value) if value in (None, ()) else f"`{_text(value)}`"
