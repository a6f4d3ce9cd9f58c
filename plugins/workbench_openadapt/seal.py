"""Whether a recording still is what its recorder sealed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench.source_files import file_inside
from workbench_openadapt.folder import CaptureFolder

_MANIFEST = "capture-artifact-manifest.json"
_MANIFEST_PREFIX = b"openadapt.capture-artifact-manifest.v1\0"
_BLOCK_BYTES = 1 << 20


def check_seal(folder: CaptureFolder, tally: WarningTally) -> None:
    """Compare the recorder's list of digests with the files, and count what came out."""
    listed = set(_listed(folder.document(_MANIFEST)))
    if not listed:
        tally.add("seal-missing", "the recorder left no list of digests to compare with")
        return
    # The list is part of the capture and may name any path: only what lies inside is opened.
    found = {name: _sha256(file_inside(folder.root, name)) for name in {n for n, _ in listed}}
    wrong = sum(not digest or found[name] != digest for name, digest in listed)
    sealed = folder.document("capture-terminal.json").get("artifact_manifest_sha256")
    manifest = folder.root / _MANIFEST
    if sealed is not None and sealed != _sha256(manifest, prefix=_MANIFEST_PREFIX):
        wrong += 1
    if wrong:
        tally.add("seal-mismatch", "files that do not match the digests the recorder gave", wrong)
    else:
        tally.add("seal-verified", "files that match the digests the recorder gave", len(listed))


def _listed(manifest: dict[str, object]) -> Iterator[tuple[str, str]]:
    artifacts = manifest.get("artifacts")
    for entry in artifacts if isinstance(artifacts, list) else ():
        if isinstance(entry, dict):
            yield str(entry.get("path")), str(entry.get("sha256"))


def _sha256(path: Path | None, *, prefix: bytes = b"") -> str:
    digest = hashlib.sha256(prefix)
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()
