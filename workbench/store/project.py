"""A project opened by one person: its journal folded, its keyring at hand, ready to append."""

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from workbench.config import Settings
from workbench.domain.member import Member, Role
from workbench.domain.op import JSON, OP_VERSION, Change, Op
from workbench.domain.records import Records
from workbench.errors import KeyUnavailable, NewerVersion, NotAllowed, NotFound, UsageError
from workbench.store import ops
from workbench.store.catalogue import Catalogue
from workbench.store.checkpoint import CheckpointFile
from workbench.store.files import storage_errors, write_atomic
from workbench.store.identity import Identity, load_identity, make_identity
from workbench.store.journal import JournalFault, JournalWriter
from workbench.store.keyring import Keyring
from workbench.store.ledger import COMMON, Ledger

FORMAT = 1
_MARKER = "project.json"
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
        self._ops_at_checkpoint = 0

    @classmethod
    def create(cls, settings: Settings) -> "Project":
        """Found a project; the acting user becomes its lead."""
        root = settings.project
        if (root / _MARKER).exists():
            raise UsageError(f"{root} is a project already", hint="Use it, or name another.")
        if root.exists() and any(root.iterdir()):
            raise UsageError(f"{root} is not empty", hint="Name a new or an empty directory.")
        project_id = ops.new_id()
        founder = make_identity(settings.identities_dir, settings.user)
        keyring = Keyring.create(settings.keyring_dir(project_id), project_id, founder)
        with storage_errors("the project directory"):
            for folder in _FOLDERS:
                (root / folder).mkdir(parents=True, exist_ok=True)
        marker = {"format": FORMAT, "project": project_id}
        project = cls(root, project_id, founder, keyring, settings.state_dir)
        project._found()
        write_atomic(root / _MARKER, json.dumps(marker, sort_keys=True).encode() + b"\n")
        return project

    @classmethod
    def open(cls, settings: Settings) -> "Project":
        """Open a project as the acting user.

        Raises NotFound, NewerVersion, KeyUnavailable (no identity or keyring here) and
        NotAllowed (not a member).
        """
        root = settings.project
        project_id = _read_marker(root)
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

        Raises NotAllowed where it would be set aside, StorageFailed where the disk refuses it.
        """
        op = self._new_op(kind, changes, session, undoes)
        self._refuse_forbidden(op)
        line = self._write(op)
        self.ledger.refresh()
        return ops.decode(line)

    def refresh(self) -> frozenset[str]:
        """Take in what others have appended; the session ids touched (COMMON: the project)."""
        return self.ledger.refresh()

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
            return
        self.ledger.fold()
        lost = self._checkpoint.contradictions(self.ledger)
        self.ledger.state.set_aside.extend(lost)
        if self._writer_path.exists() and self._writer.writer in {aside.writer for aside in lost}:
            self._leave_writer()

    def _found(self) -> None:
        key = str(self.identity.public)
        fields: dict[str, JSON] = {"active": True, "public_key": key, "role": Role.LEAD.value}
        self._write(
            self._new_op(
                "project.init",
                (
                    Change((), f"project/{self.project_id}", {"format": FORMAT}),
                    Change((), f"member/{self.identity.name}", fields),
                ),
                COMMON,
                "",
            )
        )
        self.ledger.fold()

    def _new_op(self, kind: str, changes: Sequence[Change], session: str, undoes: str) -> Op:
        now_us = time.time_ns() // 1000
        return Op(
            by=self.identity.name,
            changes=tuple(changes),
            head=self.ledger.authority.head,
            hlc_us=min(max(now_us, self.ledger.state.last_hlc_us + 1), ops.MAX_HLC_US),
            id="",
            kind=kind,
            prev="",
            seq=0,
            session=session,
            undoes=undoes,
            v=OP_VERSION,
            writer="",
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

    def _write(self, op: Op) -> bytes:
        try:
            return self._write_as(self._writer, op)
        except JournalFault:
            self._leave_writer()
            return self._write_as(self._writer, op)

    def _leave_writer(self) -> None:
        """Go on in a new file: a damaged one is never appended to and stays as evidence."""
        del self._writer
        self._writer_path.unlink(missing_ok=True)

    def _write_as(self, writer: JournalWriter, op: Op) -> bytes:
        written = b""

        def build(seq: int, prev: str) -> bytes:
            nonlocal written
            own_id = ops.op_id(writer.writer, seq, op.hlc_us)
            numbered = replace(op, id=own_id, writer=writer.writer, seq=seq, prev=prev)
            written = ops.encode(numbered, self.identity.sign_key, self.project_id)
            return written

        writer.append(build)
        return written

    @property
    def _writer_path(self) -> Path:
        return self.state_dir / f"{self.identity.name}.writer"

    @cached_property
    def _writer(self) -> JournalWriter:
        """This installation's own file; made on the first op."""
        path = self._writer_path
        if not path.exists():
            with storage_errors("the state directory"):
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = f"{self.identity.name}-{secrets.token_hex(4)}"
            write_atomic(path, name.encode(), mode=0o600)
        return JournalWriter(self.root / "journal", path.read_text().strip(), self._is_own)

    def _is_own(self, line: bytes) -> bool:
        return ops.is_signed_by(line, self.identity.public.verify_key, self.project_id)


def _read_marker(root: Path) -> str:
    try:
        fields = json.loads((root / _MARKER).read_bytes())
        project_format, project_id = fields["format"], fields["project"]
    except FileNotFoundError:
        raise NotFound(
            f"{root} is not a Workbench project",
            hint="Name one with --project, or make one with `workbench init`.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise NotFound(
            f"{root / _MARKER} cannot be read", hint="Restore it from a copy of the project."
        ) from None
    if project_format != FORMAT:
        raise NewerVersion(
            f"the project has format {project_format!r}, this Workbench knows {FORMAT}",
            hint="Install the latest session-workbench.",
        )
    return str(project_id)


def _no_identity(name: str) -> KeyUnavailable:
    return KeyUnavailable(
        f"there is no identity {name!r} on this machine",
        hint="Say who acts with --as NAME; `workbench whoami` makes an identity.",
    )
