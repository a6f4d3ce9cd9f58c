"""The frame pack: every screenshot of a session, bit for bit, sealed, in one file.

docs/pack-format.md describes the bytes.
"""

from workbench.store.packs.canvas import Canvas
from workbench.store.packs.reader import PackReader
from workbench.store.packs.writer import PackSummary, PackWriter

__all__ = ["Canvas", "PackReader", "PackSummary", "PackWriter"]
