"""Importer."""

from workbench_openadapt_flow.importer import OpenAdaptFlowImporter

__all__ = ["OpenAdaptFlowImporter"]
