"""Which reader opens which kind of file. A format is a module with a function `(data, name, room) -> Content`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable

if TYPE_CHECKING:
    from collections.abc import Callable

    from kvkkscan.files.content import Content, Room

# kind -> module and function; loaded when a file of the kind is opened.
READERS: Final[dict[str, tuple[str, str]]] = {
    "empty": ("plain", "read_text"),
    "text": ("plain", "read_text"),
    "csv": ("plain", "read_csv"),
    "json": ("jsontext", "read_json"),
    "jsonl": ("jsontext", "read_jsonl"),
    "xml": ("markup", "read_xml"),
    "html": ("markup", "read_html"),
    "yaml": ("yamltext", "read_yaml"),
    "rtf": ("rtf", "read_rtf"),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp"), ("office", "read_office")),
    "pdf": ("pdf.read", "read_pdf"),
    "zip": ("archive", "read_zip"),
    "tar": ("archive", "read_tar"),
    "gz": ("archive", "read_gz"),
    "image": ("image", "read_image"),
    "eml": ("mail", "read_eml"),
    "mbox": ("mail", "read_mbox"),
    "msg": ("msg", "read_msg"),
}


def opener(kind: str) -> Callable[[bytes, str, Room], Content]:
    """The reader of a kind.

    Raises:
        Unscannable: there is none.
    """
    if kind not in READERS:
        raise Unscannable("file-no-reader")
    module, name = READERS[kind]
    reader: Callable[[bytes, str, Room], Content] = getattr(import_module(f"kvkkscan.files.{module}"), name)
    return reader


def preload() -> None:
    """Loads all readers, before a server forks."""
    for module, _ in READERS.values():
        import_module(f"kvkkscan.files.{module}")
    own = ("kvkkscan.files.proof", "kvkkscan.files.pdf.proof", "kvkkscan.record", "kvkkscan.surrogates")
    for name in (*own, "pypdfium2", "fontTools.ttLib", "PIL.PngImagePlugin", "PIL.JpegImagePlugin"):
        import_module(name)
