"""Imports captures made by openadapt-capture: a SQLite file of events, and a film."""

from workbench_openadapt.importer import OpenAdaptImporter

__all__ = ["OpenAdaptImporter"]
