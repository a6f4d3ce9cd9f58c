"""Importer."""

from workbench_rrweb.importer import RrwebImporter

__all__ = ["RrwebImporter"]
