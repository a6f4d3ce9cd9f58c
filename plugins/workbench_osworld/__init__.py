"""Importer of OSWorld's results: a task's folder with its trajectory and its screenshots."""

from workbench_osworld.importer import OSWorldImporter

__all__ = ["OSWorldImporter"]
