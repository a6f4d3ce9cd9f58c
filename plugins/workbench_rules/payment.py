"""Money: payment cards, IBANs and account numbers."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.checksums import luhn, luhn_sums, mod97
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading

_CLUSTER = re.compile(r"\d(?:[ \-.]{0,3}\d){11,}+")
_GROUPED = re.compile(
    r"(?<!\d)(?:\d{4}[ -]{1,2}){3}\d{1,7}(?!\d)|(?<!\d)3\d{3}[ -]\d{6}[ -]\d{5}(?!\d)"
)
_DIGIT = re.compile(r"\d")
_LONGEST_CLUSTER = 48

# Issuer ranges of ISO/IEC 7812 with the lengths the schemes publish.
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"6(?:011|4[4-9]|5|22)"), (16, 17, 18, 19)),
    (re.compile(r"3(?:0[0-5]|095|[689])"), (14, 15, 16, 17, 18, 19)),
    (re.compile(r"35(?:2[89]|[3-8])|2131|1800"), (15, 16, 17, 18, 19)),
    (re.compile(r"5[06-8]|6[0-9]"), (12, 13, 14, 15, 16, 17, 18, 19)),
    (re.compile(r"62|81|220[0-4]|9792|65|60|508|353|356"), (16, 17, 18, 19)),
)


def _is_issued(digits: str) -> bool:
    return any(len(digits) in lengths and range_.match(digits) for range_, lengths in _ISSUERS)


def cards(reading: Reading) -> Iterator[Finding]:
    """Payment card numbers, however they are split, also inside a longer run of digits."""
    if not reading.has_digits:
        return
    for cluster in _CLUSTER.finditer(reading.text):
        places = [m.start() for m in _DIGIT.finditer(reading.text, cluster.start(), cluster.end())]
        if len(places) > _LONGEST_CLUSTER:
            yield from _grouped(reading, cluster)
        elif len(places) <= 19:
            yield from _whole(reading, places)
        else:
            yield from _within(reading, places)
    yield from _card_codes(reading)


def _card(places: list[int], confidence: int, why: str) -> Finding:
    return Finding(places[0], places[-1] + 1, "card", confidence, why)


def _digits(reading: Reading, places: list[int]) -> str:
    return "".join(reading.text[place] for place in places)


def _whole(reading: Reading, places: list[int]) -> Iterator[Finding]:
    digits = _digits(reading, places)
    cued = reading.is_cued(Cue.CARD, places[0], within=60)
    if luhn(digits) and digits.strip("0"):
        if _is_issued(digits):
            yield _card(places, 95, "an issuer's range and a valid check digit (Luhn)")
            return
        if cued:
            yield _card(places, 80, "a valid check digit (Luhn) beside a word for a card")
            return
    if cued and len(digits) >= 13:
        yield _card(places, 70, "as long as a card number, beside a word for a card")
    elif _GROUPED.fullmatch(reading.text, places[0], places[-1] + 1) and digits[0] in "3456":
        yield _card(places, 55, "grouped as card numbers are; the check digit is wrong")
    elif len(digits) > 13:
        yield from _within(reading, places)


def _within(reading: Reading, places: list[int]) -> Iterator[Finding]:
    """Windows of a common scheme's length that check out; overlapping ones as one."""
    digits = _digits(reading, places)
    sums = luhn_sums(digits)
    start = end = 0
    for at in range(len(digits) - 14):
        length = _card_length(digits, at)
        if not length or (sums[(at + length) % 2][at + length] - sums[(at + length) % 2][at]) % 10:
            continue
        if end <= at:
            if end:
                yield _card(places[start:end], 75, _INSIDE)
            start = at
        end = max(end, at + length)
    if end:
        yield _card(places[start:end], 75, _INSIDE)


