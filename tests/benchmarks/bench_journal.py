"""Ops and folding: how fast decisions are saved, and how fast a project opens."""

import multiprocessing
import os
import random
import time
from dataclasses import replace
from pathlib import Path

from workbench.config import Settings
from workbench.domain.op import JSON, OP_VERSION, Change, Op
from workbench.services.measuring import (
    append_times,
    percentiles,
    scratch_settings,
    segment_change,
)
from workbench.store import ops
from workbench.store.checkpoint import CheckpointFile
from workbench.store.ledger import Ledger
from workbench.store.project import Project

_OPS_PER_SESSION = 200


def fold_figures(root: Path, count: int, *, writers: int = 4) -> dict[str, float]:
    """Seconds to fold `count` ops of several writers cold, and to open from the checkpoint."""
    project = Project.create(scratch_settings(root, "lea"))
    _write_ops(project, count, writers)
    started = time.perf_counter()
    ledger = Ledger(root / "project" / "journal", project.keyring.genesis)
    ledger.fold()
    cold_s = time.perf_counter() - started
    assert not ledger.state.set_aside
    checkpoint = CheckpointFile(root / "bench.checkpoint", b"k" * 32)
    checkpoint.save(ledger)
    started = time.perf_counter()
    fresh = Ledger(root / "project" / "journal", project.keyring.genesis)
    assert checkpoint.load(fresh)
    fresh.refresh()
    row = fresh.sql().execute("SELECT count(*) FROM segment").fetchone()
    warm_s = time.perf_counter() - started
    assert row is not None
    return {"ops": count, "cold_s": cold_s, "checkpoint_s": warm_s, "segments": float(row[0])}


def append_figures(root: Path, *, processes: int, count: int = 200) -> dict[str, float]:
    """Milliseconds from asking for an op to its being on the disk and folded in."""
    settings = scratch_settings(root, "lea")
    if not settings.project.exists():
        Project.create(settings)
    jobs = [(settings, number, count) for number in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        times = [t for result in pool.starmap(_append_many, jobs) for t in result]
    return percentiles(times)


def _append_many(settings: Settings, number: int, count: int) -> list[float]:
    # Each process stands for an installation of its own, with its own writer.
    project = Project.open(replace(settings, state_dir=settings.state_dir / str(number)))
    return append_times(project, count, writer=str(os.getpid()))


def _write_ops(project: Project, count: int, writers: int) -> None:
    """Files as real work leaves them: segments made, then labelled, then corrected."""
    seeded = random.Random(7)
    tails = {f"lea-{number:08x}": (0, "") for number in range(writers)}
    files = {writer: (project.root / "journal" / f"{writer}.jsonl").open("wb") for writer in tails}
    heads: dict[str, str] = {}
    for index in range(count):
        writer = f"lea-{index // _OPS_PER_SESSION % writers:08x}"
        session = f"s-{index // _OPS_PER_SESSION:08d}"
        seq, prev = tails[writer]
        change = _next_change(session, index % _OPS_PER_SESSION, heads, seeded)
        op = Op(
            by="lea",
            changes=(change,),
            head=project.ledger.authority.head,
            hlc_us=1_700_000_000_000_000 + index,
            id=ops.op_id(writer, seq + 1, 1_700_000_000_000_000 + index),
            kind="segment.edit",
            prev=prev,
            seq=seq + 1,
            session=session,
            undoes="",
            v=OP_VERSION,
            writer=writer,
        )
        heads[change.object] = op.id
        line = ops.encode(op, project.identity.sign_key, project.project_id)
        files[writer].write(line + b"\n")
        tails[writer] = (seq + 1, ops.hash_line(line))
    for file in files.values():
        file.close()


def _next_change(session: str, step: int, heads: dict[str, str], seeded: random.Random) -> Change:
    if step == 0:
        fields: dict[str, JSON] = {"alive": True, "subject": "p-01", "duration_us": 200_000_000}
        return Change((), f"session/{session}", fields)
    name = f"segment/{session}-{(step - 1) // 3}"
    if name not in heads:
        return segment_change(name.removeprefix("segment/"), step)
    if step % 3 == 2:
        return Change((heads[name],), name, {"labels": [seeded.choice(["reply", "search"])]})
    return Change((heads[name],), name, {"outcome": "success"})
