"""A project opened by one person: its journal folded, its keyring at hand, ready to append."""

import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from workbench.config import Settings
from workbench.domain.member import Member, Role
from workbench.domain.op import JSON, OP_VERSION, Change, Op
from workbench.domain.records import Records
from workbench.errors import JournalDamaged, KeyUnavailable, NotAllowed, Refused, UsageError
from workbench.store import ops
from workbench.store.catalogue import Catalogue
from workbench.store.checkpoint import CheckpointFile
from workbench.store.files import storage_errors
from workbench.store.fold_state import SetAside
from workbench.store.founding import (
    FORMAT,
    founding,
    is_project,
    is_to_be_founded,
    read_marker,
    write_marker,
)
from workbench.store.identity import Identity, load_identity, make_identity
from workbench.store.keyring import Keyring
from workbench.store.ledger import COMMON, Ledger
from workbench.store.own_writer import OwnWriter
from workbench.store.sightings import Sightings

_FOLDERS = ("sessions", "staging", "journal", "releases", "cache")
_CHECKPOINT_AFTER_OPS = 2_000


class Project:
    """One project as one member sees it."""

    def __init__(
        self, root: Path, project_id: str, identity: Identity, keyring: Keyring, state_dir: Path
    ) -> None:
        self.root = root
        self.project_id = project_id
        self.identity = identity
        self.keyring = keyring
        self.state_dir = state_dir / project_id
        self.ledger = Ledger(root / "journal", keyring.genesis)
        self.catalogue = Catalogue(self.ledger)
        self._checkpoint = CheckpointFile(
            self.state_dir / f"{identity.name}.checkpoint", identity.checkpoint_key(project_id)
        )
        self._sightings = Sightings(
            self.state_dir / f"{identity.name}.seen",
            identity.sightings_key(project_id),
            self.ledger.directory,
        )
        self._ops_at_checkpoint = 0

    @classmethod
    def create(cls, settings: Settings) -> "Project":
        """Found a project; the acting user becomes its lead.

        Raises UsageError where there is one already, also one that was founded at this moment.
        """
        root = settings.project
        with founding(root):
            project_id = ops.new_id()
            founder = make_identity(settings.identities_dir, settings.user)
            keyring = Keyring.create(settings.keyring_dir(project_id), project_id, founder)
            with storage_errors("the project directory"):
                for folder in _FOLDERS:
                    (root / folder).mkdir(parents=True, exist_ok=True)
            project = cls(root, project_id, founder, keyring, settings.state_dir)
            project._found()
            write_marker(root, project_id)
        return project

    @classmethod
    def create_or_open(cls, settings: Settings) -> tuple["Project", bool]:
        """The project, founded where its directory is vacant; whether it was founded now.

        Of several processes that do so at once, one founds it and the others open it.
        """
        if is_to_be_founded(settings.project):
            try:
                return cls.create(settings), True
            except UsageError:
                if not is_project(settings.project):
                    raise
        return cls.open(settings), False

    @classmethod
    def open(cls, settings: Settings) -> "Project":
        """Open a project as the acting user.

        Raises NotFound, NewerVersion, KeyUnavailable (no identity or keyring here) and
        NotAllowed (not a member).
        """
        root = settings.project
        project_id = read_marker(root)
        identity = load_identity(settings.identities_dir, settings.user)
        keyring_dir = settings.keyring_dir(project_id)
        if identity is None:
            raise _no_identity(settings.user)
        keyring = Keyring.open(keyring_dir, project_id, identity)
        project = cls(root, project_id, identity, keyring, settings.state_dir)
        project._fold()
        project.me  # noqa: B018  - raises where the user is no member
        return project

    @property
    def me(self) -> Member:
        """The acting member, as the journal has them now."""
        member = self.ledger.authority.members.get(self.identity.name)
        if member is None:
            self._refuse_lost()
        if member is None or not member.is_active:
            raise NotAllowed(
                f"{self.identity.name!r} is not a member of this project",
                hint="A lead adds people with `workbench members add NAME --key KEY`.",
            )
        if member.public_key != str(self.identity.public):
            raise KeyUnavailable(
                f"the identity {self.identity.name!r} on this machine is not the member's",
                hint="Ask a lead to add the key that `workbench whoami` prints.",
            )
        return member

    @property
    def is_trial(self) -> bool:
        """Whether any member's identity was made for trying things out."""
        return any(member.is_trial for member in self.ledger.authority.members.values())

    @property
    def common(self) -> Records:
        """The records that concern the project as a whole."""
        return self.ledger.records(COMMON)

    def session_dir(self, session_id: str) -> Path:
        """Where a session's capture file and pack lie."""
        return self.root / "sessions" / session_id

    def append(
        self, kind: str, changes: Sequence[Change], *, session: str = COMMON, undoes: str = ""
    ) -> Op:
        """Sign an op, return it once it is on the disk and folded in.

        Raises NotAllowed where it would be set aside, Refused where the session's subject was
        erased, StorageFailed where the disk refuses it.
        """
        self.ledger.refresh()
        self._refuse_erased(session)
        op = self._new_op(kind, changes, session, undoes)
        self._refuse_forbidden(op)
        line = self._writer.write(op)
        self.refresh()
        return ops.decode(line)

    def refresh(self) -> frozenset[str]:
        """Take in what others have appended; the session ids touched (COMMON: the project)."""
        touched = self.ledger.refresh()
        self._note()
        return touched

    def is_erased(self, subject: str) -> bool:
        """Whether the subject's tombstone is written: their keys are destroyed, or are to be."""
        return self.common.get("erasure", subject).text("state") == "erased"

    def positions(self) -> dict[str, tuple[int, str]]:
        """The number and hash of the last op of every writer, as this fold has them."""
        found = self.ledger.state.positions.items()
        return {writer: (position.seq, position.hash) for writer, position in sorted(found)}

    def losses(self) -> list[SetAside]:
        """The writers' files that do not hold any more what this machine saw of them."""
        return list(self._sightings.losses())

    def damage(self) -> list[SetAside]:
        """Everything that shows that something of the journal is missing here, sorted.

        That is what was lost since this machine saw it, files that cannot be followed to their
        end, and ops that wait for others. While there is any, nothing should leave.
        """
        cut_off = [aside for aside in self.ledger.state.set_aside if aside.is_rest]
        return sorted({*cut_off, *self.losses(), *self.ledger.waiting()})

    @property
    def is_remembering(self) -> bool:
        """Whether what this machine sees of the journal could be kept in the state directory."""
        return self._sightings.is_kept

    def close(self) -> None:
        """Remember the fold where enough has come since it was last remembered."""
        count = self.ledger.tables.op_count()
        if count - self._ops_at_checkpoint >= _CHECKPOINT_AFTER_OPS:
            self._checkpoint.save(self.ledger)
            self._ops_at_checkpoint = count

    def forget_checkpoint(self) -> None:
        """Remove what this person's machine remembers of the fold."""
        self._checkpoint.path.unlink(missing_ok=True)

    def _fold(self) -> None:
        if self._checkpoint.load(self.ledger):
            self._ops_at_checkpoint = self.ledger.tables.op_count()
            self.ledger.refresh()
        else:
            self.ledger.fold()
        lost = {loss.writer for loss in self.losses()}
        if lost and self._writer.name() in lost:
            # Another op at a number that others have seen would fork.
            self._writer.leave()
        self._note()

    def _note(self) -> None:
        """Remember how far the members' files went; what strangers put there may go again."""
        members = self.ledger.authority.members
        seen = self.ledger.state.positions.items()
        self._sightings.note({w: p for w, p in seen if ops.member_of(w) in members})

    def _found(self) -> None:
        key = str(self.identity.public)
        fields: dict[str, JSON] = {"active": True, "public_key": key, "role": Role.LEAD.value}
        changes = (
            Change((), f"project/{self.project_id}", {"format": FORMAT}),
            Change((), f"member/{self.identity.name}", fields),
        )
        self._writer.write(self._new_op("project.init", changes, COMMON, ""))
        self.ledger.fold()
        self._note()

    def _new_op(self, kind: str, changes: Sequence[Change], session: str, undoes: str) -> Op:
        now_us = time.time_ns() // 1000
        return Op(
            by=self.identity.name,
            changes=tuple(changes),
            head=self.ledger.authority.head,
            hlc_us=max(now_us, self.ledger.state.last_hlc_us + 1),
            id="",
            kind=kind,
            prev="",
            seq=0,
            session=session,
            undoes=undoes,
            v=OP_VERSION,
            writer="",
        )

    def _refuse_lost(self) -> None:
        """Who is missing may be so because the file is that says who they are."""
        for loss in self.losses():
            raise JournalDamaged(
                f"journal of writer {loss.writer!r}: {loss.reason}",
                hint="Bring the file back from a copy of the project.",
            )

    def _refuse_erased(self, session: str) -> None:
        if session == COMMON:
            return
        subject = self.ledger.records(session).get("session", session).text("subject")
        if self.is_erased(subject):
            raise Refused(
                f"the subject {subject!r} was erased: nothing more is said about their session",
                hint="Leave the session; it cannot be opened again.",
            )

    def _refuse_forbidden(self, op: Op) -> None:
        if not op.kind.startswith(("member.", "project.")):
            refusal = self.ledger.authority.refusal(op, "")
            if refusal:
                raise NotAllowed(refusal, hint="Ask a member whose role permits it.")
        elif self.identity.name != self.keyring.genesis.name:
            raise NotAllowed(
                "only the project's founder changes members",
                hint=f"Ask {self.keyring.genesis.name!r}.",
            )

    @cached_property
    def _writer(self) -> OwnWriter:
        path = self.state_dir / f"{self.identity.name}.writer"
        journal = self.ledger.directory
        return OwnWriter(path, journal, self.identity, self.project_id, self._sightings)


def _no_identity(name: str) -> KeyUnavailable:
    return KeyUnavailable(
        f"there is no identity {name!r} on this machine",
        hint="Say who acts with --as NAME; `workbench whoami` makes an identity.",
    )
