"""Importer for recordings of web pages made with rrweb."""

from workbench_rrweb.importer import RrwebImporter

__all__ = ["RrwebImporter"]
