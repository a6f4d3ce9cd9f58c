"""Workbench: replay captured computer-use sessions and turn them into training data, lawfully."""

__version__ = "0.1.0"
