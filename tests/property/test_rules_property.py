"""What holds of the rules detector for every text."""

import itertools
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench_rules import RulesDetector
from workbench_rules.checksums import luhn, mod97, verhoeff
from workbench_rules.overlaps import PRECEDENCE, disjoint

LOWER = string.ascii_lowercase
DIGITS = string.digits
ALNUM = string.ascii_letters + DIGITS


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A Visa or Mastercard number with a right check digit, grouped in some way."""
    head = draw(st.sampled_from(["4", "51", "55"]))
    body = head + draw(st.text(DIGITS, min_size=15 - len(head), max_size=15 - len(head)))
    number = next(body + check for check in DIGITS if luhn(body + check))
    separator = draw(st.sampled_from(["", " ", "-", "\u00a0", "\u200b"]))
    size = draw(st.sampled_from([1, 2, 4, 8, 16]))
    return separator.join(number[i : i + size] for i in range(0, 16, size))


@st.composite
def ibans(draw: st.DrawFn) -> str:
    """A German IBAN with right check digits, in groups or not."""
    account = draw(st.text(DIGITS, min_size=18, max_size=18))
    number = next(f"DE{n:02d}{account}" for n in range(2, 99) if mod97(f"DE{n:02d}{account}"))
    return " ".join(number[i : i + 4] for i in range(0, 22, 4)) if draw(st.booleans()) else number


emails = st.from_regex(
    r"[a-z][a-z0-9]{0,9}(?:[._+-][a-z0-9]{1,8}){0,2}@[a-z][a-z0-9-]{0,8}[a-z]\.(?:com|org|co\.uk)",
    fullmatch=True,
)
phones = st.from_regex(
    r"\+[1-9]\d{0,2} \d{3} \d{3} \d{3,4}|\([2-9]\d\d\) [2-9]\d\d-\d{4}", fullmatch=True
).filter(str.isascii)
ssns = st.from_regex(r"[1-8]\d\d-[1-9]\d-\d{4}", fullmatch=True).filter(str.isascii)
keys = st.builds(
    lambda prefix, tail: prefix + tail + "a1B",
    st.sampled_from(["ghp_", "sk_live_", "AKIA", "glpat-", "hf_", "npm_", "xoxb-", "AIza"]),
    st.text(string.ascii_uppercase + DIGITS, min_size=32, max_size=36),
)
labelled = st.builds(
    lambda label, secret: (label, secret),
    st.sampled_from(["password: ", "passwd=", "--password=", "export DB_PASSWORD=", "Pwd="]),
    st.text(ALNUM, min_size=6, max_size=20).filter(
        lambda s: any(c.isdigit() for c in s) and any(c.isalpha() for c in s)
    ),
)
# Plain words keep the planted value apart from what stands around it.
around = st.lists(st.text(LOWER, min_size=1, max_size=9), max_size=8).map(" ".join)
sources = st.sampled_from(list(PassageSource))


def uncovered(
    before: str, secret: str, after: str, source: PassageSource, *, label: str = ""
) -> str:
    """The letters and digits of a planted secret that no finding covers."""
    before = f"{before}\n{label}"
    text = f"{before}{secret}\n{after}"
    covered = set[int]()
    for finding in RulesDetector().detect([Passage(text, source)])[0]:
        covered |= set(range(finding.start, finding.end))
    start = len(before)
    return "".join(c for i, c in enumerate(secret, start) if c.isalnum() and i not in covered)


@given(around, st.one_of(cards(), ibans(), emails, phones, ssns, keys), around, sources)
@settings(max_examples=400, deadline=None)
def test_a_planted_secret_is_covered_whole(
    before: str, secret: str, after: str, source: PassageSource
) -> None:
    assert uncovered(before, secret, after, source) == ""


@given(around, labelled, around, sources)
@settings(max_examples=200, deadline=None)
def test_a_value_after_a_word_for_a_password_is_covered(
    before: str, secret: tuple[str, str], after: str, source: PassageSource
) -> None:
    label, value = secret

    assert uncovered(before, value, after, source, label=label) == ""


@given(st.text(max_size=300), sources, st.text(max_size=20))
@settings(max_examples=400, deadline=None)
def test_findings_are_sorted_disjoint_and_inside(
    text: str, source: PassageSource, title: str
) -> None:
    findings = RulesDetector().detect([Passage(text, source, title)])[0]

    assert list(findings) == sorted(findings)
    assert all(0 <= finding.start < finding.end <= len(text) for finding in findings)
    assert all(a.end <= b.start for a, b in itertools.pairwise(findings))


@given(
    st.text("aA1 0459@.-_:/=+()#!?\n\u200b\u00a0１éеpaswordkeyMainStreetBoxIBANDE", max_size=200),
    sources,
)
@settings(max_examples=400, deadline=None)
def test_texts_of_telling_characters_keep_the_findings_in_order(
    text: str, source: PassageSource
) -> None:
    once = RulesDetector().detect([Passage(text, source)])[0]

    assert list(once) == list(RulesDetector().detect([Passage(text, source)])[0])
    assert all(a.end <= b.start for a, b in itertools.pairwise(once))


spans = st.tuples(
    st.integers(0, 60), st.integers(1, 30), st.sampled_from(PRECEDENCE), st.integers(0, 100)
).map(lambda s: Finding(s[0], min(90, s[0] + s[1]), s[2], s[3], "why"))


@given(st.lists(spans, max_size=12), st.text("a1 -", min_size=90, max_size=90))
def test_settling_overlaps_uncovers_no_letter(findings: list[Finding], text: str) -> None:
    settled = disjoint(findings, text)

    before = {i for f in findings for i in range(f.start, f.end) if text[i].isalnum()}
    after = {i for f in settled for i in range(f.start, f.end)}
    assert before <= after
    assert all(a.end <= b.start for a, b in itertools.pairwise(settled))


@given(st.text(DIGITS, min_size=1, max_size=24), st.data())
def test_one_wrong_digit_never_passes_a_check(body: str, data: st.DataObject) -> None:
    for passes in (luhn, verhoeff):
        number = next(body + check for check in DIGITS if passes(body + check))
        at = data.draw(st.integers(0, len(number) - 1))
        other = data.draw(st.sampled_from([d for d in DIGITS if d != number[at]]))

        assert not passes(number[:at] + other + number[at + 1 :])
