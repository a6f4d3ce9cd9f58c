"""Importer of what PC Tracker records: one line an action, each with the screen before it."""

from workbench_pctracker.importer import PCTrackerImporter

__all__ = ["PCTrackerImporter"]
