"""Capture files: what machines recorded of one session, written once, sealed where it matters."""

from workbench.store.captures.pointer import PointerLog
from workbench.store.captures.reader import CaptureFile
from workbench.store.captures.rows import FrameRow
from workbench.store.captures.writer import CaptureWriter

__all__ = ["CaptureFile", "CaptureWriter", "FrameRow", "PointerLog"]