def _card_length(digits: str, at: int) -> int:
    """How long a card of a common scheme that begins at a digit would be, 0 for none."""
    length = 16 if digits.startswith(_SIXTEEN, at) else 0
    length = 15 if digits.startswith(_FIFTEEN, at) else length
    return length if at + length <= len(digits) else 0


_INSIDE = "a valid card number inside a longer run of digits"
_SIXTEEN = ("4", "51", "52", "53", "54", "55", "6011", "65", "22", "23", "24", "25", "26", "27")
_FIFTEEN = ("34", "37")


def _grouped(reading: Reading, cluster: re.Match[str]) -> Iterator[Finding]:
    for group in _GROUPED.finditer(reading.text, cluster.start(), cluster.end()):
        digits = re.sub(r"\D", "", group.group())
        if luhn(digits) and _is_issued(digits):
            yield Finding(
                group.start(),
                group.end(),
                "card",
                90,
                "grouped as a card number, check digit valid",
            )


_AFTER_LABEL = re.compile(
    r"""["']?\s{0,2}(?:code|number|no\.?|nr\.?|is|#)?\s{0,2}[:=]?\s{0,2}["']?"""
)
_CODE = re.compile(r"\d{3,4}(?!\d)")


def _card_codes(reading: Reading) -> Iterator[Finding]:
    for end in reading.cue_ends(Cue.CARD_CODE):
        label = _AFTER_LABEL.match(reading.lower, end)
        code = _CODE.match(reading.text, label.end() if label else end)
        if code:
            yield Finding(
                code.start(), code.end(), "card", 75, "a card's security code by its label"
            )


_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ -]?\d{2}(?=[ -]?[A-Za-z0-9])")
_IBAN_BODY = re.compile(r"[A-Za-z0-9](?:[ -]{0,2}[A-Za-z0-9]){10,33}")

# The IBAN registry of SWIFT (ISO 13616): length by country.
_IBAN_LENGTHS = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE", "BI"), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL", "SD", "FK"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK", "MN"), 20),
    **dict.fromkeys(("CH", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "TL", "OM", "SO"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG", "NI"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("FR", "GR", "IT", "MC", "MR", "SM", "DJ"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HU", "LB", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("MT", "SC"), 31),
    **dict.fromkeys(("LC",), 32),
    **dict.fromkeys(("RU",), 33),
}


def ibans(reading: Reading) -> Iterator[Finding]:
    """IBANs whose length fits the country and whose check digits are right."""
    if not reading.has_digits:
        return
    for start in _IBAN_START.finditer(reading.text):
        length = _IBAN_LENGTHS.get(start.group()[:2].upper())
        body = _IBAN_BODY.match(reading.text, start.start()) if length else None
        if body is None or length is None:
            continue
        places = [i for i in range(body.start(), body.end()) if reading.text[i].isalnum()]
        if len(places) < length:
            continue
        iban = "".join(reading.text[i] for i in places[:length])
        end = places[length - 1] + 1
        if mod97(iban.upper()):
            yield Finding(start.start(), end, "iban", 98, "an IBAN with valid check digits")
        elif reading.is_cued(Cue.IBAN, start.start()):
            yield Finding(start.start(), end, "iban", 65, "has an IBAN's shape beside its name")


_ACCOUNT = re.compile(
    r"""["']?\s{0,2}(?:number|no\.?|nr\.?|num|code|#)?["']?\s{0,2}(?:is\b|[:=#])?\s{0,2}["']?"""
    r"((?=[\d -]{6,20}(?!\d))\d(?:[ -]?\d){5,16})(?!\d)"
)


def accounts(reading: Reading) -> Iterator[Finding]:
    """Account and routing numbers straight after their label."""
    if not reading.has_digits:
        return
    for end in reading.cue_ends(Cue.ACCOUNT):
        number = _ACCOUNT.match(reading.lower, end)
        if number:
            yield Finding(
                number.start(1),
                number.end(1),
                "bank_account",
                65,
                "a number after a word for an account",
            )
