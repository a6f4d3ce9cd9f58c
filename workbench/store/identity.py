"""Who somebody is on this machine: a signing key and a key others wrap secrets to.

An identity lives in the user's config directory, one file a name, readable by its owner only.
Its public half, one line that starts with `wbk1.`, is what `workbench whoami` prints and a
lead adds to a project.
"""

import base64
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from workbench.errors import KeyUnavailable, UsageError
from workbench.store.files import read_json, storage_errors, write_new
from workbench.store.seals import derive

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_PUBLIC_PREFIX = "wbk1."
_RAW_BYTES = 32
_FIELD = 2**255 - 19
_ORDER_8 = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_WEAK = frozenset({0, 1, _FIELD - 1, _FIELD, _FIELD + 1, _ORDER_8, _FIELD - _ORDER_8})
"""The y of every point of small order on edwards25519: under such a key anybody could sign."""


@dataclass(frozen=True)
class PublicIdentity:
    """The public half: checks signatures, receives wrapped keys."""

    verify_key: Ed25519PublicKey
    wrap_key: X25519PublicKey

    @classmethod
    def parse(cls, text: str) -> "PublicIdentity":
        """From the line `whoami` prints; raises UsageError for anything else.

        Another spelling of the same key is refused: keys are compared as they are spelt. So is
        a key that keeps nothing secret.
        """
        try:
            return _parsed(text)
        except ValueError:
            raise UsageError(
                "that is not a public key of Workbench",
                hint="Ask the person for the line that `workbench whoami` prints.",
            ) from None

    def __str__(self) -> str:
        raw = self.verify_key.public_bytes_raw() + self.wrap_key.public_bytes_raw()
        return _PUBLIC_PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(frozen=True)
class Identity:
    """Both halves, for the person at this machine."""

    name: str
    sign_key: Ed25519PrivateKey
    unwrap_key: X25519PrivateKey

    @property
    def public(self) -> PublicIdentity:
        """What others may know."""
        return PublicIdentity(self.sign_key.public_key(), self.unwrap_key.public_key())

    def checkpoint_key(self, project_id: str) -> bytes:
        """The key for what this person's machine remembers of a project."""
        return derive(self.sign_key.private_bytes_raw(), f"checkpoint/{project_id}")

    def sightings_key(self, project_id: str) -> bytes:
        """The key for what this person's machine has seen of every writer's file."""
        return derive(self.sign_key.private_bytes_raw(), f"sightings/{project_id}")


def check_name(name: str) -> str:
    """The name itself where it can stand in ops and file names, else UsageError."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be a name here",
            hint="Use up to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first.",
        )
    return name


def load_identity(directory: Path, name: str) -> Identity | None:
    """The identity of that name on this machine, None where there is none."""
    path = _path(directory, name)
    try:
        fields = _fields(read_json(path))
        return Identity(
            name,
            Ed25519PrivateKey.from_private_bytes(base64.b64decode(fields["sign"])),
            X25519PrivateKey.from_private_bytes(base64.b64decode(fields["unwrap"])),
        )
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        raise KeyUnavailable(
            f"the identity file of {name!r} is damaged",
            hint=f"Restore {path.name} from a copy.",
        ) from None
    except OSError:
        raise KeyUnavailable(
            f"the identity file of {name!r} cannot be read", hint="Check its permissions."
        ) from None


def make_identity(directory: Path, name: str) -> Identity:
    """A new identity, saved; an existing one of that name is returned as it is.

    Of several processes that make one of a name at once, one's is everybody's.
    """
    existing = load_identity(directory, check_name(name))
    if existing is not None:
        return existing
    identity = Identity(name, Ed25519PrivateKey.generate(), X25519PrivateKey.generate())
    fields = {
        "format": 1,
        "name": name,
        "sign": base64.b64encode(identity.sign_key.private_bytes_raw()).decode(),
        "unwrap": base64.b64encode(identity.unwrap_key.private_bytes_raw()).decode(),
    }
    with storage_errors("the directory for identities"):
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    if write_new(_path(directory, name), json.dumps(fields).encode(), mode=0o600):
        return identity
    return make_identity(directory, name)


def _fields(document: object) -> dict[str, str]:
    if not isinstance(document, dict):
        raise TypeError
    return document


@lru_cache(maxsize=1024)
def _parsed(text: str) -> PublicIdentity:
    raw = base64.urlsafe_b64decode(text.removeprefix(_PUBLIC_PREFIX) + "==")
    if len(raw) != 2 * _RAW_BYTES or _is_weak(raw[:_RAW_BYTES]):
        raise ValueError("no two keys")
    found = PublicIdentity(
        Ed25519PublicKey.from_public_bytes(raw[:_RAW_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_RAW_BYTES:]),
    )
    if str(found) != text:
        raise ValueError("another spelling")
    # It raises ValueError for a point of small order, too.
    X25519PrivateKey.generate().exchange(found.wrap_key)
    return found


def _is_weak(verify_key: bytes) -> bool:
    return int.from_bytes(verify_key, "little") & (2**255 - 1) in _WEAK


def _path(directory: Path, name: str) -> Path:
    return directory / f"{check_name(name)}.json"
