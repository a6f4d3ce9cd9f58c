"""The journal of a project, folded: who may, what is, and where every op lies.

A cold fold reads every writer's file once, checks chains and heads, and leaves an in-memory
DuckDB: an index of all admitted ops and rows for the lists. A session's records are folded
from its own ops when somebody asks for them. Later ops are read from where the last reading
stopped, so that a running program follows the others.
"""

import gc
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import duckdb

from workbench.domain.authority import MEMBERSHIP_KINDS, Authority
from workbench.domain.op import Op
from workbench.domain.records import Records
from workbench.store import ops
from workbench.store.chain import entries_of_kinds
from workbench.store.fold_helpers import (
    FoldHelpers,
    FoldTask,
    HelperLost,
    helpers_worth,
)
from workbench.store.fold_state import FoldState, SetAside
from workbench.store.fold_tables import FoldTables
from workbench.store.identity import PublicIdentity
from workbench.store.journal import (
    SUFFIX,
    Entry,
    JournalFault,
    Position,
    Share,
    by_clock,
    read_entries,
    read_line,
    writer_files,
    writer_of,
)
from workbench.store.keyring import Genesis
from workbench.store.vouching import Vouching, check_keys

COMMON = ""
"""The session id of ops that concern the project as a whole."""

_KEPT_SESSIONS = 256


