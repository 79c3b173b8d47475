"""The second reading: what was written, as another library reads it, for work.py to compare and to scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kvkkscan.errors import KvkkscanError, NotClean
from kvkkscan.files.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kvkkscan.files.content import Room

_BLOCK: Final = 30_000  # characters of short texts that are scanned in one go


def second_reading(kind: str, data: bytes, room: Room) -> Iterator[str]:
    """The texts of a file as a library other than its writer's reads them.

    Raises:
        NotClean: that library cannot read it, so what was written is broken.
    """
    reader = _READERS.get(kind)
    if reader is None:
        return iter(())
    try:
        texts = reader(data, room)
    except KvkkscanError:
        raise
    except Exception:  # noqa: BLE001 - other libraries raise what they like
        raise NotClean("file-not-proved") from None
    return blocks(texts)


def blocks(texts: list[str]) -> Iterator[str]:
    """Short texts joined to blocks, so that scanning them is not a matter of calls."""
    block: list[str] = []
    size = 0
    for text in texts:
        if not text.strip():
            continue
        block.append(text)
        size += len(text)
        if size > _BLOCK:
            yield "\n\n".join(block)
            block, size = [], 0
    if block:
        yield "\n\n".join(block)


def _text(data: bytes, _room: Room) -> list[str]:
    return [decode(data).text]


def _csv(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.plain import csv_texts

    return csv_texts(decode(data).text, "")


def _json(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.jsontext import json_texts

    return json_texts(decode(data).text)


def _xml(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.markup import xml_texts

    return xml_texts(data)


def _html(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.markup import html_texts

    return html_texts(decode(data).text)


def _yaml(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.yamltext import yaml_texts

    return yaml_texts(decode(data).text)


def _rtf(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.rtf import rtf_texts

    return rtf_texts(data)


def _mail(data: bytes, _room: Room) -> list[str]:
    from kvkkscan.files.mailproof import mail_texts

    return mail_texts(data)


def _office(data: bytes, room: Room) -> list[str]:
    from kvkkscan.files.office import office_texts

    return office_texts(data, room)


def _pdf(data: bytes, room: Room) -> list[str]:
    from kvkkscan.files.pdf.proof import pdf_texts

    return pdf_texts(data, room)


def _msg(data: bytes, room: Room) -> list[str]:
    from kvkkscan.files.msg import msg_texts

    return msg_texts(data, room)


_READERS: Final[dict[str, Callable[[bytes, Room], list[str]]]] = {
    "text": _text,
    "csv": _csv,
    "json": _json,
    "jsonl": _json,
    "xml": _xml,
    "html": _html,
    "yaml": _yaml,
    "rtf": _rtf,
    "pdf": _pdf,
    "eml": _mail,
    "mbox": _mail,
    "msg": _msg,
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp"), _office),
}
