"""Where the pictures of a document lie: beside it, or in a folder beside it."""

from dataclasses import dataclass
from functools import lru_cache
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
            folder = document.parent
            return cls((folder, *_folders_in(folder, folder.stat().st_mtime_ns)))
        except OSError:
            return cls((document.parent,))

    def find(self, name: str) -> Path | None:
        """The picture of that name; None where no folder has it."""
        found = (file_inside(folder, name) for folder in self.folders)
        return next((path for path in found if path is not None), None)


@lru_cache(maxsize=64)
def _folders_in(folder: Path, _mtime_ns: int) -> tuple[Path, ...]:
    """Its folders, `images` first; looked for once for all the tasks that lie there."""
    inner = [path for path in sorted(folder.iterdir()) if _is_folder(path)]
    inner.sort(key=lambda path: path.name != _USUAL)
    return tuple(inner[:_MOST_FOLDERS])


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
