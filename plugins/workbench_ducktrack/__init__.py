"""Importer."""

from workbench_ducktrack.importer import DuckTrackImporter

__all__ = ["DuckTrackImporter"]