class Ledger:
    """One project's journal as one process sees it."""

    def __init__(self, directory: Path, genesis: Genesis) -> None:
        self.directory = directory
        self.genesis = genesis
        self.state = FoldState()
        self.tables = FoldTables()
        self._records: dict[str, Records] = {}
        self._genesis_key = PublicIdentity.parse(genesis.public_key).verify_key
        self._latest_hlc_us = 0

    @property
    def authority(self) -> Authority:
        """The members and what they may do."""
        return self.state.authority

    def fold(self) -> None:
        """Fold everything from the first op on."""
        # A fold makes millions of objects and no cycles: collecting would cost more than it.
        gc.disable()
        try:
            self._fold()
        finally:
            gc.enable()

    def _fold(self) -> None:
        limits: dict[str, SetAside] = {}
        helpers = helpers_worth(self.directory)
        while True:
            self.state = FoldState()
            self.tables.clear()
            self._records.clear()
            self._read_membership()
            try:
                self._take_all(limits, helpers)
                break
            except HelperLost:
                helpers = 0
            except JournalFault as fault:
                limits[fault.writer] = self._limit(fault)
        self.state.set_aside.extend(limits.values())
        self._forget()

    def fold_share(self, share: Share | None, limits: dict[str, int]) -> None:
        """Fold the ops of some sessions, or of all, whose members are known already.

        `limits` are the numbers from which on a writer's ops do not count. Raises JournalFault.
        """
        self._latest_hlc_us = _latest_hlc_us()
        streams = [
            read_entries(path, before_seq=limits.get(writer_of(path)), share=share)
            for path in writer_files(self.directory)
        ]
        self._take_in_order(streams, all_records=True)
        self.tables.settle(self.records)

    def refresh(self) -> frozenset[str]:
        """Fold what was appended since; the session ids it touched (COMMON for the project)."""
        fresh = self._new_entries()
        new = [entry for entries in (fresh or {}).values() for entry in entries]
        if fresh is None or self._changes_the_past(new):
            return self._fold_anew()
        self._follow_membership(filter(self._may_change_members, new))
        if not self._vouching().covers(new):
            return self._fold_anew()
        self._latest_hlc_us = _latest_hlc_us()
        self._take_in_order(fresh.values())
        return frozenset(entry.op.session for entry in new)

    def _fold_anew(self) -> frozenset[str]:
        self.fold()
        return frozenset(self.tables.session_ids()) | {COMMON}

    def records(self, session_id: str) -> Records:
        """A session's records (COMMON: the project's), folded from its ops where need be."""
        records = self._records.get(session_id)
        if records is None:
            records = Records()
            for op in self.ops(session_id):
                records.apply(op)
            self._records[session_id] = records
            self._forget()
        return records

    def waiting(self) -> list[SetAside]:
        """The admitted ops that count for nothing yet: what they build on is not here."""
        return [
            SetAside(op.writer, op.seq, "it builds on an op that is not here")
            for session_id in (COMMON, *self.tables.session_ids())
            for op in self.records(session_id).waiting
        ]

    def ops(self, session_id: str) -> list[Op]:
        """A session's admitted ops in the order they were folded."""
        return [
            ops.decode(read_line(self.directory / f"{writer}{SUFFIX}", offset, length))
            for writer, offset, length in self.tables.places(session_id)
        ]

    def sql(self) -> duckdb.DuckDBPyConnection:
        """The in-memory database, its rows brought up to date."""
        self.tables.settle(self.records)
        return self.tables.connection

    def _read_membership(self) -> None:
        """Follow the chain of membership ops; only the founder's files can hold it."""
        found = [
            entry
            for path in writer_files(self.directory)
            if ops.member_of(writer_of(path)) == self.genesis.name
            for entry in entries_of_kinds(path, MEMBERSHIP_KINDS)
        ]
        self._follow_membership(found)

    def _follow_membership(self, found: Iterable[Entry]) -> None:
        """Take membership ops along their chain, whatever their clocks say."""
        following: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(found, key=lambda entry: (entry.op.hlc_us, entry.hash)):
            following[entry.op.head].append(entry)
        while following[self.authority.head]:
            self._take_membership(following[self.authority.head].pop(0))
        for entries in following.values():
            for entry in entries:
                self._take_membership(entry)

    def _take_membership(self, entry: Entry) -> None:
        if not ops.is_signed_by(entry.line, self._genesis_key, self.genesis.project_id):
            self._set_aside(entry, "only the founder's key changes members")
            return
        try:
            check_keys(entry.op)
            self.authority.extend(entry.op, entry.hash)
        except ValueError as error:
            self._set_aside(entry, str(error))
            return
        self.state.membership.append(entry)

    def _take_all(self, limits: dict[str, SetAside], helpers: int) -> None:
        for path in writer_files(self.directory):
            if writer_of(path) not in limits:
                self._vouching().check_file(path)
        seqs = {writer: limit.seq for writer, limit in limits.items()}
        members = self.state.spelt_membership()
        task = FoldTask(str(self.directory), self.genesis, members, seqs)
        faults: list[JournalFault] = []
        with FoldHelpers(task, helpers) as others:
            try:
                self.fold_share(others.own_share, seqs)
            except JournalFault as fault:
                faults.append(fault)
            for done in others.results():
                if done.fault is not None:
                    faults.append(JournalFault(*done.fault))
                done.join(self.state, self.tables)
        if faults:
            # What follows the first one follows from it.
            raise min(faults, key=lambda fault: fault.seq)

    def _take_in_order(
        self, streams: Iterable[Iterable[Entry]], *, all_records: bool = False
    ) -> None:
        """Take entries by the clock; with `all_records` those of sessions not looked at too."""
        last: dict[str, Entry] = {}
        for entry in by_clock(streams):
            if all_records:
                self._records.setdefault(entry.op.session, Records())
            self._take(entry)
            last[entry.op.writer] = entry
        self.state.positions |= {writer: entry.end for writer, entry in last.items()}

    def _take(self, entry: Entry) -> None:
        op = entry.op
        if op.hlc_us <= self._latest_hlc_us:
            self.state.last_hlc_us = max(self.state.last_hlc_us, op.hlc_us)
        refusal = self._refusal(entry)
        if refusal:
            self._set_aside(entry, refusal)
            return
        self.tables.add_op(entry)
        records = self._records.get(op.session)
        if records is not None:
            records.apply(op)

    def _refusal(self, entry: Entry) -> str:
        """Why an op does not count, empty where it does or has been set aside already."""
        if entry.op.kind not in MEMBERSHIP_KINDS:
            return self.authority.refusal(entry.op, entry.hash)
        return "" if self.authority.admits(entry.hash) else "only the founder's key changes members"

    def _set_aside(self, entry: Entry, reason: str) -> None:
        at = (entry.op.writer, entry.op.seq)
        known = ((aside.writer, aside.seq) for aside in self.state.set_aside)
        if entry.op.kind not in MEMBERSHIP_KINDS or at not in known:
            self.state.set_aside.append(SetAside(*at, reason))

    def _may_change_members(self, entry: Entry) -> bool:
        return entry.op.kind in MEMBERSHIP_KINDS and entry.op.by == self.genesis.name

    def _vouching(self) -> Vouching:
        return Vouching(self.authority, self.genesis.project_id)

    def _limit(self, fault: JournalFault) -> SetAside:
        seq = self._vouching().last_good_seq(self.directory / f"{fault.writer}{SUFFIX}", fault.seq)
        return SetAside(fault.writer, seq + 1, fault.reason, is_rest=True)

    def _new_entries(self) -> dict[str, list[Entry]] | None:
        """What was appended, by writer; None where a file broke its chain."""
        entries: dict[str, list[Entry]] = {}
        stuck = {aside.writer for aside in self.state.set_aside if aside.is_rest}
        for path in writer_files(self.directory):
            writer = writer_of(path)
            position = self.state.positions.get(writer, Position())
            size_bytes = path.stat().st_size
            if writer in stuck or size_bytes == position.offset:
                continue
            try:
                fresh = list(read_entries(path, position))
            except JournalFault:
                return None
            if size_bytes < position.offset:
                return None
            entries[writer] = fresh
        return entries

    def _changes_the_past(self, entries: list[Entry]) -> bool:
        """Whether membership changed in a way that ops already folded must be judged again."""
        kinds = {entry.op.kind for entry in entries if self._may_change_members(entry)}
        return bool(kinds - {"member.add"}) or (bool(kinds) and bool(self.state.set_aside))

    def _forget(self) -> None:
        while len(self._records) > _KEPT_SESSIONS:
            self._records.pop(next(iter(self._records)))


def _latest_hlc_us() -> int:
    """Nobody's clock pushes ours further than this."""
    return time.time_ns() // 1000 + ops.MAX_AHEAD_US
