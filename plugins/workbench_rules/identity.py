"""What a word beside it makes personal: social security, records, documents, dates of birth."""

import re
from collections.abc import Iterator

from workbench.domain.finding import Finding
from workbench_rules.cues import Cue
from workbench_rules.reading import Reading

# Letters that optical recognition and hurried typing put where a digit belongs.
_AS_DIGIT = r"[0-9OoQIlSsBZzG]"
_SSN = re.compile(
    rf"(?<![\w-]){_AS_DIGIT}{{3}}(?P<sep>[-. ]){_AS_DIGIT}{{2}}(?P=sep){_AS_DIGIT}{{4}}(?![\w-])"
)
_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")


def ssns(reading: Reading) -> Iterator[Finding]:
    """US social security and taxpayer numbers: with separators, or nine digits by their name."""
    if not reading.has_digits:
        return
    for number in _SSN.finditer(reading.text):
        digits = sum(character.isdigit() for character in number.group())
        if digits == 9:
            sure = 90 if number["sep"] == "-" else 70
            yield Finding(number.start(), number.end(), "ssn", sure, "grouped as a US SSN is")
        elif digits >= 6:
            yield Finding(
                number.start(),
                number.end(),
                "ssn",
                65,
                "grouped as a US SSN, digits misread as letters",
            )
    if reading.cue_ends(Cue.SSN):
        for number in _NINE.finditer(reading.text):
            if reading.is_cued(Cue.SSN, number.start()):
                yield Finding(number.start(), number.end(), "ssn", 80, "nine digits beside 'SSN'")


_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec mär mai okt dez fév avr juin juil aoû déc"
    " ene abr ago dic gen mag giu lug set ott fev out"
)
_MONTH = rf"(?:{'|'.join(_MONTHS.split())})[a-zä-ü]{{0,7}}\.?"
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{4}}[-/. ]\d{{1,2}}[-/. ]\d{{1,2}}"
    rf"|\d{{1,2}}[-/. ]\d{{1,2}}[-/. ](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?[ -](?:of )?{_MONTH},?[ -]\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|(?:19|20)\d{{6}})(?!\d)",
    re.IGNORECASE,
)


def births(reading: Reading) -> Iterator[Finding]:
    """Dates shortly after a word for being born."""
    if not reading.has_digits or not reading.cue_ends(Cue.BIRTH):
        return
    for day in _DATE.finditer(reading.text):
        if reading.is_cued(Cue.BIRTH, day.start(), within=32):
            yield Finding(
                day.start(), day.end(), "date_of_birth", 85, "a date after a word for a birth"
            )


_RECORD = re.compile(
    r"(?<![A-Za-z0-9])MRN[-:# ]{1,3}[A-Z]{0,3}\d{4,12}(?![A-Za-z0-9])", re.IGNORECASE
)
_DOCUMENT = re.compile(
    r"""["']?\s{0,2}(?:licen[cs]e|number|no\.?|nr\.?|id|#){0,2}\s{0,2}(?:number|is\b)?\s{0,2}["']?[:=#]?\s{0,2}["']?"""
    r"((?=[a-z-]{0,8}\d)[a-z0-9][a-z0-9-]{5,18}[a-z0-9])(?![a-z0-9])"
)


def records(reading: Reading) -> Iterator[Finding]:
    """Medical record numbers by their prefix, passports and licences by the word before."""
    if not reading.has_digits:
        return
    if reading.cue_ends(Cue.MEDICAL):
        for number in _RECORD.finditer(reading.text):
            yield Finding(
                number.start(),
                number.end(),
                "medical_record",
                85,
                "a medical record number's prefix",
            )
    for end in reading.cue_ends(Cue.DOCUMENT):
        document = _DOCUMENT.match(reading.lower, end)
        if document:
            start, stop = document.span(1)
            yield Finding(
                start, stop, "identity_document", 65, "a number after a word for a document"
            )
