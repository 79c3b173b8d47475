"""The second and third reading of a PDF: pdfium, and poppler's pdftotext where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

from kvkkscan.errors import NotClean

if TYPE_CHECKING:
    from kvkkscan.files.content import Room

_SECONDS = 60


def pdf_texts(data: bytes, room: Room) -> list[str]:
    """The text of each page as pdfium and pdftotext read it.

    Raises:
        NotClean: one of them cannot read what was written.
    """
    import pypdfium2

    texts = []
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        for page in document:
            room.part(0)
            view = page.get_textpage()
            texts.append(view.get_text_range().replace("\r\n", "\n"))
            view.close()
            page.close()
    finally:
        document.close()
    return texts + _poppler(data)


@cache
def _pdftotext() -> str | None:
    return shutil.which("pdftotext")


def _poppler(data: bytes) -> list[str]:
    program = _pdftotext()
    if program is None:
        return []
    texts = []
    for more in ((), ("-raw",)):
        done = subprocess.run(  # noqa: S603 - a program of the system's, fed on its standard input
            [program, "-enc", "UTF-8", *more, "-", "-"], input=data, capture_output=True, timeout=_SECONDS, check=False
        )
        if done.returncode:
            raise NotClean("file-not-proved")
        texts += done.stdout.decode("utf-8", "replace").split("\f")
    return texts
