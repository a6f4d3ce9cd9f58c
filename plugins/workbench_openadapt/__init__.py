"""Imports captures of the OpenAdapt family: SQLite files of events, and a film."""

from workbench_openadapt.importer import (
    OpenAdaptImporter,
    OpenAdaptLegacyImporter,
    OpenAdaptStoreImporter,
)

__all__ = ["OpenAdaptImporter", "OpenAdaptLegacyImporter", "OpenAdaptStoreImporter"]
