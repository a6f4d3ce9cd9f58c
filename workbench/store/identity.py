"""Who somebody is on this machine: a signing key and a key others wrap secrets to.

An identity lives in the user's config directory, one file a name, readable by its owner only.
Its public half, one line that starts with `wbk1.`, is what `workbench whoami` prints and a
lead adds to a project.
"""

import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from workbench.errors import KeyUnavailable, UsageError
from workbench.store.files import storage_errors, write_atomic
from workbench.store.seals import derive

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_PUBLIC_PREFIX = "wbk1."
_RAW_BYTES = 32


@dataclass(frozen=True)
class PublicIdentity:
    """The public half: checks signatures, receives wrapped keys."""

    verify_key: Ed25519PublicKey
    wrap_key: X25519PublicKey

    @classmethod
    def parse(cls, text: str) -> "PublicIdentity":
        """From the line `whoami` prints; raises UsageError for anything else."""
        try:
            raw = base64.urlsafe_b64decode(text.removeprefix(_PUBLIC_PREFIX) + "==")
            if not text.startswith(_PUBLIC_PREFIX) or len(raw) != 2 * _RAW_BYTES:
                raise ValueError
            return cls(
                Ed25519PublicKey.from_public_bytes(raw[:_RAW_BYTES]),
                X25519PublicKey.from_public_bytes(raw[_RAW_BYTES:]),
            )
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
        fields = json.loads(path.read_bytes())
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
    """A new identity, saved; an existing one of that name is returned as it is."""
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
    write_atomic(_path(directory, name), json.dumps(fields).encode(), mode=0o600)
    return identity


def _path(directory: Path, name: str) -> Path:
    return directory / f"{check_name(name)}.json"
