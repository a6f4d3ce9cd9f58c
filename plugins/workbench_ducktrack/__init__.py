"""Imports the recordings of DuckTrack: lines of events, and a film made by OBS."""

from workbench_ducktrack.importer import DuckTrackImporter

__all__ = ["DuckTrackImporter"]
