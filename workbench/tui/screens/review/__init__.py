"""The review: every finding of one session decided, its screens looked over, its work judged."""

from workbench.tui.screens.review.screen import ReviewScreen

__all__ = ["ReviewScreen"]
