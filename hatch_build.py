"""Build hook: works the packs that ship out beforehand (src/kvkkscan/detect/packcache.py): so they load quickly."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackCache(BuildHookInterface):  # type: ignore[type-arg]
    """Writes recognizers/packs.json before the files are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's interface
        """Called by hatchling for wheels and editable installs alike."""
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        try:
            from kvkkscan.detect.packcache import write

            write(root / "recognizers")
        finally:
            sys.path.pop(0)
