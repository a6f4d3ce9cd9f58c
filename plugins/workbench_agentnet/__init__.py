"""Importer."""

from workbench_agentnet.importer import AgentNetImporter

__all__ = ["AgentNetImporter"]
