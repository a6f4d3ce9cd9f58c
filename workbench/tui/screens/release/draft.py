"""What somebody is about to ask to be released, before anything is planned."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from workbench.domain.consent import consents_of
from workbench.domain.splits import parse_ratios
from workbench.services.planning import ReleaseRequest
from workbench.store.project import Project

_RATIOS = "train=0.8,validation=0.1,test=0.1"
_PURPOSE = "agent-training"


@dataclass(frozen=True, slots=True)
class Draft:
    """A release as it is being put together; `out` is None for a directory named after it."""

    name: str
    version: str
    purpose: str
    ratios: dict[str, float] = field(default_factory=lambda: parse_ratios(_RATIOS))
    allows_empty: bool = False
    format: str = "parquet"
    out: Path | None = None

    @property
    def title(self) -> str:
        """The name it goes by."""
        return f"{self.name}@{self.version}"

    @property
    def directory(self) -> Path:
        """Where it would go."""
        return self.out or Path(f"{self.name}-{self.version}")

    @property
    def ratios_text(self) -> str:
        """The ratios as people write them."""
        return ",".join(f"{split}={ratio:g}" for split, ratio in self.ratios.items())

    def request(self, on: date) -> ReleaseRequest:
        """What is asked of the release service; raises UsageError for names that cannot be."""
        return ReleaseRequest(
            name=self.name,
            version=self.version,
            purpose=self.purpose,
            ratios=self.ratios,
            on=on,
            format=self.format,
            allow_empty_split=self.allows_empty,
        )


def first_draft(project: Project) -> Draft:
    """The version after the last release; the purpose most consents are for."""
    records = sorted(project.common.alive("release"), key=lambda record: record.object_id)
    made = [(record.text("name"), record.text("version")) for record in records]
    name = made[-1][0] if made else "release"
    purposes = Counter(p for consent in consents_of(project.common) for p in consent.purposes)
    purpose = purposes.most_common(1)[0][0] if purposes else _PURPOSE
    return Draft(name, _next_version(v for n, v in made if n == name), purpose)


def _next_version(versions: Iterable[str]) -> str:
    numbers = [int(version) for version in versions if version.isdecimal()]
    return str(max(numbers, default=0) + 1)
