"""Where a session's data came from and what happened to it on the way in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CaptureWarning:
    """A repair or assumption an importer made, counted; `detail` quotes no recorded content."""

    code: str
    count: int
    detail: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a capture, by its path inside the capture."""

    path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Custody:
    """The chain of custody of one session.

    `source` and `description` can name a person and are kept sealed; `digest` is the SHA-256
    over the files' paths, sizes and digests in order.
    """

    source: str
    format: str
    format_version: str
    importer: str
    digest: str
    files: tuple[SourceFile, ...]
    recorder: str = ""
    platform: str = ""
    description: str = ""
    recorded_at: str = ""
    clock: str = ""
    warnings: tuple[CaptureWarning, ...] = field(default=())
    thresholds: dict[str, float] = field(default_factory=dict, hash=False)
    """Those its actions were made with, by name; empty where the source told finished actions."""
