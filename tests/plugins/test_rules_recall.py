"""The rules detector against the benchmark texts, held to what was measured."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.domain.finding import Passage, PassageSource
from workbench_rules import RulesDetector

TEXTS = Path(__file__).resolve().parents[2] / ".." / "shared" / "pii"
STRUCTURAL = {
    *("EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "US_SSN"),
    *("SOCIAL_SECURITY_NUMBER", "IP_ADDRESS", "API_KEY", "PASSWORD"),
}
Span = tuple[int, int, str]

pytestmark = pytest.mark.skipif(not TEXTS.exists(), reason="the benchmark texts are not here")


def documents(name: str) -> Iterator[tuple[str, list[Span]]]:
    """The texts of a set with their annotated spans."""
    path = TEXTS / name
    if path.suffix == ".jsonl":
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield row["text"], [(start, end, label) for start, end, label in row["spans"]]
        return
    for row in json.loads(path.read_text("utf-8")):
        yield (
            row["full_text"],
            [(s["start_position"], s["end_position"], s["entity_type"]) for s in row["spans"]],
        )


@pytest.mark.parametrize(
    ("name", "recall", "precision"),
    [
        ("synth_dataset_v2.json", 0.991, 0.957),
        ("pii_anon_test_technology.jsonl", 0.984, 0.793),
        ("pii_anon_test_adversarial.jsonl", 0.961, 0.904),
    ],
)
def test_recall_and_precision_hold_on_the_benchmark_texts(
    name: str, recall: float, precision: float
) -> None:
    present = recalled = right = count = 0
    detector = RulesDetector()

    for text, spans in documents(name):
        findings = detector.detect([Passage(text, PassageSource.CLIPBOARD)])[0]
        covered = {i for f in findings for i in range(f.start, f.end)}
        for start, end, label in spans:
            if label in STRUCTURAL:
                present += 1
                recalled += sum(i in covered for i in range(start, end)) >= 0.9 * (end - start)
        count += len(findings)
        right += sum(any(s < f.end and f.start < e for s, e, _ in spans) for f in findings)

    assert recalled / present >= recall
    assert right / count >= precision
