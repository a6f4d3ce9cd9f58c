"""Folding is the same whatever order the ops come in, as long as causes come first."""

import random
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.op import JSON, Change, Op
from workbench.domain.records import Records

OBJECTS = ("segment/1", "flag/2", "review/3", "redaction/4", "consent/5")
VALUES: dict[str, tuple[JSON, ...]] = {
    "alive": (True, False),
    "state": ("open", "kept", "hidden", "granted", "withdrawn", "submitted", "accepted", "other"),
    "labels": (["a"], ["b"], None),
    "start_us": (0, 5),
}
AUTHORS = ("ana", "ben", "rev")


def op_of(number: int, by: str, changes: list[Change], hlc_us: int | None = None) -> Op:
    return Op(
        by=by,
        changes=tuple(changes),
        head="",
        hlc_us=number if hlc_us is None else hlc_us,
        id=f"op-{number:03}",
        kind="edit",
        prev="",
        seq=number + 1,
        session="s-1",
        undoes="",
        v=1,
        writer=f"{by}-1",
    )


@dataclass
class View:
    """What one author has folded so far."""

    records: Records
    seen: int = 0


@st.composite
def histories(draw: st.DrawFn) -> list[Op]:
    """Ops of several authors, each made on what that author had seen; any of them may lag."""
    ops: list[Op] = []
    views = {author: View(Records()) for author in AUTHORS}
    for number in range(draw(st.integers(1, 12))):
        by = draw(st.sampled_from(AUTHORS))
        view = views[by]
        own_last = max((i + 1 for i, op in enumerate(ops) if op.by == by), default=0)
        upto = draw(st.integers(max(view.seen, own_last), len(ops)))
        for op in ops[view.seen : upto]:
            view.records.apply(op)
        view.seen = upto
        changes = []
        for key in draw(st.lists(st.sampled_from(OBJECTS), min_size=1, max_size=2, unique=True)):
            heads = view.records.get(*key.split("/", 1)).heads
            names = draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, unique=True))
            fields = {name: draw(st.sampled_from(VALUES[name])) for name in names}
            changes.append(Change(heads, key, fields))
        ops.append(op_of(number, by, changes, draw(st.integers(0, 5))))
    return ops


def causes(op: Op) -> set[str]:
    return {base for change in op.changes for base in change.base}


def shuffled(ops: list[Op], seeded: random.Random) -> list[Op]:
    """Another order in which every op follows what it was built on."""
    left, done, order = list(ops), set[str](), list[Op]()
    while left:
        ready = [op for op in left if causes(op) <= done]
        op = seeded.choice(ready)
        left.remove(op)
        done.add(op.id)
        order.append(op)
    return order


def folded(ops: list[Op]) -> Records:
    records = Records()
    for op in ops:
        records.apply(op)
    return records


def facts(records: Records) -> dict[str, object]:
    found: dict[str, object] = {}
    for key in OBJECTS:
        record = records.get(*key.split("/", 1))
        values = {name: record.get(name) for name in VALUES}
        found[key] = (record.heads, values, record.conflicts, record.is_alive, record.authors)
    found["conflicts"] = sorted((r.key, name) for r, name in records.conflicts())
    found["hlc"] = records.last_hlc_us
    return found


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_that_respects_causes_gives_the_same_records(
    ops: list[Op], seeded: random.Random
) -> None:
    assert facts(folded(shuffled(ops, seeded))) == facts(folded(ops))


@given(histories(), st.randoms(use_true_random=False))
def test_ops_that_come_before_their_causes_wait_for_them(
    ops: list[Op], seeded: random.Random
) -> None:
    mixed = list(ops)
    seeded.shuffle(mixed)
    records = folded(mixed)

    assert records.waiting == ()
    assert facts(records) == facts(folded(ops))


@given(histories(), st.randoms(use_true_random=False))
def test_an_op_that_comes_again_changes_nothing(ops: list[Op], seeded: random.Random) -> None:
    again = ops + [op for op in ops if seeded.random() < 0.5]

    assert facts(folded(again)) == facts(folded(ops))


