"""Importer."""

from workbench_asciicast.importer import AsciicastImporter

__all__ = ["AsciicastImporter"]
