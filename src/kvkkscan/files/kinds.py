"""Which kind of file this is, by its bytes and by what a container holds; never by its name.

Only between dialects of plain text, which the bytes cannot tell apart (CSV, YAML, text), a name may decide. libmagic is
asked as one voice: where it sees a container in what looks like text, the file is refused as two things at once.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

from kvkkscan.errors import Unscannable
from kvkkscan.files.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Callable

# kind -> endings that its files have; the first is its own.
ENDINGS: Final[dict[str, tuple[str, ...]]] = {
    "text": ("txt", "text", "log", "md", "rst", "srt", "ini", "cfg", "conf", "properties", "sql", "vcf", "ics", "tex"),
    "csv": ("csv", "tsv", "tab", "psv"),
    "json": ("json", "geojson", "har", "ipynb", "webmanifest"),
    "jsonl": ("jsonl", "ndjson", "ldjson"),
    "xml": ("xml", "svg", "xsd", "xsl", "rss", "atom", "plist", "kml", "gpx", "wsdl", "fodt", "fods", "fodp", "xliff"),
    "yaml": ("yaml", "yml"),
    "html": ("html", "htm", "xhtml", "shtml"),
    "rtf": ("rtf",),
    "docx": ("docx", "dotx"),
    "xlsx": ("xlsx", "xltx"),
    "pptx": ("pptx", "potx", "ppsx"),
    "odt": ("odt", "ott"),
    "ods": ("ods", "ots"),
    "odp": ("odp", "otp"),
    "eml": ("eml", "mht", "mhtml"),
    "mbox": ("mbox", "mbx"),
    "msg": ("msg",),
    "zip": ("zip", "jar", "epub"),
    "tar": ("tar",),
    "gz": ("gz", "tgz", "taz"),
    "pdf": ("pdf",),
    "image": ("png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp", "ico", "psd"),
}
_BY_ENDING: Final = {ending: kind for kind, endings in ENDINGS.items() for ending in endings}
_PLAIN: Final = frozenset({"text", "csv", "json", "jsonl", "yaml", "html", "xml", "eml", "mbox"})

# (offset, bytes) -> kind, or the key of the message that refuses it.
_SIGNATURES: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "cfb"),
    (0, b"\x1f\x8b", "gz"),
    (257, b"ustar", "tar"),
    (0, b"7z\xbc\xaf\x27\x1c", "file-7z"),
    (0, b"Rar!\x1a\x07", "file-packed"),
    (0, b"\xfd7zXZ\x00", "file-packed"),
    (0, b"BZh", "file-packed"),
    (0, b"\x28\xb5\x2f\xfd", "file-packed"),
    (0, b"MSCF", "file-packed"),
    (0, b"\x04\x22\x4d\x18", "file-packed"),
    (0, b"SQLite format 3\x00", "file-sqlite"),
    (0, b"PAR1", "file-parquet"),
    (0, b"ORC", "file-parquet"),
    (0, b"Obj\x01", "file-parquet"),
    (0, b"\x89PNG\r\n\x1a\n", "image"),
    (0, b"\xff\xd8\xff", "image"),
    (0, b"GIF87a", "image"),
    (0, b"GIF89a", "image"),
    (0, b"II*\x00", "image"),
    (0, b"MM\x00*", "image"),
    (0, b"8BPS", "image"),
    (0, b"\x00\x00\x01\x00", "image"),
    (0, b"\xd7\xcd\xc6\x9a", "file-metafile"),
    (0, b"\x01\x00\x09\x00\x00\x03", "file-metafile"),
    (40, b" EMF", "file-metafile"),
    (0, b"OggS", "file-media"),
    (0, b"ID3", "file-media"),
    (0, b"fLaC", "file-media"),
    (0, b"\x1aE\xdf\xa3", "file-media"),
    (0, b"\x7fELF", "file-program"),
    (0, b"\xca\xfe\xba\xbe", "file-program"),
    (0, b"\xcf\xfa\xed\xfe", "file-program"),
    (0, b"-----BEGIN PGP SIGN", "file-smime"),
    (0, b"-----BEGIN PGP", "file-encrypted"),
    (0, b"age-encryption.org/", "file-encrypted"),
    (0, b"Salted__", "file-encrypted"),
    (0, b"\x00\x01\x00\x00Standard ", "file-binary"),
)
_PKCS7: Final = re.compile(rb"\x30.{1,8}?\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x01-\x06])", re.DOTALL)
_HEIC: Final = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1", b"avif"})
_PACKED_TAIL: Final = b"PK\x05\x06"
_TAIL: Final = 66_000  # bytes in which a ZIP's end record must stand
_OPC: Final = (
    (b"wordprocessingml.document.main", "docx"),
    (b"wordprocessingml.template.main", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"spreadsheetml.template.main", "xlsx"),
    (b"presentationml.presentation.main", "pptx"),
    (b"presentationml.slideshow.main", "pptx"),
    (b"presentationml.template.main", "pptx"),
)
_ODF: Final = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.presentation-template": "odp",
}
_SMALL: Final = 1 << 20  # bytes of [Content_Types].xml that are looked at
_FIELD: Final = re.compile(
    r"(from|to|cc|subject|date|message-id|mime-version|content-type|content-transfer-encoding|received|return-path"
    r"|delivered-to|reply-to|sender|in-reply-to|references|dkim-signature|user-agent|list-id|x-[\w-]+|arc-[\w-]+"
    r"|authentication-results|received-spf|thread-[\w-]+|importance|content-[\w-]+|bcc|resent-[\w-]+):",
    re.IGNORECASE,
)
_SURE_FIELD: Final = re.compile(r"(mime-version|message-id|received|return-path|dkim-signature|from):", re.IGNORECASE)
_MBOX: Final = re.compile(r"From \S+.*\d\d:\d\d.*\d{4}.*\r?\n[A-Za-z][\w-]*:")
_HTML: Final = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|table|p|meta)\b", re.IGNORECASE | re.DOTALL
)
_MARKED: Final = re.compile(r"</?[A-Za-z][^<>]{0,500}>|&(?:#\w{1,7}|[A-Za-z]{2,8});")  # a page without its head
_TAG: Final = re.compile(r"\s*<(?:[A-Za-z_][\w.:-]*[\s/>]|!--|\?xml\b|!DOCTYPE\b)")


def ending(name: str) -> str:
    """The ending of a file's name, small letters, without its dot; "" for none."""
    tail = re.split(r"[/\\]", name)[-1].rpartition(".")
    return tail[2].lower() if tail[0] else ""


