"""Recordings of terminals: asciicast versions 1, 2 and 3."""

from workbench_asciicast.importer import AsciicastImporter

__all__ = ["AsciicastImporter"]
