"""For those who write plugins and tests: what a plugin promises, checked on it as it stands."""

from workbench.testing.detectors import check_detector
from workbench.testing.exporters import check_exporter
from workbench.testing.importers import check_importer
from workbench.testing.script import Script

__all__ = ["Script", "check_detector", "check_exporter", "check_importer"]
