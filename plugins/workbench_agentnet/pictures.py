"""Where the pictures of a document lie: beside it, or in a folder beside it."""

from dataclasses import dataclass
from pathlib import Path

from workbench.source_files import file_inside

_USUAL = "images"
_MOST_FOLDERS = 50


@dataclass(frozen=True, slots=True)
class PictureFolders:
    """The folders that may hold a document's pictures, in the order they are looked through."""

    folders: tuple[Path, ...]

    @classmethod
    def beside(cls, document: Path) -> "PictureFolders":
        """The document's own folder and those in it, `images` first."""
        try:
            inner = [p for p in sorted(document.parent.iterdir()) if _is_folder(p)]
        except OSError:
            inner = []
        inner.sort(key=lambda path: path.name != _USUAL)
        return cls((document.parent, *inner[:_MOST_FOLDERS]))

    def find(self, name: str) -> Path | None:
        """The picture of that name; None where no folder has it."""
        found = (file_inside(folder, name) for folder in self.folders)
        return next((path for path in found if path is not None), None)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
