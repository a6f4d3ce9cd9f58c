"""Importer of curated AgentNet tasks: JSON lines with images, and AgentNetBench documents."""

from workbench_agentnet.importer import AgentNetImporter

__all__ = ["AgentNetImporter"]
