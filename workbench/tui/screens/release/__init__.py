"""The release: what would leave, what stays behind and why; built and verified."""

from workbench.tui.screens.release.screen import ReleaseScreen

__all__ = ["ReleaseScreen"]
