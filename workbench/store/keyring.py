"""The keyring: every subject's two keys, wrapped so that only the right roles can open them.

It lies outside the project and is the authority on who can read what. A subject's `content`
key is wrapped to the group of all members, the `restricted` key to the group of those who
review; a group's key is wrapped to each of its members (X25519, HKDF-SHA256, AES-256-GCM).
Destroying a subject's two files here is the erasure: nothing sealed opens again.
"""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from workbench.domain.member import Member
from workbench.errors import KeyUnavailable, UsageError
from workbench.store.files import shred, storage_errors, write_atomic, write_new
from workbench.store.identity import Identity, PublicIdentity
from workbench.store.key_files import (
    Fields,
    bytes_of,
    damaged,
    generation_of,
    open_key,
    read_fields,
    seal_key,
    spelt,
)
from workbench.store.seals import SubjectKey, derive, new_key

_ABOUT = "keyring.json"
_GROUP_FILE = re.compile(r"(content|restricted)\.([0-9]{1,9})\.(.+)\.json")


class KeyClass(StrEnum):
    """Which of a subject's two keys seals a thing."""

    CONTENT = "content"
    RESTRICTED = "restricted"

    def is_open_to(self, member: Member) -> bool:
        """Whether the member belongs to the group that holds this key."""
        return self is KeyClass.CONTENT or member.role.sees_restricted


@dataclass(frozen=True)
class Genesis:
    """Who founded the project; the anchor of all trust in its journal."""

    project_id: str
    name: str
    public_key: str


