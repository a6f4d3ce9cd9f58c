"""Measure the rules detector on the benchmark texts: recall by kind, precision, time.

Run as `python tests/benchmarks/bench_rules.py FOLDER [--misses KIND] [--false SET]`, where the
folder holds the texts. A span is recalled when at least 90 % of its characters are covered,
by any kind; a finding is precise when it meets an annotated span.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.finding import Finding, Passage, PassageSource
from workbench_rules import RulesDetector

STRUCTURAL = {
    *("EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "US_SSN"),
    *("SOCIAL_SECURITY_NUMBER", "IP_ADDRESS", "API_KEY", "PASSWORD"),
    *("EMAIL", "PHONE", "CARD", "IBAN", "SSN", "IP"),
}
SETS = {
    "presidio_v2": "synth_dataset_v2.json",
    "presidio_small": "presidio_generated_small.json",
    "technology": "pii_anon_test_technology.jsonl",
    "adversarial": "pii_anon_test_adversarial.jsonl",
}

Span = tuple[int, int, str]


@dataclass
class Score:
    """What was counted over one set of texts."""

    documents: int = 0
    recalled: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    cpu_s: float = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    false: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, text: str, spans: list[Span], findings: list[Finding]) -> None:
        """Count one document."""
        covered = {i for f in findings for i in range(f.start, f.end)}
        self.documents += 1
        for start, end, label in spans:
            is_recalled = sum(i in covered for i in range(start, end)) >= 0.9 * (end - start)
            self.present[label] += 1
            self.recalled[label] += is_recalled
            if not is_recalled:
                self.misses.append((label, text[start:end], text))
        for finding in findings:
            is_right = any(s < finding.end and finding.start < e for s, e, _ in spans)
            self.found[finding.kind] += 1
            self.right[finding.kind] += is_right
            if not is_right:
                self.false.append((finding.kind, text[finding.start : finding.end], text))

    def structural(self) -> tuple[int, int]:
        """How many structural spans were recalled, and how many there are."""
        labels = [label for label in self.present if label in STRUCTURAL]
        return sum(self.recalled[k] for k in labels), sum(self.present[k] for k in labels)


def documents(path: Path) -> list[tuple[str, list[Span]]]:
    """The texts of one file with their annotated spans."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [(row["text"], [(s, e, k) for s, e, k in row["spans"]]) for row in rows]
    return [
        (
            row["full_text"],
            [(s["start_position"], s["end_position"], s["entity_type"]) for s in row["spans"]],
        )
        for row in json.loads(path.read_text("utf-8"))
    ]


def screens(path: Path) -> list[tuple[str, list[Span]]]:
    """The text items of the drawn screenshots, one passage each."""
    found: list[tuple[str, list[Span]]] = []
    for screen in json.loads(path.read_text("utf-8")):
        for item in screen["items"]:
            found.append((item[0], [(0, len(item[0]), item[1])] if item[1] else []))
    return found


def measure(texts: list[tuple[str, list[Span]]], source: PassageSource) -> Score:
    """Run the detector over every text and count."""
    detector, score = RulesDetector(), Score()
    detector.detect([Passage("warm 1 @ up", source)])
    for text, spans in texts:
        begun = time.process_time()
        findings = detector.detect([Passage(text, source)])[0]
        score.cpu_s += time.process_time() - begun
        score.add(text, spans, list(findings))
    return score


def say(line: str) -> None:
    """Write one line of the report."""
    sys.stdout.write(line + "\n")


def report(name: str, score: Score) -> None:
    """Print one set's figures."""
    recalled, present = score.structural()
    right, found = sum(score.right.values()), sum(score.found.values())
    say(
        f"\n{name}: R_struct {recalled / max(1, present):.3f} ({recalled}/{present})"
        f"  precision {right / max(1, found):.3f} ({right}/{found})"
        f"  {1000 * score.cpu_s / max(1, score.documents):.3f} ms cpu/doc"
    )
    for label, count in score.present.most_common():
        say(f"    R {label:<24}{score.recalled[label] / count:.3f} of {count}")
    for kind, count in score.found.most_common():
        say(f"    P {kind:<24}{score.right[kind] / count:.3f} of {count}")


def main() -> None:
    """Measure every set that is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source", default="clipboard", choices=[s.value for s in PassageSource])
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", default="", help="print what was missed of a label")
    parser.add_argument("--false", default="", help="print false findings of a kind")
    options = parser.parse_args()
    sets = {name: documents(options.folder / file) for name, file in SETS.items()}
    sets["screens"] = screens(options.folder / "uishots_seed7" / "truth.json")
    for name, texts in sets.items():
        if options.only in name:
            score = measure(texts, PassageSource(options.source))
            report(name, score)
            show(score, options.misses, options.false)


def show(score: Score, misses: str, false: str) -> None:
    """Print the single misses and false findings asked for."""
    for label, value, text in score.misses:
        if misses and label == misses:
            say(f"  MISS {value!r} in {text[:160]!r}")
    for kind, value, text in score.false:
        if false and kind == false:
            say(f"  FALSE {value!r} in {text[:160]!r}")


if __name__ == "__main__":
    main()
