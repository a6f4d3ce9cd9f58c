"""The rules detector: every rule over every passage, overlaps settled."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from workbench.domain.finding import Finding, Passage
from workbench_rules.address import addresses
from workbench_rules.commanded import commanded_secrets
from workbench_rules.contact import emails, phones
from workbench_rules.identity import births, records, ssns
from workbench_rules.issued import api_keys, link_credentials, private_keys
from workbench_rules.labelled import labelled_secrets, usernames
from workbench_rules.national import national_ids
from workbench_rules.network import network_addresses
from workbench_rules.overlaps import disjoint
from workbench_rules.passwords import login_typing, typed_passwords
from workbench_rules.payment import accounts, cards, ibans
from workbench_rules.post_boxes import corners, post_boxes
from workbench_rules.reading import Reading

Rule: TypeAlias = Callable[[Reading], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    private_keys,
    api_keys,
    link_credentials,
    labelled_secrets,
    commanded_secrets,
    usernames,
    typed_passwords,
    login_typing,
    cards,
    ibans,
    accounts,
    national_ids,
    ssns,
    births,
    records,
    emails,
    phones,
    network_addresses,
    addresses,
    post_boxes,
    corners,
)
"""Every rule, each over a folded passage; their order decides nothing."""


class RulesDetector:
    """Finds personal data and secrets by structure; the same text gives the same findings."""

    name = "rules"
    version = "1"

    def detect(self, passages: Sequence[Passage]) -> Sequence[Sequence[Finding]]:
        """For each passage its findings, sorted and disjoint."""
        return [_findings(passage) for passage in passages]


def _findings(passage: Passage) -> list[Finding]:
    reading = Reading.of(passage)
    found = [finding for rule in RULES for finding in rule(reading)]
    return [reading.original(finding) for finding in disjoint(found, reading.text)]