class Keyring:
    """One project's keyring, opened by one person."""

    def __init__(self, directory: Path, genesis: Genesis, identity: Identity) -> None:
        self.directory = directory
        self.genesis = genesis
        self._identity = identity
        self._subject_key = cache(self._open_subject_key)

    @classmethod
    def create(cls, directory: Path, project_id: str, founder: Identity) -> "Keyring":
        """A new keyring with a group key for each class, wrapped to the founder.

        Raises UsageError where a keyring lies there already: it would be lost.
        """
        genesis = Genesis(project_id, founder.name, str(founder.public))
        with storage_errors("the keyring"):
            for folder in (directory, directory / "groups", directory / "subjects"):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fields: Fields = {
            "genesis": genesis.name,
            "project": project_id,
            "public_key": genesis.public_key,
        }
        keyring = cls(directory, genesis, founder)
        # First of all: whoever founds another project here at the same time must not go on.
        if not write_new(directory / _ABOUT, spelt(fields), mode=0o600):
            raise UsageError(
                f"{directory} is the keyring of a project already",
                hint="Name another directory with --keyring.",
            )
        for key_class in KeyClass:
            keyring._wrap_group(key_class, 1, new_key(), founder.name, founder.public)
        return keyring

    @classmethod
    def open(cls, directory: Path, project_id: str, identity: Identity) -> "Keyring":
        """The keyring of a project; raises KeyUnavailable where it is not there or another's."""
        path = directory / _ABOUT
        fields = read_fields(path, f"no keyring for this project at {directory}")
        if not all(isinstance(fields.get(name), str) for name in ("genesis", "public_key")):
            raise damaged(path)
        if fields.get("project") != project_id:
            raise KeyUnavailable(
                "that keyring belongs to another project",
                hint="Name the right one with --keyring or WORKBENCH_KEYRING.",
            )
        genesis = Genesis(project_id, str(fields["genesis"]), str(fields["public_key"]))
        return cls(directory, genesis, identity)

    def subject_key(self, subject: str, key_class: KeyClass) -> SubjectKey:
        """A subject's key; raises KeyUnavailable where it is not ours to hold or is destroyed."""
        return self._subject_key(subject, key_class)

    def add_subject(self, subject: str) -> None:
        """Make both keys of a new subject; an existing subject keeps its keys.

        Of several processes that do so at once, one's keys are everybody's.
        """
        for key_class in KeyClass:
            path = self._subject_path(subject, key_class)
            if not path.exists():
                write_new(path, self._wrapped_subject(subject, key_class, new_key()), mode=0o600)

    def destroy_subject(self, subject: str) -> None:
        """Destroy both keys for good."""
        for key_class in KeyClass:
            shred(self._subject_path(subject, key_class))
        self._subject_key.cache_clear()

    def admit(self, member: Member) -> None:
        """Wrap the group keys that the member's role holds to them; take back the others."""
        public = PublicIdentity.parse(member.public_key)
        for key_class in KeyClass:
            if not key_class.is_open_to(member):
                self._expel(key_class, member.name)
                continue
            for generation in self._generations_in_use(key_class):
                key = self._group_key(key_class, generation)
                self._wrap_group(key_class, generation, key, member.name, public)

    def rotate(self, remaining: Iterable[Member]) -> None:
        """New group keys for those who stay; every subject's keys wrapped anew under them.

        Each step leaves every key readable, so that a crash between two of them loses nothing
        and rotating again completes it.
        """
        # Who does this comes first, so that there is never a newest key they cannot use.
        members = sorted(remaining, key=lambda member: member.name != self._identity.name)
        for key_class in KeyClass:
            old = self._generations(key_class)
            generation, key = old[-1] + 1, new_key()
            for member in members:
                if key_class.is_open_to(member):
                    public = PublicIdentity.parse(member.public_key)
                    self._wrap_group(key_class, generation, key, member.name, public)
            for subject in self._subjects_with(key_class):
                secret = self.subject_key(subject, key_class).secret
                data = self._wrapped_subject(subject, key_class, secret)
                write_atomic(self._subject_path(subject, key_class), data, mode=0o600)
            for stale in old:
                for path, _, _ in self._group_files(key_class, stale):
                    shred(path)
        self._subject_key.cache_clear()

    def subjects(self) -> list[str]:
        """The subjects with keys here, sorted."""
        return self._subjects_with(KeyClass.CONTENT)

    def holds_anything(self, name: str) -> bool:
        """Whether any group key is wrapped to somebody of that name."""
        return any(
            holder == name
            for key_class in KeyClass
            for _, _, holder in self._group_files(key_class)
        )

    def _subjects_with(self, key_class: KeyClass) -> list[str]:
        suffix = f".{key_class}.json"
        names = (path.name for path in (self.directory / "subjects").glob(f"*{suffix}"))
        return sorted(name.removesuffix(suffix) for name in names)

    def _open_subject_key(self, subject: str, key_class: KeyClass) -> SubjectKey:
        path = self._subject_path(subject, key_class)
        fields = read_fields(path, f"no {key_class} key for subject {subject}")
        group_key = self._group_key(key_class, generation_of(fields, path))
        return SubjectKey(open_key(group_key, fields, self._subject_place(subject, key_class)))

    def _wrapped_subject(self, subject: str, key_class: KeyClass, secret: bytes) -> bytes:
        """What stands in the file of a subject's key."""
        generation = self._generations(key_class)[-1]
        wrapped = seal_key(
            self._group_key(key_class, generation), secret, self._subject_place(subject, key_class)
        )
        return spelt({"generation": generation, "wrapped": wrapped})

    def _group_key(self, key_class: KeyClass, generation: int) -> bytes:
        name = self._identity.name
        path = self._group_path(key_class, generation, name)
        fields = read_fields(path, f"{name!r} does not hold the {key_class} keys")
        try:
            ephemeral = X25519PublicKey.from_public_bytes(bytes_of(fields, "ephemeral", path))
            shared = self._identity.unwrap_key.exchange(ephemeral)
        except ValueError:
            raise damaged(path) from None
        place = self._group_place(key_class, generation, name)
        return open_key(derive(shared, "group"), fields, place)

    def _wrap_group(
        self, key_class: KeyClass, generation: int, key: bytes, name: str, public: PublicIdentity
    ) -> None:
        ephemeral = X25519PrivateKey.generate()
        shared = ephemeral.exchange(public.wrap_key)
        place = self._group_place(key_class, generation, name)
        fields: Fields = {
            "ephemeral": base64.b64encode(ephemeral.public_key().public_bytes_raw()).decode(),
            "wrapped": seal_key(derive(shared, "group"), key, place),
        }
        write_atomic(self._group_path(key_class, generation, name), spelt(fields), mode=0o600)

    def _expel(self, key_class: KeyClass, name: str) -> None:
        for generation in self._generations(key_class):
            shred(self._group_path(key_class, generation, name))

    def _generations(self, key_class: KeyClass) -> list[int]:
        found = sorted({generation for _, generation, _ in self._group_files(key_class)})
        if not found:
            raise KeyUnavailable(
                f"the keyring has no group that holds the {key_class} keys",
                hint="Restore the keyring from a copy.",
            )
        return found

    def _group_files(self, key_class: KeyClass, generation: int = 0) -> list[tuple[Path, int, str]]:
        """The files of a group's keys, of one generation or all: each, its number, its holder.

        What else lies there is nobody's key.
        """
        found = []
        for path in (self.directory / "groups").glob(f"{key_class}.*.json"):
            name = _GROUP_FILE.fullmatch(path.name)
            if name is not None and generation in (0, int(name[2])):
                found.append((path, int(name[2]), name[3]))
        return found

    def _generations_in_use(self, key_class: KeyClass) -> list[int]:
        """The newest generation and those that a subject's key is still wrapped under."""
        used = {self._generations(key_class)[-1]}
        for subject in self._subjects_with(key_class):
            path = self._subject_path(subject, key_class)
            used.add(
                generation_of(read_fields(path, f"no {key_class} key for subject {subject}"), path)
            )
        return sorted(used)

    def _subject_place(self, subject: str, key_class: KeyClass) -> str:
        return f"{self.genesis.project_id}/subject/{subject}/{key_class}"

    def _group_place(self, key_class: KeyClass, generation: int, name: str) -> str:
        return f"{self.genesis.project_id}/group/{key_class}/{generation}/{name}"

    def _group_path(self, key_class: KeyClass, generation: int, name: str) -> Path:
        return self.directory / "groups" / f"{key_class}.{generation}.{name}.json"

    def _subject_path(self, subject: str, key_class: KeyClass) -> Path:
        return self.directory / "subjects" / f"{subject}.{key_class}.json"
