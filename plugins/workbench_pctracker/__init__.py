"""Importer."""

from workbench_pctracker.importer import PCTrackerImporter

__all__ = ["PCTrackerImporter"]
