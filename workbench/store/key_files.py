"""The keyring's small files: each one JSON object that holds a wrapped key."""

import base64
import json
from pathlib import Path
from typing import TypeAlias

from workbench.errors import KeyUnavailable, NewerVersion
from workbench.store.files import read_json
from workbench.store.seals import SubjectKey

_FORMAT = 1
Fields: TypeAlias = dict[str, str | int]


def seal_key(key: bytes, secret: bytes, place: str) -> str:
    """A key sealed under another for one place, in base64."""
    return base64.b64encode(SubjectKey(key).wrap(secret, place)).decode()


def open_key(key: bytes, fields: Fields, place: str) -> bytes:
    """The key that a file wraps; raises KeyUnavailable."""
    try:
        return SubjectKey(key).unwrap(base64.b64decode(str(fields["wrapped"])), place)
    except (KeyUnavailable, KeyError, ValueError):
        raise KeyUnavailable(
            "a wrapped key does not open with your identity",
            hint="Ask a lead to add your public key again (`workbench members add`).",
        ) from None


def generation_of(fields: Fields, path: Path) -> int:
    """Which generation of its group a file is wrapped for; raises KeyUnavailable."""
    generation = fields.get("generation")
    if not isinstance(generation, int):
        raise damaged(path)
    return generation


def bytes_of(fields: Fields, name: str, path: Path) -> bytes:
    """What a field holds in base64; raises KeyUnavailable."""
    try:
        return base64.b64decode(str(fields[name]), validate=True)
    except (KeyError, ValueError):
        raise damaged(path) from None


def spelt(fields: Fields) -> bytes:
    """What stands in a file with these fields."""
    return json.dumps({"format": _FORMAT, **fields}, sort_keys=True).encode() + b"\n"


def read_fields(path: Path, absent: str) -> Fields:
    """The fields of a file; raises KeyUnavailable, saying `absent` for none, and NewerVersion."""
    try:
        fields = read_json(path)
    except FileNotFoundError:
        raise KeyUnavailable(
            absent, hint="Point --keyring at the project's keyring, or ask a lead."
        ) from None
    except (OSError, ValueError):
        raise damaged(path) from None
    if not isinstance(fields, dict):
        raise damaged(path)
    if fields.get("format") != _FORMAT:
        raise NewerVersion(
            "the keyring was made by a later version of Workbench",
            hint="Install the latest session-workbench.",
        )
    return fields


def damaged(path: Path) -> KeyUnavailable:
    """The error for a file that cannot be what it should."""
    return KeyUnavailable(
        f"{path.name} of the keyring cannot be read", hint="Restore it from a copy."
    )
