"""Which split a subject's work goes to: decided once, by need, and never again."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping

from workbench.domain.release import SPLITS


def parse_ratios(text: str) -> dict[str, float]:
    """Ratios from `train=0.8,validation=0.1,test=0.1`; raises ValueError.

    They are positive and add up to one; a split that is not named is not asked for.
    """
    ratios: dict[str, float] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name not in SPLITS or name in ratios:
            raise ValueError(f"{name!r} is not one of {', '.join(SPLITS)}, once each")
        try:
            ratios[name] = float(value)
        except ValueError:
            raise ValueError(f"{value!r} is not a ratio") from None
    if not all(0 < ratio <= 1 for ratio in ratios.values()):
        raise ValueError("a ratio lies above 0 and goes up to 1")
    if abs(sum(ratios.values()) - 1) > 1e-6:
        raise ValueError("the ratios do not add up to 1")
    return {name: ratios[name] for name in SPLITS if name in ratios}


def place_subjects(
    subjects: Iterable[str],
    placed: Mapping[str, str],
    ratios: Mapping[str, float],
    secret_of: Callable[[str], bytes],
) -> dict[str, str]:
    """Where each subject goes that has no place yet, in the split furthest behind its ratio.

    How far a split has come is the number of its subjects over its ratio, so that none stays
    empty while there are subjects. Of splits that have come equally far the larger goes first;
    what is still tied, and the order of the subjects, goes by a hash keyed with each subject's
    own secret.
    """
    counts = {split: sum(1 for s in placed.values() if s == split) for split in ratios}
    new: dict[str, str] = {}
    fresh = sorted(set(subjects) - placed.keys(), key=lambda s: _hash(secret_of(s), s))
    for subject in fresh:
        secret = secret_of(subject)
        split = min(
            ratios,
            key=lambda s: (counts[s] / ratios[s], -ratios[s], _hash(secret, f"{subject}/{s}")),
        )
        counts[split] += 1
        new[subject] = split
    return new


def _hash(secret: bytes, text: str) -> bytes:
    return hmac.digest(secret, text.encode(), hashlib.sha256)
