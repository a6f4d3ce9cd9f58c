"""Where one action ends and the next begins."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self, cast


@dataclass(frozen=True, slots=True)
class ReductionSettings:
    """The thresholds of a reduction; the defaults are those desktops and recorders use."""

    double_click_us: int = 500_000
    double_click_px: float = 5.0
    drag_px: float = 5.0
    scroll_gap_us: int = 1_000_000
    scroll_px: float = 20.0
    """Hands drift by this much while they scroll one thing (seen in DuckTrack recordings)."""
    typing_pause_us: int = 10_000_000
    long_press_us: int = 1_000_000
    """A left button held this long on one place is a press that is long, as recorders have it."""
    effect_us: int = 1_000_000
    """A new clipboard or window this soon after an action is its doing."""
    page_load_us: int = 5_000_000
    """A page this soon after an action is its doing; pages take seconds to come."""
    modifier_stuck_us: int = 10_000_000
    """A modifier counts as held this long after its last press, then its release was lost."""
    key_repeat_us: int = 1_000_000
    """A second press of a held modifier within this is the keyboard repeating itself."""
    recorder_signs: tuple[tuple[str, ...], ...] = ()
    """Rows of hotkeys that start or stop the recorder, as `ctrl+alt+t`."""
    recorder_words: tuple[str, ...] = ()
    """What is typed to stop the recorder."""

    @classmethod
    def told(
        cls,
        *,
        double_click_us: int | None = None,
        double_click_px: float | None = None,
        recorder_signs: tuple[tuple[str, ...], ...] = (),
        recorder_words: tuple[str, ...] = (),
    ) -> Self:
        """The usual thresholds, but for those that a recorder tells."""
        usual = cls()
        return cls(
            double_click_us=double_click_us or usual.double_click_us,
            double_click_px=double_click_px or usual.double_click_px,
            recorder_signs=recorder_signs,
            recorder_words=recorder_words,
        )

    def numbers(self) -> dict[str, float]:
        """Every threshold by its name, sorted."""
        return {name: getattr(self, name) for name in sorted(THRESHOLDS)}

    def adjusted(self, thresholds: Mapping[str, float]) -> Self:
        """With some thresholds as somebody wants them; raises KeyError for a name there is not."""
        unknown = thresholds.keys() - THRESHOLDS
        if unknown:
            raise KeyError(min(unknown))
        return replace(self, **cast("dict[str, Any]", dict(thresholds)))


USUAL_THRESHOLDS = ReductionSettings()
THRESHOLDS = frozenset(f.name for f in fields(ReductionSettings) if f.type in (int, float))
"""The names of all that is a number and may be set."""
