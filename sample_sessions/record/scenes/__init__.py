"""The sessions, one module each."""

from __future__ import annotations

from ..scene import Scene
from . import badge_desk, crm_intake, mail_triage, sheet_report, terminal_ops

MODULES = (crm_intake, mail_triage, terminal_ops, sheet_report, badge_desk)
SCENES: dict[str, Scene] = {module.SCENE.name: module.SCENE for module in MODULES}
