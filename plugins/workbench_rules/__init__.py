"""Finds personal data and secrets by their structure alone."""

from workbench_rules.detector import RulesDetector

__all__ = ["RulesDetector"]
