"""Seals open where they were made, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import Damaged, KeyUnavailable
from workbench.store.seals import RecordSeal, SubjectKey, derive, new_key, pad, unpad

KEY = bytes(range(32))
blobs = st.binary(max_size=300)


@given(blobs, st.integers(1, 64))
def test_padding_comes_off_again(plain: bytes, block_bytes: int) -> None:
    padded = pad(plain, block_bytes)

    assert len(padded) % block_bytes == 0
    assert unpad(padded) == plain


@given(st.binary(max_size=20))
def test_bytes_that_were_not_padded_are_damaged_or_something(data: bytes) -> None:
    try:
        assert len(unpad(data)) <= len(data)
    except Damaged:
        assert len(data) < 4 or int.from_bytes(data[:4], "little") > len(data) - 4


@given(blobs, st.integers(0, 2**40), st.integers(1, 600))
def test_a_record_opens_and_is_as_long_as_its_blocks(
    plain: bytes, number: int, block_bytes: int
) -> None:
    seal = RecordSeal(KEY, "project/session")
    sealed = seal.seal("tiles", number, plain, block_bytes=block_bytes)

    assert len(sealed) % block_bytes == 0
    assert RecordSeal(KEY, "project/session").open("tiles", number, sealed) == plain


@given(blobs, st.data())
def test_a_record_opens_nowhere_else_and_not_when_changed(
    plain: bytes, data: st.DataObject
) -> None:
    seal = RecordSeal(KEY, "project/session")
    sealed = seal.seal("tiles", 3, plain)
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[place] ^= data.draw(st.integers(1, 255))
    attempts = [
        (seal, "tiles", 3, bytes(changed)),
        (seal, "tiles", 3, sealed[:place]),
        (seal, "tiles", 3, sealed + b"\0"),
        (seal, "tiles", 4, sealed),
        (seal, "index", 3, sealed),
        (RecordSeal(KEY, "project/other"), "tiles", 3, sealed),
        (RecordSeal(KEY[::-1], "project/session"), "tiles", 3, sealed),
    ]
    for opener, kind, number, bytes_ in attempts:
        with pytest.raises(Damaged):
            opener.open(kind, number, bytes_)


@given(st.text(max_size=100), st.text(max_size=10))
def test_words_open_in_their_place_and_equal_words_look_equal_there(text: str, place: str) -> None:
    key = SubjectKey(KEY)
    sealed = key.seal_words(text, place)

    assert key.open_words(sealed, place) == text
    assert key.seal_words(text, place) == sealed
    assert key.seal_words(text, place + "x") != sealed
    assert (len(sealed) - 16) % 32 == 0
    for other, where in ((key, place + "x"), (SubjectKey(KEY[::-1]), place)):
        with pytest.raises(KeyUnavailable):
            other.open_words(sealed, where)


@given(st.text(max_size=40), st.data())
def test_changed_words_do_not_open(text: str, data: st.DataObject) -> None:
    key = SubjectKey(KEY)
    sealed = bytearray(key.seal_words(text, "p"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises((KeyUnavailable, Damaged)):
        key.open_words(bytes(sealed), "p")


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 15, b"x" * 16, b"x" * 17])
def test_too_few_bytes_do_not_open(sealed: bytes) -> None:
    key = SubjectKey(KEY)
    with pytest.raises((KeyUnavailable, Damaged)):
        key.open_words(sealed, "p")
    with pytest.raises(KeyUnavailable):
        key.unwrap(sealed, "p")
    with pytest.raises(Damaged):
        RecordSeal(KEY, "c").open("tiles", 0, sealed)


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20))
def test_a_data_key_unwraps_in_its_place(data_key: bytes, context: str) -> None:
    key = SubjectKey(KEY)
    wrapped = key.wrap(data_key, context)

    assert key.unwrap(wrapped, context) == data_key
    assert key.wrap(data_key, context) != wrapped
    with pytest.raises(KeyUnavailable):
        key.unwrap(wrapped, context + "x")


def test_keys_for_different_purposes_differ() -> None:
    assert len({derive(KEY, purpose) for purpose in ("wrap", "words", "values", "")}) == 4
    assert new_key() != new_key()
    assert len(new_key()) == 32
