"""Widgets: each shows one thing and tells what was done with it."""
