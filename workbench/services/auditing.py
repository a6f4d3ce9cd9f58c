"""Checking everything that can be checked of a project: chains, signatures, files, authority."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.domain.op import Op
from workbench.errors import JournalDamaged
from workbench.services.consenting import is_erased
from workbench.store import ops
from workbench.store.files import file_sha256
from workbench.store.identity import PublicIdentity
from workbench.store.journal import Entry, read_entries, read_line, writer_files, writer_of
from workbench.store.ledger import COMMON
from workbench.store.project import Project

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class AuditFinding:
    """Something that does not check out; `where` names a writer and op, or a session's file."""

    code: str
    where: str
    detail: str
    op_hash: str = ""


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit looked at and what it found."""

    ops: int
    writers: int
    sessions: int
    findings: tuple[AuditFinding, ...]


@dataclass(frozen=True, slots=True)
class LoggedOp:
    """One admitted op as the log shows it: who did what when, never what it says."""

    op_id: str
    at: str
    by: str
    kind: str
    session_id: str
    objects: tuple[str, ...]
    undoes: str
    op_hash: str


def audit(project: Project) -> Audit:
    """Check every chain and every signature, every op's right, every session's files."""
    paths = writer_files(project.ledger.directory)
    hashes: dict[tuple[str, int], str] = {}
    findings: list[AuditFinding] = []
    for path in paths:
        findings += _check_writer(project, path, hashes)
    for aside in project.ledger.state.set_aside:
        where = f"{aside.writer} op {aside.seq}"
        reason = f"{aside.reason}; it and what follows it" if aside.is_rest else aside.reason
        op_hash = hashes.get((aside.writer, aside.seq), "")
        findings.append(AuditFinding("set-aside", where, reason, op_hash))
    findings += [AuditFinding("lost", f"{a.writer} op {a.seq}", a.reason) for a in project.losses()]
    sessions = project.ledger.tables.session_ids()
    for session_id in sessions:
        findings += _check_session(project, session_id)
    for session_id in (*sessions, COMMON):
        findings += _check_waiting(project, session_id)
    distinct = tuple(sorted(set(findings)))
    return Audit(len(hashes), len(paths), len(sessions), distinct)


def log(
    project: Project, *, session_id: str | None = None, limit: int | None = None
) -> list[LoggedOp]:
    """The latest admitted ops, of one session or all, in the order of the hybrid clock."""
    lines = [
        read_line(project.ledger.directory / f"{writer}.jsonl", offset, length)
        for writer, offset, length in project.catalogue.latest_ops(session_id, limit)
    ]
    return [_logged(ops.decode(line), ops.hash_line(line)) for line in lines]


def _check_writer(
    project: Project, path: Path, hashes: dict[tuple[str, int], str]
) -> Iterator[AuditFinding]:
    """Follow a writer's chain to its end and check who signed each op."""
    writer = writer_of(path)
    try:
        for entry in read_entries(path):
            hashes[writer, entry.op.seq] = entry.hash
            if not _is_signed(project, entry):
                where = f"{writer} op {entry.op.seq}"
                yield AuditFinding("signature", where, "its author did not sign it", entry.hash)
    except JournalDamaged as error:
        yield AuditFinding("chain", writer, error.message)


def _is_signed(project: Project, entry: Entry) -> bool:
    """Whether the key its author had then signed an op; of a stranger, authority has judged."""
    text = project.ledger.authority.key_at(entry.op.head, entry.op.by)
    if not text:
        return True
    key = PublicIdentity.parse(text).verify_key
    return ops.is_signed_by(entry.line, key, project.project_id)


def _check_waiting(project: Project, session_id: str) -> Iterator[AuditFinding]:
    """Ops that build on something that does not count, or has not come, count for nothing."""
    for op in project.ledger.records(session_id).waiting:
        where = f"{op.writer} op {op.seq}"
        yield AuditFinding("waiting", where, "it builds on an op that does not count")


def _check_session(project: Project, session_id: str) -> Iterator[AuditFinding]:
    record = project.ledger.records(session_id).get("session", session_id)
    if not record.is_alive or is_erased(project, record.text("subject")):
        return
    for name, field in (("capture.duckdb", "capture_sha256"), ("frames.pack", "pack_sha256")):
        digest = record.text(field)
        path = project.session_dir(session_id) / name
        where = f"{session_id} {name}"
        if digest and not path.is_file():
            yield AuditFinding("missing", where, "the file is not there")
        elif digest and file_sha256(path) != digest:
            yield AuditFinding("altered", where, "it is not what was imported")


def _logged(op: Op, op_hash: str) -> LoggedOp:
    return LoggedOp(
        op_id=op.id,
        at=_spelt(op.hlc_us),
        by=op.by,
        kind=op.kind,
        session_id=op.session,
        objects=tuple(change.object for change in op.changes),
        undoes=op.undoes,
        op_hash=op_hash,
    )


def _spelt(t_us: int) -> str:
    moment = _EPOCH + timedelta(microseconds=t_us)
    return moment.isoformat(timespec="milliseconds")
