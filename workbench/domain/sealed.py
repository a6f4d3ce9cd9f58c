"""Values inside ops that can name a person: sealed bytes, and who can open them."""

from typing import Protocol

from workbench.domain.op import JSON
from workbench.domain.records import Record

SEALED_FIELDS = frozenset(
    {
        ("session", "title"),
        ("segment", "instruction"),
        ("flag", "place"),
        ("flag", "reason"),
        ("flag", "decision"),
        ("redaction", "place"),
        ("redaction", "reason"),
        ("review", "comment"),
        ("comment", "text"),
        ("bookmark", "note"),
        ("peek", "reason"),
    }
)
"""The fields of session objects whose words are sealed, by type and name."""


class Words(Protocol):
    """Opens and seals the words of one session's ops, under its subject's key."""

    def read(self, record: Record, name: str) -> str:
        """The words of a field, empty where there are none or where they do not open."""
        ...

    def seal(self, object_key: str, name: str, text: str) -> JSON:
        """The value to put into that field of that object."""
        ...


def sealed_value(key_class: str, data: str) -> JSON:
    """Sealed bytes, in base64, as an op holds them."""
    return {"data": data, "sealed": key_class}


def sealed_data(value: JSON) -> str | None:
    """The base64 of a sealed value, None where the value is not a sealed one."""
    if isinstance(value, dict) and value.keys() == {"data", "sealed"}:
        data = value["data"]
        return data if isinstance(data, str) else None
    return None
