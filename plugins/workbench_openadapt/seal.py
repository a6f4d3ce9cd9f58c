"""Whether a recording still is what its recorder sealed."""

import hashlib
from pathlib import Path

from workbench.domain.tally import WarningTally
from workbench_openadapt.folder import CaptureFolder

_MANIFEST = "capture-artifact-manifest.json"
_MANIFEST_PREFIX = b"openadapt.capture-artifact-manifest.v1\0"
_BLOCK_BYTES = 1 << 20


def check_seal(folder: CaptureFolder, tally: WarningTally) -> None:
    """Compare the recorder's list of digests with the files, and count what came out."""
    parent = folder.database.parent
    listed = _listed(folder.document(_MANIFEST))
    if not listed:
        tally.add("seal-missing", "the recorder left no list of digests to compare with")
        return
    wrong = sum(not _matches(parent, path, digest) for path, digest in listed.items())
    sealed = folder.document("capture-terminal.json").get("artifact_manifest_sha256")
    if sealed is not None and sealed != _sha256(parent / _MANIFEST, prefix=_MANIFEST_PREFIX):
        wrong += 1
    if wrong:
        tally.add("seal-mismatch", "files that do not match the digests the recorder gave", wrong)
    else:
        tally.add("seal-verified", "files that match the digests the recorder gave", len(listed))


def _listed(manifest: dict[str, object]) -> dict[str, str]:
    artifacts = manifest.get("artifacts")
    if not isinstance(artifacts, list):
        return {}
    entries = (entry for entry in artifacts if isinstance(entry, dict))
    return {str(entry.get("path")): str(entry.get("sha256")) for entry in entries}


def _matches(parent: Path, path: str, digest: str) -> bool:
    # The list is part of the capture and may name any path: only what lies inside is opened.
    resolved = (parent / path).resolve()
    return resolved.is_relative_to(parent.resolve()) and _sha256(resolved) == digest


def _sha256(path: Path, *, prefix: bytes = b"") -> str:
    digest = hashlib.sha256(prefix)
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()