def by_name(name: str) -> str:
    """What the name says the file is; "" where it says nothing that we know."""
    return _BY_ENDING.get(ending(name), "")


def differs(kind: str, name: str) -> bool:
    """Whether a file's name says that it is something else than it is."""
    told = by_name(name)
    if told in {"", kind} or kind == "empty":
        return False
    return not (told == "text" and kind in _PLAIN) and not (kind == "text" and told in {"csv", "yaml"})


def kind_of(data: bytes, name: str = "", *, voices: int = 2) -> str:
    """The kind of a file: a key of `ENDINGS`, or "empty". With one voice libmagic is not asked.

    Raises:
        Unscannable: it is of a kind that is refused, or of none that we know.
    """
    if not data:
        return "empty"
    for at, sign, kind in _SIGNATURES:
        if data[at : at + len(sign)] == sign:
            return _signed(data, kind)
    if b"%PDF-" in data[:1024]:  # readers of PDF take what stands before
        return "pdf"
    if data[:2] == b"MZ" and b"PE\0\0" in data[:4096]:
        raise Unscannable("file-program")
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return _signed(data, "image")
    if data[:4] == b"RIFF":
        return _signed(data, "image" if data[8:12] == b"WEBP" else "file-media")
    if data[4:8] == b"ftyp":
        raise Unscannable("file-heic" if data[8:12] in _HEIC else "file-media")
    if data[:1] == b"\x30" and (sealed := _PKCS7.match(data)):
        raise Unscannable("file-smime" if sealed[1] == b"\x02" else "file-encrypted")
    _one_thing(data)
    kind = _text_kind(data, name)
    if voices > 1:
        _second_voice(data)
    return kind


def _signed(data: bytes, kind: str) -> str:
    if kind.startswith("file-"):
        raise Unscannable(kind)
    if kind == "zip":
        return _zip_kind(data)
    if kind == "cfb":
        return _cfb_kind(data)
    _one_thing(data)
    return kind


def _one_thing(data: bytes) -> None:
    """Refuse what is also a ZIP: readers of ZIP look at the end, and would see something else than we do."""
    if _PACKED_TAIL in data[-_TAIL:] and zipfile.is_zipfile(io.BytesIO(data)):
        raise Unscannable("file-polyglot")


def _zip_kind(data: bytes) -> str:
    at = data.rfind(_PACKED_TAIL)
    if at < 0:
        raise Unscannable("file-broken")
    if at + 22 + int.from_bytes(data[at + 20 : at + 22], "little") != len(data):
        raise Unscannable("file-polyglot")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            if "[Content_Types].xml" in names:
                return _opc_kind(packed.open("[Content_Types].xml").read(_SMALL), names)
            if "mimetype" in names and "content.xml" in names:
                kind = _ODF.get(packed.open("mimetype").read(200).strip())
                if kind:
                    return kind
    except Unscannable:
        raise
    except RuntimeError:  # a password is wanted
        raise Unscannable("file-encrypted") from None
    except Exception:  # noqa: BLE001 - zipfile raises what it likes on broken files
        raise Unscannable("file-broken") from None
    return "zip"


def _opc_kind(types: bytes, names: list[str]) -> str:
    if types[:2] in (b"\xff\xfe", b"\xfe\xff"):
        types = types.decode("utf-16", "replace").encode()
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unscannable("file-macros")
    if b"sheet.binary" in types:
        raise Unscannable("file-legacy-office")
    for sign, kind in _OPC:
        if sign in types:
            return kind
    raise Unscannable("file-unknown-office")


