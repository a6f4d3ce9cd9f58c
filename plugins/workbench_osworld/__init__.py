"""Importer."""

from workbench_osworld.importer import OSWorldImporter

__all__ = ["OSWorldImporter"]
