"""Counting what an importer had to repair or assume."""

from collections import Counter

from workbench.domain.custody import CaptureWarning


class WarningTally:
    """Counts warnings by code; the first detail given for a code is the one that stands."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._details: dict[str, str] = {}

    def add(self, code: str, detail: str, count: int = 1) -> None:
        """Count one more; `detail` quotes no recorded content."""
        self._counts[code] += count
        self._details.setdefault(code, detail)

    def warnings(self) -> tuple[CaptureWarning, ...]:
        """Every warning with its count, sorted by code."""
        return tuple(
            CaptureWarning(code, count, self._details[code])
            for code, count in sorted(self._counts.items())
            if count
        )
