"""Importer."""

from workbench_agentnettool.importer import AgentNetToolImporter

__all__ = ["AgentNetToolImporter"]
