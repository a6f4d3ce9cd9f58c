"""Whether a detector keeps what the plugin contract promises, tried on ordinary and odd texts."""

import re
from collections.abc import Sequence

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench.plugin_api import Detector
from workbench.testing.demands import demand

_TEXTS = (
    "",
    " ",
    "Order forty lamps for the shop",
    "mail ines.quiroga@example.org before noon",
    "4111 1111 1111 1111",
    "password: corr3ct-h0rse",
    "https://shop.example/?id=7&mail=tomas.ferreira%40example.net",
    "+34 612 345 678, Calle Mayor 7, 28013 Madrid",
    "\0\x1b[31mred\x1b[0m\r\n\t",
    "\u202emirrored\u202c \u0627\u0644\u0628\u0631\u064a\u062f",
    "e\u0301te\u0301 \U0001f469\u200d\U0001f4bb \uff14\uff11\uff11\uff11",
    "a" * 20_000,
    "1 " * 10_000,
    "@." * 10_000,
)
_KIND = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
_SHORTEST_QUOTE = 4


def check_detector(detector: Detector, texts: Sequence[str] = ()) -> None:
    """Raise AssertionError, with what is wrong in a sentence, unless every promise is kept.

    `texts` are looked at besides ours, each as if it stood anywhere a text can stand.
    """
    demand(bool(detector.name) and bool(detector.version), "the detector has no name or version")
    passages = [
        Passage(text, source, title)
        for text in (*_TEXTS, *texts)
        for source, title in ((source, _title(source)) for source in PassageSource)
    ]
    found = _looked(detector, passages)
    for passage, findings in zip(passages, found, strict=True):
        _check_findings(passage.text, findings)
    demand(_looked(detector, passages) == found, "the same texts give other findings")
    for passage, findings in zip(passages, found, strict=True):
        alone = _looked(detector, [passage])
        demand(alone == [findings], "a text alone gives other findings than among others")
    demand(_looked(detector, []) == [], "no texts give findings")


def _title(source: PassageSource) -> str:
    return "Sign in - shop" if source is PassageSource.TYPED else ""


def _looked(detector: Detector, passages: Sequence[Passage]) -> list[list[Finding]]:
    try:
        found = [list(findings) for findings in detector.detect(passages)]
    except Exception as error:
        raise AssertionError(f"detect() raised {type(error).__name__}") from error
    demand(len(found) == len(passages), "there are not as many lists of findings as texts")
    return found


def _check_findings(text: str, findings: Sequence[Finding]) -> None:
    for finding in findings:
        demand(isinstance(finding, Finding), "what was found is no Finding")
        demand(finding.end <= len(text), f"a {finding.kind} ends after its text does")
        demand(bool(_KIND.fullmatch(finding.kind)), f"{finding.kind!r} is no kind of one word")
        demand(bool(finding.reason.strip()), f"a {finding.kind} has no reason")
        value = text[finding.start : finding.end].strip()
        is_quoted = len(value) >= _SHORTEST_QUOTE and value in f"{finding.kind} {finding.reason}"
        demand(not is_quoted, f"the reason of a {finding.kind} quotes what was found")
    demand(list(findings) == sorted(findings), "the findings of a text are not sorted")
