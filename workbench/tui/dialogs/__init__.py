"""Dialogs, each typed by what it answers."""
