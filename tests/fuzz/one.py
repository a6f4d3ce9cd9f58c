"""Fuzzes one target with atheris until its time is over or something breaks.

    python -m tests.fuzz.one TARGET CORPUS [options of libFuzzer]

Needs `pip install --group fuzz`.
"""

import re
import sys
import tempfile
from pathlib import Path

import atheris

from tests.fuzz.targets import BY_TARGET

_WORD = re.compile(rb"[A-Za-z_][A-Za-z_0-9.]{2,30}")


def _main() -> None:
    name, corpus = sys.argv[1], Path(sys.argv[2])
    target = BY_TARGET[name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # Without the command line and the screens, which read nothing of a capture.
        skipped = ["workbench.tui", "workbench.cli", "workbench.testing"]
        with atheris.instrument_imports(include=list(target.watched), exclude=skipped):
            attempt, seeds = target.prepare(folder)

        def once(data: bytes) -> None:
            attempt(data)

        for number, seed in enumerate(seeds):
            (corpus / f"seed-{number}").write_bytes(seed)
        words = folder / "words"
        words.write_bytes(_dictionary(seeds))
        options = [f"-dict={words}", "-timeout=10", "-rss_limit_mb=1000", "-max_len=20000"]
        atheris.Setup([sys.argv[0], *options, *sys.argv[3:], str(corpus)], once)
        atheris.Fuzz()


def _dictionary(seeds: list[bytes]) -> bytes:
    """The words of the seeds, and what numbers and texts may not be."""
    words = {word for seed in seeds for word in _WORD.findall(seed)}
    words |= {b"NaN", b"-Infinity", b"1e308", b"-1", b"null", b"true", b"[]", b"{}", b"\\\\ud800"}
    words |= {b"9223372036854775808", b"..", b"\\\\u0000", b"\\\\u001b", b"0.0"}
    return b"".join(b'"' + word + b'"\n' for word in sorted(words))


if __name__ == "__main__":
    _main()
