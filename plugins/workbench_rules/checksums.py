"""Check digits: whether a number can be what its shape says."""

from datetime import date
from itertools import accumulate

# Each digit doubled, the digits of the double added up.
_DOUBLED = str.maketrans("0123456789", "0246813579")


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B, the formula of payment cards."""
    doubled = digits[-2::-2].translate(_DOUBLED)
    return sum(map(int, digits[::-2] + doubled)) % 10 == 0


def luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Running Luhn sums that judge every window of a long number at once.

    The window `[a, b)` passes where `sums[b % 2][b] - sums[b % 2][a]` is a multiple of ten:
    the last digit of a window stays plain, so the parity of `b` says which digits double.
    """
    doubled = digits.translate(_DOUBLED)
    plain_at_odd = (int(doubled[i] if i % 2 == 0 else digits[i]) for i in range(len(digits)))
    plain_at_even = (int(digits[i] if i % 2 == 0 else doubled[i]) for i in range(len(digits)))
    return list(accumulate(plain_at_odd, initial=0)), list(accumulate(plain_at_even, initial=0))


def mod97(iban: str) -> bool:
    """ISO 7064 MOD 97-10 over an IBAN without spaces (ISO 13616)."""
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def weighted(digits: str, weights: tuple[int, ...]) -> int:
    """The sum of the leading digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def is_date(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def verhoeff(digits: str) -> bool:
    """Verhoeff's dihedral check (1969), as the Indian Aadhaar number uses it."""
    check = 0
    for position, digit in enumerate(reversed(digits)):
        check = _DIHEDRAL[check][_PERMUTED[position % 8][int(digit)]]
    return check == 0


def _dihedral(a: int, b: int) -> int:
    if a < 5:
        return (a + b) % 5 if b < 5 else (a + b - 5) % 5 + 5
    return (a - 5 - b) % 5 + 5 if b < 5 else (a - b) % 5


_DIHEDRAL = [[_dihedral(a, b) for b in range(10)] for a in range(10)]


def _permutations() -> list[list[int]]:
    first = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    rows = [list(range(10))]
    for _ in range(7):
        rows.append([first[value] for value in rows[-1]])
    return rows


_PERMUTED = _permutations()