@given(histories())
def test_an_op_that_has_seen_everything_settles_every_conflict(ops: list[Op]) -> None:
    records = folded(ops)
    for number, key in enumerate(OBJECTS, 500):
        record = records.get(*key.split("/", 1))
        fields = {name: record.get(name) for name in record.conflicts}
        if fields:
            records.apply(op_of(number, "rev", [Change(record.heads, key, fields)]))
            settled = records.get(*key.split("/", 1))
            assert settled.conflicts == ()
            assert {name: settled.get(name) for name in fields} == fields
            assert settled.heads == (f"op-{number}",)


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=10))
def test_edits_one_after_the_other_never_conflict(values: list[str]) -> None:
    records = Records()
    for number, value in enumerate(values):
        heads = records.get("segment", "1").heads
        author = AUTHORS[number % 3]
        records.apply(op_of(number, author, [Change(heads, "segment/1", {"labels": [value]})]))

    record = records.get("segment", "1")
    assert record.conflicts == ()
    assert record.get("labels") == [values[-1]]
    assert record.heads == (f"op-{len(values) - 1:03}",)


SAFER = [
    ("consent", "state", "granted", "withdrawn"),
    ("flag", "state", "kept", "hidden"),
    ("flag", "state", "hidden", "open"),
    ("flag", "state", "kept", "open"),
    ("redaction", "alive", False, True),
    ("review", "state", "accepted", "submitted"),
    ("review", "state", "submitted", "returned"),
    ("flag", "state", "open", "never heard of"),
]


@given(st.sampled_from(SAFER), st.booleans(), st.booleans())
def test_of_two_concurrent_values_the_safer_one_holds(
    case: tuple[str, str, JSON, JSON], swap_order: bool, swap_ids: bool
) -> None:
    kind, name, weaker, safer = case
    made = op_of(0, "ana", [Change((), f"{kind}/1", {"alive": True})])
    ids = (2, 1) if swap_ids else (1, 2)
    first = op_of(ids[0], "ana", [Change((made.id,), f"{kind}/1", {name: weaker})])
    second = op_of(ids[1], "ben", [Change((made.id,), f"{kind}/1", {name: safer})])
    pair = [second, first] if swap_order else [first, second]
    record = folded([made, *pair]).get(kind, "1")

    assert record.get(name) == safer
    assert record.conflicts == ()
    assert record.heads == ("op-001", "op-002")


@given(st.booleans())
def test_concurrent_values_without_a_safer_one_are_a_conflict(swap: bool) -> None:
    made = op_of(0, "ana", [Change((), "segment/1", {"alive": True})])
    pair = [
        op_of(1, "ana", [Change((made.id,), "segment/1", {"labels": ["a"], "outcome": "x"})]),
        op_of(2, "ben", [Change((made.id,), "segment/1", {"labels": ["b"], "start_us": 3})]),
    ]
    records = folded([made, *(reversed(pair) if swap else pair)])
    record = records.get("segment", "1")

    assert record.conflicts == ("labels",)
    assert record.get("labels") == ["a"]
    assert (record.text("outcome"), record.number("start_us")) == ("x", 3)
    assert [(r.key, name) for r, name in records.conflicts()] == [("segment/1", "labels")]


def test_equal_concurrent_values_agree() -> None:
    made = op_of(0, "ana", [Change((), "segment/1", {"alive": True})])
    pair = [
        op_of(n, by, [Change((made.id,), "segment/1", {"labels": ["a"]})])
        for n, by in ((1, "ana"), (2, "ben"))
    ]

    assert folded([made, *pair]).get("segment", "1").conflicts == ()


def test_an_op_waits_as_a_whole() -> None:
    records = folded(
        [
            op_of(1, "ana", [Change((), "segment/1", {"alive": True})]),
            op_of(
                3,
                "ana",
                [
                    Change(("op-001",), "segment/1", {"labels": ["a"]}),
                    Change(("op-002",), "segment/2", {"labels": ["a"]}),
                ],
            ),
        ]
    )

    assert records.get("segment", "1").get("labels") is None
    assert [op.id for op in records.waiting] == ["op-003"]
