"""Sealing bytes: records of a file under its data key, people's words under a subject's key.

Records use AES-256-GCM (NIST SP 800-38D) with the record's number as nonce, under a data key
that is fresh for every file and never used again after a crash. Words inside ops use AES-SIV
(RFC 5297), which is deterministic: the same words in the same field of the same object seal to
the same bytes, so digests over sealed values compare contents without opening them.
"""

import os
import struct
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workbench.errors import Damaged, KeyUnavailable

KEY_BYTES = 32
TAG_BYTES = 16
_LENGTH = struct.Struct("<I")
_NONCE_BYTES = 12
_WORDS_PAD_BYTES = 32


def new_key() -> bytes:
    """A fresh random key of 32 bytes."""
    return os.urandom(KEY_BYTES)


def derive(secret: bytes, purpose: str, length: int = KEY_BYTES) -> bytes:
    """A key for one purpose from a secret, by HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), length, salt=None, info=f"workbench/1/{purpose}".encode()).derive(secret)


def pad(plain: bytes, block_bytes: int) -> bytes:
    """The bytes with their length in front, filled up to a multiple of the block."""
    framed = _LENGTH.pack(len(plain)) + plain
    return framed + bytes(-len(framed) % block_bytes)


def unpad(padded: bytes) -> bytes:
    """The bytes that `pad` was given; raises Damaged where the length cannot be right."""
    if len(padded) < _LENGTH.size:
        raise Damaged("a sealed record is too short to hold its own length")
    (length,) = _LENGTH.unpack_from(padded)
    if length > len(padded) - _LENGTH.size:
        raise Damaged("a sealed record names a length longer than itself")
    return padded[_LENGTH.size : _LENGTH.size + length]


class RecordSeal:
    """Seals the numbered records of one file.

    `context` names the project and session; a record opens only under the same context, kind
    and number. A number is used once in a file, whatever its kind, because it is the nonce.
    """

    def __init__(self, data_key: bytes, context: str) -> None:
        self._cipher = AESGCM(data_key)
        self._context = context

    def seal(self, kind: str, number: int, plain: bytes, *, block_bytes: int = 1) -> bytes:
        """The sealed record, its whole length with the tag a multiple of the block."""
        body = _padded_for_tag(plain, block_bytes)
        return self._cipher.encrypt(_nonce(number), body, self._associated(kind, number))

    def open(self, kind: str, number: int, sealed: bytes) -> bytes:
        """What was sealed; raises Damaged where key, context, kind, number or bytes differ."""
        try:
            body = self._cipher.decrypt(_nonce(number), sealed, self._associated(kind, number))
        except InvalidTag:
            raise Damaged(
                f"{kind} record {number} does not open: changed, or sealed under another key"
            ) from None
        return unpad(body)

    def _associated(self, kind: str, number: int) -> bytes:
        return f"{self._context}\0{kind}\0{number}".encode()


def _padded_for_tag(plain: bytes, block_bytes: int) -> bytes:
    framed = _LENGTH.pack(len(plain)) + plain
    return framed + bytes(-(len(framed) + TAG_BYTES) % block_bytes)


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE_BYTES, "big")


@dataclass(frozen=True)
class SubjectKey:
    """One of a subject's two keys: it wraps data keys and seals words."""

    secret: bytes

    def wrap(self, data_key: bytes, context: str) -> bytes:
        """A file's data key, sealed for its place."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._wrapper.encrypt(nonce, data_key, context.encode())

    def unwrap(self, wrapped: bytes, context: str) -> bytes:
        """The data key; raises KeyUnavailable where this is not the key it was wrapped with."""
        nonce, body = wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:]
        try:
            return self._wrapper.decrypt(nonce, body, context.encode())
        except (InvalidTag, ValueError):
            raise KeyUnavailable(
                "the subject's key does not open this file",
                hint="Use the keyring that belongs to this project (--keyring).",
            ) from None

    def derived(self, purpose: str) -> bytes:
        """A key of its own for one purpose."""
        return derive(self.secret, purpose)

    def seal_words(self, text: str, place: str) -> bytes:
        """Words sealed for one field of one object; equal words there give equal bytes."""
        return self._words.encrypt(pad(text.encode(), _WORDS_PAD_BYTES), [place.encode()])

    def open_words(self, sealed: bytes, place: str) -> str:
        """The words; raises KeyUnavailable under another key, Damaged where bytes were changed."""
        try:
            return unpad(self._words.decrypt(sealed, [place.encode()])).decode()
        except (InvalidTag, ValueError):
            raise KeyUnavailable(
                "sealed words do not open: another key, or changed bytes",
                hint="Run `workbench audit verify` to see whether the journal checks out.",
            ) from None

    @cached_property
    def _wrapper(self) -> AESGCM:
        return AESGCM(derive(self.secret, "wrap"))

    @cached_property
    def _words(self) -> AESSIV:
        return AESSIV(derive(self.secret, "words", 64))
