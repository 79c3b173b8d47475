"""Where the data folders of the project are: inside the installed package, or at the top of a checkout."""

from __future__ import annotations

from pathlib import Path

from kvkkscan.errors import KvkkscanError

_PACKAGE = Path(__file__).resolve().parent


def resource_dir(name: str) -> Path:
    """The folder `name` ("recognizers", "policies").

    Raises:
        KvkkscanError: it is neither in the package (wheel) nor at the top of the checkout (editable install).
    """
    for base in (_PACKAGE, _PACKAGE.parent.parent):
        folder = base / name
        if folder.is_dir():
            return folder
    raise KvkkscanError("resource-missing", name=name)
