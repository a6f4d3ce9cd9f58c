"""Who works here, and what each role may do."""

import base64
from dataclasses import dataclass
from enum import StrEnum

_KEY_BYTES = 32


class Permission(StrEnum):
    """One thing a member may be allowed to do."""

    LABEL = "label"
    REVIEW = "review"
    REDACT = "redact"
    RELEASE = "release"
    MANAGE = "manage"


class Role(StrEnum):
    """A set of permissions with a name."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    LEAD = "lead"

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the role holds."""
        return _GRANTED[self]

    def may(self, permission: Permission) -> bool:
        """Whether the role holds the permission."""
        return permission in self.permissions

    @property
    def sees_restricted(self) -> bool:
        """Whether the role is given the keys to what is flagged."""
        return self.may(Permission.REVIEW)


_GRANTED = {
    Role.ANNOTATOR: frozenset({Permission.LABEL}),
    Role.REVIEWER: frozenset({Permission.REVIEW, Permission.REDACT}),
    Role.LEAD: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the project; `public_key` is what `workbench whoami` prints for them."""

    name: str
    role: Role
    public_key: str
    is_active: bool = True
    is_trial: bool = False
    """The identity was made on somebody else's machine, for trying things out."""


def shares_key(one: str, other: str) -> bool:
    """Whether two public keys of members have a half in common: then one person holds both.

    A key that cannot be read shares nothing but with itself.
    """
    return not _halves(one).isdisjoint(_halves(other))


def _halves(public_key: str) -> set[bytes]:
    """What the key signs with and what it is sent secrets by."""
    try:
        raw = base64.urlsafe_b64decode(public_key.partition(".")[2] + "==")
    except ValueError:
        raw = b""
    if len(raw) != 2 * _KEY_BYTES:
        return {public_key.encode()}
    return {b"sign" + raw[:_KEY_BYTES], b"wrap" + raw[_KEY_BYTES:]}
