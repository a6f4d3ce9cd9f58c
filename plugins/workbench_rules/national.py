"""Numbers that states give to people, told by their check digits."""

import re
from collections.abc import Callable, Iterator

from workbench.domain.finding import Finding
from workbench_rules.checksums import is_date, luhn, verhoeff, weighted
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _spanish(text: str) -> bool:
    plain = text.upper().replace("-", "").replace(" ", "")
    number = plain[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == plain[-1]


_FISCAL_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            2,
            4,
            18,
            20,
            11,
            3,
            6,
            8,
            12,
            14,
            16,
            10,
            22,
            25,
            24,
            23,
        ],
        strict=True,
    )
)


def _italian(text: str) -> bool:
    code = text.upper()
    odd = sum(_FISCAL_ODD[character] for character in code[0:15:2])
    even = sum(int(c) if c.isdigit() else ord(c) - ord("A") for c in code[1:15:2])
    return chr(ord("A") + (odd + even) % 26) == code[15]


def _british(text: str) -> bool:
    prefix = text[:2].upper()
    return (
        prefix not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
        and prefix[0] not in "DFIQUV"
        and prefix[1] not in "DFIOQUV"
    )


def _polish(text: str) -> bool:
    year, month, day = int(text[:2]), int(text[2:4]), int(text[4:6])
    century = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}[month // 20]
    check = -weighted(text, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10
    return is_date(century + year, month % 20, day) and check == int(text[10])


def _french(text: str) -> bool:
    plain = re.sub(r"\s", "", text).upper().replace("2A", "19").replace("2B", "18")
    return 97 - int(plain[:13]) % 97 == int(plain[13:])


def _swedish(text: str) -> bool:
    digits = _digits(text)[-10:]
    return is_date(2000, int(digits[2:4]), int(digits[4:6])) and luhn(digits)


def _finnish(text: str) -> bool:
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[7:10]) % 31]
    return is_date(2000, int(text[2:4]), int(text[:2])) and check == text[10].upper()


def _brazilian(text: str) -> bool:
    digits = _digits(text)
    first = weighted(digits, tuple(range(10, 1, -1))) * 10 % 11 % 10
    second = weighted(digits, tuple(range(11, 1, -1))) * 10 % 11 % 10
    return len(set(digits)) > 1 and digits[9:] == f"{first}{second}"


def _belgian(text: str) -> bool:
    digits = _digits(text)
    return int(digits[9:]) in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def _swiss(text: str) -> bool:
    digits = _digits(text)
    return -weighted(digits, (1, 3) * 6) % 10 == int(digits[12])


def _german(text: str) -> bool:
    product = 10
    for digit in text[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    counts = [text[:10].count(digit) for digit in set(text[:10])]
    return (11 - product) % 10 == int(text[10]) and max(counts) in (2, 3)


def _norwegian(text: str) -> bool:
    text = text.replace(" ", "")
    first = -weighted(text, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    second = -weighted(text, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return is_date(2000, int(text[2:4]), int(text[:2]) % 40) and text[9:] == f"{first}{second}"


def _dutch(text: str) -> bool:
    return weighted(text, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def _canadian(text: str) -> bool:
    return text[0] != "0" and luhn(_digits(text))


def _indian(text: str) -> bool:
    return verhoeff(_digits(text))


def _scheme(
    name: str, shape: str, check: Callable[[str], bool], confidence: int, *, cued: bool = False
) -> tuple[str, re.Pattern[str], Callable[[str], bool], int, bool]:
    return name, re.compile(f"(?:{shape})(?![A-Za-z0-9])", re.IGNORECASE), check, confidence, cued


# Those marked `cued` are so weakly checked that a word for them must stand beside.
_LETTER_FIRST = (
    _scheme("Spanish NIE", r"[XYZ]\d{7}[- ]?[A-Z]", _spanish, 90),
    _scheme("Italian codice fiscale", r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]", _italian, 95),
    _scheme("British NINO", r"[A-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]", _british, 75),
)
_DIGIT_FIRST = (
    _scheme("Spanish DNI", r"\d{8}[- ]?[A-Z]", _spanish, 90),
    _scheme("Finnish HETU", r"\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]", _finnish, 90),
    _scheme("French NIR", r"[12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d", _french, 90),
    _scheme("Swiss AHV", r"756\.?\d{4}\.?\d{4}\.?\d\d", _swiss, 90),
    _scheme("Swedish personnummer", r"(?:\d\d)?\d{6}[-+]\d{4}", _swedish, 85),
    _scheme("Brazilian CPF", r"\d{3}\.\d{3}\.\d{3}-\d\d", _brazilian, 95),
    _scheme("Belgian national number", r"\d\d\.\d\d\.\d\d-\d{3}\.\d\d", _belgian, 95),
    _scheme("Indian Aadhaar", r"[2-9]\d{3}([ -])\d{4}\1\d{4}", _indian, 70),
    _scheme("Polish PESEL", r"\d{11}", _polish, 70),
    _scheme("Norwegian fødselsnummer", r"\d{6} ?\d{5}", _norwegian, 85),
    _scheme("German tax id", r"[1-9]\d{10}", _german, 55),
    _scheme("Dutch BSN", r"\d{9}", _dutch, 75, cued=True),
    _scheme("Canadian SIN", r"\d{3}([ -])\d{3}\1\d{3}", _canadian, 75),
)
_START = re.compile(
    r"(?<![A-Za-z0-9])(?:(?=\d\d|[12] \d\d )|[A-Za-z]{1,6}(?=\d\d"
    r"| \d\d \d\d ))(?=[A-Za-z0-9 .+-]{9})"
)


def national_ids(reading: Reading) -> Iterator[Finding]:
    """Identity, tax and insurance numbers of single countries whose check digits are right."""
    if not reading.has_digits:
        return
    for start in _START.finditer(reading.text):
        schemes = _LETTER_FIRST if start.group() else _DIGIT_FIRST
        for name, shape, check, confidence, cued in schemes:
            number = shape.match(reading.text, start.start())
            if number is None or (cued and not reading.is_cued(Cue.NATIONAL, start.start())):
                continue
            if check(number.group()):
                why = f"shape and check of a {name}"
                yield Finding(number.start(), number.end(), "national_id", confidence, why)
                break
