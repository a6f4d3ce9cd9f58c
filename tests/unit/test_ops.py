"""Ops as lines: one spelling, one signature, one project."""

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.op import JSON, Change, Op
from workbench.errors import JournalDamaged, NewerVersion, UsageError
from workbench.store import ops

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OP = Op(
    by="ana",
    changes=(Change(("b", "c"), "segment/1", {"labels": ["form"], "alive": True}),),
    head="h",
    hlc_us=5,
    id=ops.op_id("ana-00000000", 1, 5),
    kind="segment.add",
    prev="",
    seq=1,
    session="s-1",
    undoes="",
    v=1,
    writer="ana-00000000",
)
LINE = ops.encode(OP, KEY, "project")
SIG_TAIL = LINE[-97:]

_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_changes = st.builds(
    Change, st.lists(st.text(), max_size=3).map(tuple), st.text(), st.dictionaries(st.text(), _json)
)


@given(st.lists(_changes, max_size=3), st.integers(0, ops.MAX_HLC_US), st.integers(1, 2**62 - 1))
def test_an_op_comes_back_from_its_line(changes: list[Change], hlc_us: int, seq: int) -> None:
    own_id = ops.op_id(OP.writer, seq, hlc_us)
    op = replace(OP, changes=tuple(changes), hlc_us=hlc_us, id=own_id, seq=seq)
    line = ops.encode(op, KEY, "project")

    assert ops.decode(line) == op
    assert b"\n" not in line
    assert ops.is_signed_by(line, KEY.public_key(), "project")


def test_every_changed_byte_is_noticed() -> None:
    for index in range(len(LINE)):
        for bit in (1, 4, 32, 128):
            changed = bytearray(LINE)
            changed[index] ^= bit
            assert not _is_good(bytes(changed)), (index, bit)


def test_every_missing_or_added_byte_is_noticed() -> None:
    for index in range(len(LINE)):
        assert not _is_good(LINE[:index] + LINE[index + 1 :]), index
        assert not _is_good(LINE[:index] + b" " + LINE[index:]), index


def test_a_signature_has_one_spelling() -> None:
    """Base64 leaves four bits of the last character before the padding unused."""
    last = LINE[-5:-4]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(last) ^ 1 : (alphabet.index(last) ^ 1) + 1]

    assert not _is_good(LINE[:-5] + other + LINE[-4:])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"by":"ana"', '"by":"ana","by":"ana"'),
        lambda text: text.replace('"by":"ana",', ""),
        lambda text: text.replace('"by":"ana","changes"', '"changes"').replace(
            '"head":', '"by":"ana","head":'
        ),
        lambda text: text.replace('"ana"', '"\\u0061na"', 1),
        lambda text: text.replace('"seq":1', '"seq": 1'),
        lambda text: text.replace('"seq":1', '"seq":1.0'),
        lambda text: text.replace('"seq":1', '"seq":1e0'),
        lambda text: text.replace('"seq":1', '"seq":0'),
        lambda text: text.replace('"seq":1', '"seq":-1'),
        lambda text: text.replace('"hlc_us":5', f'"hlc_us":{2**62}'),
        lambda text: text.replace('"hlc_us":5', f'"hlc_us":{2**64}'),
        lambda text: text.replace('"v":1', '"extra":1,"v":1'),
        lambda text: text.replace('"v":1', '"v":0'),
        lambda text: text.replace('"alive":true', '"alive":1.5'),
        lambda text: text.replace('"alive":true', f'"alive":{2**63}'),
        lambda text: text.replace('["form"]', "[[0.5]]"),
        lambda text: text.replace('"alive":true,"labels":["form"]', '"labels":["form"],"alive":1'),
        lambda text: text.replace('"ana"', '"\\ud800"', 1),
    ],
)
def test_anything_but_the_one_spelling_is_no_op(change: object) -> None:
    assert callable(change)
    text = LINE[:-97].decode()
    changed = str(change(text))
    assert changed != text
    payload = changed.encode()
    line = payload + SIG_TAIL

    with pytest.raises(JournalDamaged):
        ops.decode(line)


@pytest.mark.parametrize("line", [b"", b"{}", b"null", b"[" * 100_000, b"\xff" * 200, b"\0" * 300])
def test_what_is_not_an_op_is_said_to_be_none(line: bytes) -> None:
    with pytest.raises(JournalDamaged):
        ops.decode(line)


def test_the_error_quotes_nothing_of_the_line() -> None:
    with pytest.raises(JournalDamaged) as caught:
        ops.decode(LINE.replace(b'"by":"ana"', b'"by": "Ana"', 1))

    assert "Ana" not in caught.value.message + caught.value.hint


def test_a_later_version_is_told_from_damage() -> None:
    later = json.loads(LINE)
    later["v"] = 2
    later["something"] = {"new": 1.5}

    with pytest.raises(NewerVersion):
        ops.decode(json.dumps(later, separators=(",", ":")).encode())
    with pytest.raises(NewerVersion):
        ops.decode(ops.encode(replace(OP, v=2), KEY, "project"))


def test_a_signature_holds_for_one_project_and_one_key() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))

    assert ops.is_signed_by(LINE, KEY.public_key(), "project")
    assert not ops.is_signed_by(LINE, KEY.public_key(), "projecu")
    assert not ops.is_signed_by(LINE, other.public_key(), "project")


def test_project_and_line_cannot_be_shifted_against_each_other() -> None:
    """What is signed is the project's id, a line feed and the line; ids hold no line feed."""
    payload = LINE[:-97]
    moved = ops.encode(OP, KEY, "project\n" + payload.decode())

    assert not ops.is_signed_by(moved, KEY.public_key(), "project")


@pytest.mark.parametrize("value", ["x" * (ops.MAX_LINE_BYTES + 1), 1.5, 2**63, "\ud800"])
def test_what_no_reader_would_take_is_not_written(value: JSON) -> None:
    with pytest.raises(UsageError):
        ops.encode(replace(OP, changes=(Change((), "comment/1", {"text": value}),)), KEY, "project")


def test_op_ids_are_uuids_of_version_7_that_sort_by_time() -> None:
    ids = [ops.new_id() for _ in range(200)]

    assert len(set(ids)) == 200
    assert all(i[14] == "7" and i[19] in "89ab" and len(i) == 36 for i in ids)
    assert [i[:13] for i in ids] == sorted(i[:13] for i in ids)


def _is_good(line: bytes) -> bool:
    try:
        ops.decode(line)
    except (JournalDamaged, NewerVersion):
        return False
    return ops.is_signed_by(line, KEY.public_key(), "project")


def test_nobody_can_take_the_id_of_anothers_op() -> None:
    other = ops.op_id("rev-00000000", OP.seq, OP.hlc_us)

    with pytest.raises(JournalDamaged):
        ops.decode(LINE.replace(OP.id.encode(), other.encode()))
