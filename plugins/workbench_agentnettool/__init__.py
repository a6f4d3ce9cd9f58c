"""Imports the recordings of AgentNetTool: DuckTrack's, with windows, elements and steps."""

from workbench_agentnettool.importer import AgentNetToolImporter

__all__ = ["AgentNetToolImporter"]
