"""Ops as lines: canonical JSON, hashed and signed.

A line is the JSON of an op with its members in alphabetical order and no white space, `sig`
last. The signature is Ed25519 (RFC 8032) over the project's id, a line feed and the exact
bytes before `,"sig":`. Anything that does not encode back to the same bytes is not an op:
that refuses duplicate keys, other spellings and unknown members in one stroke.
"""

import base64
import hashlib
import os
import time
from collections.abc import Iterable

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workbench.domain.op import JSON, OP_VERSION, Op
from workbench.errors import JournalDamaged, NewerVersion, UsageError

_SIG_CHARS = 88
_SIG_OPEN = b',"sig":"'
_TAIL_BYTES = len(_SIG_OPEN) + _SIG_CHARS + len(b'"}')
MAX_LINE_BYTES = 32 * 1024 * 1024
_MILLISECONDS_MASK = (1 << 48) - 1
MAX_HLC_US = 253_402_300_799_999_999
"""The last microsecond of the year 9999, the last that a date can show."""
MAX_AHEAD_US = 24 * 3600 * 1_000_000
"""How far ahead of this machine's clock another's may be for ours to follow it."""
_MAX_SEQ = 2**62 - 1


def _refuse_float(_: str) -> JSON:
    raise ValueError("a number with a fraction")


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Op, float_hook=_refuse_float)


class _Versioned(msgspec.Struct):
    v: int


_VERSION_DECODER = msgspec.json.Decoder(_Versioned)


def encode(op: Op, key: Ed25519PrivateKey, project_id: str) -> bytes:
    """The op's line, signed, without the line feed.

    Raises UsageError for an op that no reader would take: too long, or not of plain values.
    """
    try:
        payload = _payload(op)
        if op.v <= OP_VERSION:
            _check(_DECODER.decode(payload + b"}"))
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError):
        raise UsageError(
            "that cannot be saved: it holds something that is no text, number or list",
            hint="Half characters and numbers beyond 64 bits are refused.",
        ) from None
    if len(payload) + _TAIL_BYTES > MAX_LINE_BYTES:
        raise UsageError(
            "that is too much to save at once", hint="Shorten the text, or do it in parts."
        )
    signature = base64.b64encode(key.sign(_signed_bytes(project_id, payload)))
    return payload + _SIG_OPEN + signature + b'"}'


def decode(line: bytes) -> Op:
    """The op of a line; raises JournalDamaged or NewerVersion, without quoting the line."""
    if len(line) > MAX_LINE_BYTES:
        raise JournalDamaged("the line is longer than any op")
    try:
        op = _DECODER.decode(line[:-_TAIL_BYTES] + b"}")
        _check(op)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        _refuse_newer(line)
        raise JournalDamaged("the line is not an op") from None
    if line[:-_TAIL_BYTES] != _payload(op) or not _is_tail(line[-_TAIL_BYTES:]):
        raise JournalDamaged("the line is not spelt as an op is")
    return op


def is_signed_by(line: bytes, public_key: Ed25519PublicKey, project_id: str) -> bool:
    """Whether the line's signature is this key's, for this project."""
    spelt = line[-_SIG_CHARS - 2 : -2]
    try:
        signature = base64.b64decode(spelt, validate=True)
        public_key.verify(signature, _signed_bytes(project_id, line[:-_TAIL_BYTES]))
    except (InvalidSignature, ValueError):
        return False
    # Base64 has several spellings of the same bytes, and each gives the line another hash.
    return base64.b64encode(signature) == spelt


def hash_line(line: bytes) -> str:
    """What the next op of the writer names as `prev`."""
    return hashlib.sha256(line).hexdigest()


def new_id() -> str:
    """A UUID version 7 (RFC 9562): it sorts by the time it was made."""
    return _uuid7(time.time_ns() // 1000, int.from_bytes(os.urandom(8), "big"))


def op_id(writer: str, seq: int, hlc_us: int) -> str:
    """The id of an op: a UUID version 7 that no other writer's op and no other number can have."""
    digest = hashlib.sha256(f"{writer}/{seq}".encode()).digest()
    return _uuid7(hlc_us, int.from_bytes(digest[:8], "big"))


def _uuid7(t_us: int, tail: int) -> str:
    """Milliseconds, the version, microseconds within, the variant, and 62 bits of the tail."""
    ms, us = divmod(t_us, 1000)
    lead = (ms & _MILLISECONDS_MASK) << 16 | 0x7 << 12 | us
    text = (lead << 64 | 0x2 << 62 | tail >> 2).to_bytes(16, "big").hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _check(op: Op) -> None:
    """Raise ValueError for numbers that mean nothing or do not fit 64 bits."""
    if op.v != OP_VERSION or not 0 < op.seq <= _MAX_SEQ or not 0 <= op.hlc_us <= MAX_HLC_US:
        raise ValueError("a number is out of its range")
    if op.id != op_id(op.writer, op.seq, op.hlc_us):
        raise ValueError("the id is not this op's own")
    for change in op.changes:
        _check_numbers(change.set.values())


def _check_numbers(values: Iterable[JSON]) -> None:
    for value in values:
        if isinstance(value, int):
            if not -(2**63) <= value < 2**63:
                raise ValueError("a number does not fit 64 bits")
        elif isinstance(value, dict):
            _check_numbers(value.values())
        elif isinstance(value, list):
            _check_numbers(value)


def _payload(op: Op) -> bytes:
    """The line up to its signature."""
    return _ENCODER.encode(op)[:-1]


def _is_tail(tail: bytes) -> bool:
    return tail.startswith(_SIG_OPEN) and tail.endswith(b'"}')


def _signed_bytes(project_id: str, payload: bytes) -> bytes:
    return project_id.encode() + b"\n" + payload


def _refuse_newer(line: bytes) -> None:
    try:
        version = _VERSION_DECODER.decode(line).v
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return
    if version > OP_VERSION:
        raise NewerVersion(
            f"the journal holds ops of version {version}, this Workbench knows {OP_VERSION}",
            hint="Install the latest session-workbench.",
        )


def member_of(writer: str) -> str:
    """The member a writer belongs to: writers are named `MEMBER-xxxxxxxx`."""
    return writer.rpartition("-")[0]
