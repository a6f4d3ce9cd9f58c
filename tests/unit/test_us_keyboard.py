"""What a US keyboard types."""

import string
from collections import Counter

from workbench.domain.us_keyboard import WINDOWS_CHARACTERS, keypad_in_rows, keys_in_rows


def test_every_character_of_ascii_is_on_one_key_beside_the_keypad() -> None:
    pairs = [pair for pair in WINDOWS_CHARACTERS.values() if pair[0] != pair[1]]

    on_keys = Counter(character for pair in pairs for character in pair)

    assert on_keys == Counter(string.ascii_letters + string.digits + string.punctuation)


def test_shift_changes_nothing_on_the_keypad() -> None:
    assert keys_in_rows({7: "1a"}) == {7: ("1", "!"), 8: ("a", "A")}
    assert keypad_in_rows({7: "1."}) == {7: ("1", "1"), 8: (".", ".")}
