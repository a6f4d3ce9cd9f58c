"""Importer of openadapt-flow's recordings: an action a line, with the screen before and after."""

from workbench_openadapt_flow.importer import OpenAdaptFlowImporter

__all__ = ["OpenAdaptFlowImporter"]