def _cfb_kind(data: bytes) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            names = {"/".join(one) for one in file.listdir()}
    except Exception:  # noqa: BLE001 - olefile raises what it likes on broken files
        raise Unscannable("file-broken") from None
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise Unscannable("file-encrypted")
    if "__properties_version1.0" in names:
        return "msg"
    if names & {"WordDocument", "Workbook", "Book", "PowerPoint Document"}:
        raise Unscannable("file-legacy-office")
    raise Unscannable("file-ole")


def _text_kind(data: bytes, name: str) -> str:
    text = decode(data).text
    told = by_name(name)
    head = text.lstrip("\ufeff \t\r\n")[:4096]
    if head.startswith("{\\rtf"):
        return "rtf"
    kind = "text"
    if _HTML.match(head):
        kind = "html"
    elif _TAG.match(head):
        kind = "html" if re.search(r"<html\b", head, re.IGNORECASE) else _if("xml", told, _is_xml(data))
    elif head[:1] in {"{", "["}:
        kind = _json_kind(text, told)
    elif is_mbox(text):
        kind = "mbox"
    elif is_mail(text, told=told == "eml"):
        kind = "eml"
    elif told == "json" and head[:1] == '"':
        kind = "json"
    elif told == "html" and _MARKED.search(text):
        kind = "html"
    elif told in {"csv", "yaml"}:
        kind = told
    elif head.startswith(("%YAML", "--- ", "---\n", "---\r\n")):
        kind = "yaml"
    return kind


def _if(kind: str, told: str, good: bool) -> str:  # noqa: FBT001 - a choice
    return kind if good or told == kind else "html" if told == "html" else "text"


def _is_xml(data: bytes) -> bool:
    """Whether this is well-formed; entities are not read, so nothing can grow."""
    from xml.parsers import expat

    parser = expat.ParserCreate()
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    except (expat.ExpatError, ValueError, LookupError):
        return b"<?xml" in data[:100] or b"<!DOCTYPE" in data[:1000]
    return True


def _json_kind(text: str, told: str) -> str:
    import json

    decoder = json.JSONDecoder()
    with suppress(ValueError, RecursionError):
        start = len(text) - len(text.lstrip("\ufeff \t\r\n"))
        _, end = decoder.raw_decode(text, start)
        rest = text[end:].lstrip(" \t\r\n")
        if not rest:
            return "jsonl" if told == "jsonl" else "json"
        if rest[:1] in {"{", "["}:
            return "jsonl"
    return told if told in {"json", "jsonl"} else "text"


def is_mbox(text: str) -> bool:
    """Whether this begins as a mailbox does: a "From " line with a time, then a header field."""
    return text.startswith("From ") and _MBOX.match(text) is not None


def is_mail(text: str, *, told: bool = False) -> bool:
    """Whether this begins with header fields of a message: two known ones, one of them telling; one, where so named."""
    known = sure = 0
    for line in text.split("\n", 60)[:60]:
        plain = line.rstrip("\r")
        if not plain:
            break
        if plain[0] in " \t" and known:
            continue
        if _FIELD.match(plain):
            known += 1
            sure += bool(_SURE_FIELD.match(plain))
            told |= plain.lower().startswith("content-transfer-encoding")  # and hides its text, if it is a message
        elif not re.match(r"[!-9;-~]+:", plain):
            if not told:
                return False
            break
    return known > 0 if told else known > 1 and sure > 0


def _second_voice(data: bytes) -> None:
    """Refuse what libmagic takes for a container or a program, where our own reading is text.

    Raises:
        Unscannable: it does.
    """
    ask = _libmagic()
    if ask is None:
        return
    told = ask(data[: 1 << 20])
    if told.startswith(("application/vnd.", "application/x-7z", "application/x-rar")) or told in {
        "application/pdf",
        "application/zip",
        "application/gzip",
        "application/msword",
        "application/x-tar",
        "application/x-executable",
    }:
        raise Unscannable("file-polyglot")


@cache
def _libmagic() -> Callable[[bytes], str] | None:
    """What libmagic says, a MIME type, from the copy that pylibmagic brings; None where there is none.

    pylibmagic changes the environment and `ctypes.CDLL` for all that is started later; both are put back.
    """
    import ctypes
    import os

    kept, made = dict(os.environ), ctypes.CDLL.__init__
    try:
        with suppress(ImportError):
            import pylibmagic  # noqa: F401 - makes the next import find its library
        import magic

        teller = magic.Magic(mime=True)
        teller.from_buffer(b"text")
    except Exception:  # noqa: BLE001 - a missing or broken library: one voice less
        return None
    finally:
        ctypes.CDLL.__init__ = made  # type: ignore[method-assign]
        for name in set(os.environ) - set(kept):
            del os.environ[name]
        os.environ.update(kept)

    def ask(data: bytes) -> str:
        try:
            return str(teller.from_buffer(data))
        except Exception:  # noqa: BLE001 - one voice less
            return ""

    return ask
