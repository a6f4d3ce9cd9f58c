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

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from workbench.domain.op import OP_VERSION, Op
from workbench.errors import JournalDamaged, NewerVersion

_SIG_CHARS = 88
_SIG_OPEN = b',"sig":"'
_TAIL_BYTES = len(_SIG_OPEN) + _SIG_CHARS + len(b'"}')
MAX_LINE_BYTES = 4 * 1024 * 1024

_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Op)


class _Versioned(msgspec.Struct):
    v: int


_VERSION_DECODER = msgspec.json.Decoder(_Versioned)


def encode(op: Op, key: Ed25519PrivateKey, project_id: str) -> bytes:
    """The op's line, signed, without the line feed."""
    payload = _payload(op)
    signature = base64.b64encode(key.sign(_signed_bytes(project_id, payload)))
    return payload + _SIG_OPEN + signature + b'"}'


def decode(line: bytes) -> Op:
    """The op of a line; raises JournalDamaged or NewerVersion, without quoting the line."""
    if len(line) > MAX_LINE_BYTES:
        raise JournalDamaged("the line is longer than any op")
    try:
        op = _DECODER.decode(line[:-_TAIL_BYTES] + b"}")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        _refuse_newer(line)
        raise JournalDamaged("the line is not an op") from None
    if op.v > OP_VERSION:
        _refuse_newer(line)
    if line[:-_TAIL_BYTES] != _payload(op) or not _is_tail(line[-_TAIL_BYTES:]):
        raise JournalDamaged("the line is not spelt as an op is")
    return op


def is_signed_by(line: bytes, public_key: Ed25519PublicKey, project_id: str) -> bool:
    """Whether the line's signature is this key's, for this project."""
    signature = line[-_SIG_CHARS - 2 : -2]
    try:
        public_key.verify(
            base64.b64decode(signature, validate=True),
            _signed_bytes(project_id, line[:-_TAIL_BYTES]),
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def hash_line(line: bytes) -> str:
    """What the next op of the writer names as `prev`."""
    return hashlib.sha256(line).hexdigest()


def new_op_id() -> str:
    """A UUID version 7 (RFC 9562): it sorts by the time it was made."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


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
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    if version > OP_VERSION:
        raise NewerVersion(
            f"the journal holds ops of version {version}, this Workbench knows {OP_VERSION}",
            hint="Install the latest session-workbench.",
        )


def member_of(writer: str) -> str:
    """The member a writer belongs to: writers are named `MEMBER-xxxxxxxx`."""
    return writer.rpartition("-")[0]
