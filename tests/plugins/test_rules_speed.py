"""The rules detector stays linear and quick, whatever it is given."""

import time

import pytest

from workbench.domain.finding import Passage, PassageSource
from workbench_rules import RulesDetector

MEGABYTE = 1_000_000
HOSTILE = (
    *("a", "1", "-", "@", " ", ".", "(", "=", "/", "\n", "A", "é", "\u200b", "１"),
    *("a@", "a.", "1 ", "1-", "a/", "a_", "aA", "0:", "::", "1 a ", "Aa1!", "(((((!", "a:b@"),
    *("password=", "password ", "api_key=", "4111 1111 1111 1111 ", "4" * 48 + " a "),
    *("eyJ", "sk-", "://", "-----BEGIN PRIVATE KEY-----", "12 Main Street, ", "Apt 5 "),
    *("mysql -p", "curl -u ", "Bearer ", "account 12345678 ", "born 1/1/1990 ", "user:"),
)


@pytest.mark.parametrize("pattern", HOSTILE)
def test_half_a_hostile_megabyte_takes_under_five_seconds(pattern: str) -> None:
    """Quadratic work would take minutes; the bound leaves room for a busy machine."""
    assert _taken_s(_hostile(pattern, MEGABYTE // 2)) < 5.0


def _hostile(pattern: str, length: int) -> Passage:
    text = (pattern * (length // len(pattern) + 1))[:length]
    return Passage(text, PassageSource.TYPED, "a window")


def _taken_s(passage: Passage) -> float:
    begun = time.process_time()
    RulesDetector().detect([passage])
    return time.process_time() - begun


def test_a_hostile_line_of_one_token_takes_no_time() -> None:
    singles = "(-+*/=<>|&.:_$%@#[]{}\\a1"
    pairs = [a + b for a in ("a", "aa", "1", "a1", "A.") for b in singles]
    tokens = [(part * 40)[:62] + end for part in (*singles, *pairs) for end in ("!", "\0", "é")]

    begun = time.process_time()
    RulesDetector().detect([Passage(f"{t} x {t}", PassageSource.TYPED) for t in tokens])

    assert time.process_time() - begun < 10.0
