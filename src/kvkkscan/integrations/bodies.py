"""Request bodies, cleaned: what the ASGI and WSGI middleware share.

JSON, urlencoded and multipart bodies are taken apart, every text in them is cleaned by the name of its field, and the
body is put together again; of JSON and forms only the values that change are written anew. Any other body counts as a
file. What cannot be read is refused with a status and a message in which nothing of the request stands.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, unquote_to_bytes

from kvkkscan.errors import InputError, KvkkscanError, RecordError, SensitiveDataFound
from kvkkscan.integrations.cleaning import make_cleaner
from kvkkscan.jsontokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kvkkscan.integrations.cleaning import Cleaner
    from kvkkscan.jsontokens import Token
    from kvkkscan.policy import Policy
    from kvkkscan.record import Record
    from kvkkscan.scanner import Scanner

LIMIT = 10 << 20  # bytes of a body, unless the host says otherwise
_MOST_VALUES = 10_000  # keys and values of a body: each costs a scan
_NESTED = 4  # JSON within a string of JSON within ...
_UTF8 = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
_ESCAPED = re.compile(r"\s*[\[{].*\\", re.DOTALL)  # JSON in a string whose escapes hide letters
_NOT_JSON = frozenset(("NaN", "Infinity", "-Infinity"))  # Python takes them, the standard does not


class BadBody(KvkkscanError):
    """The body cannot be read. `status` is that of the answer."""

    def __init__(self, status: int, key: str, **params: object) -> None:
        super().__init__(key, **params)
        self.status = status


@dataclass(frozen=True, slots=True)
class BodyGuard:
    """Which requests are guarded, and how."""

    cleaner: Cleaner
    paths: tuple[str | re.Pattern[str], ...]
    limit: int

    def rule(self, *paths: str) -> str | None:
        """The prefix or pattern that covers one of the spellings of a path, None where the request is not guarded."""
        spelled = {one for path in paths for one in _spellings(path)}
        for rule in self.paths:
            if any(one.startswith(rule) if isinstance(rule, str) else rule.match(one) for one in spelled):
                return rule if isinstance(rule, str) else rule.pattern
        return None

    def check_headers(self, headers: Iterable[tuple[str, str]]) -> tuple[str, int | None]:
        """Content type and length of a body; `headers` are pairs with names in small letters.

        Raises:
            BadBody: the headers say what cannot be read, or that the body is too large.
        """
        own = [(name, value.strip()) for name, value in headers if name.startswith("content-")]
        said = dict(own)
        if any(sum(name == one for one, _ in own) > 1 for name in ("content-type", "content-length")):
            raise BadBody(400, "http-headers")
        if any(name == "content-encoding" and value.lower() not in {"identity", ""} for name, value in own):
            raise BadBody(415, "http-encoded")
        length = said.get("content-length", "")
        if length and not (length.isascii() and length.isdigit() and len(length) <= 18):  # noqa: PLR2004 - digits of 2**63
            raise BadBody(400, "http-headers")
        if length:
            self.check_size(int(length))
        return said.get("content-type", ""), int(length) if length else None

    def check_size(self, size: int) -> None:
        """Refuses a body that is too large.

        Raises:
            BadBody: it is.
        """
        if size > self.limit:
            raise BadBody(413, "http-too-large", size=self.limit)

    def clean(self, body: bytes, content_type: str, source: str | None = None) -> bytes:
        """The body as the host may see it.

        Raises:
            BadBody: it cannot be read. SensitiveDataFound, Unscannable, NotClean, RecordError: as `Cleaner`.
        """
        return _Body(self.cleaner, source).clean(body, content_type) if body else body

    def answer(self, error: KvkkscanError) -> tuple[int, bytes]:
        """Status and JSON body of the answer to a request that is not passed on."""
        lang = self.cleaner.policy.language
        if isinstance(error, RecordError):
            error = BadBody(503, "http-record")
        said: dict[str, object] = {"error": error.key, "message": error.message(lang)}
        if isinstance(error, SensitiveDataFound):
            said["labels"] = str(error.params.get("labels", "")).split(", ")
        return getattr(error, "status", 422), json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def make_guard(
    paths: Iterable[str | re.Pattern[str]] = ("/",),
    *,
    policy: Policy | str | Path = "ticket",
    mode: str = "redact",
    limit: int = LIMIT,
    scanner: Scanner | None = None,
    keep: Callable[[Record], object] | None = None,
) -> BodyGuard:
    """A guard for the requests whose path begins with one of `paths`, or with what a compiled pattern matches.

    Raises:
        PolicyError, KvkkscanError: as `make_cleaner`. TypeError: `paths` is one string.
    """
    if isinstance(paths, str):
        raise TypeError("paths is a list of prefixes, not one string")
    return BodyGuard(make_cleaner(policy, mode=mode, scanner=scanner, keep=keep), tuple(paths), limit)


def _spellings(path: str) -> set[str]:
    """The path as given, and with `//`, `/./` and `/../` resolved, as a host may read it."""
    plain = posixpath.normpath("/" + path.lstrip("/"))
    return {path, plain, plain.rstrip("/") + "/"}


@dataclass(slots=True)
class _Body:
    """One body on its way through."""

    cleaner: Cleaner
    source: str | None
    _values: int = 0

    def clean(self, body: bytes, content_type: str) -> bytes:
        kind, charset, boundary = _content_type(content_type)
        if charset not in _UTF8:
            raise BadBody(415, "http-charset")
        if kind == "application/json" or kind.endswith("+json"):
            return self._json(_utf8(body)).encode("utf-8", "surrogatepass")
        if kind == "application/x-www-form-urlencoded":
            return self._form(body)
        if kind.startswith("multipart/"):
            if kind != "multipart/form-data":
                raise BadBody(415, "http-part-encoding")
            return self._multipart(body, boundary)
        return self.cleaner.file(body, source=self.source)

    def _text(self, cleaner: Cleaner, text: str, name: str, depth: int = 0) -> str:
        if depth < _NESTED and _ESCAPED.match(text):
            try:
                json.loads(text)
            except (ValueError, RecursionError):
                pass
            else:
                return self._json(text, depth + 1)
        return cleaner.text(text, name, source=self.source)

    def _count(self, more: int = 1) -> None:
        self._values += more
        if self._values > _MOST_VALUES:
            raise BadBody(413, "http-too-many", count=_MOST_VALUES)

    # --- JSON --------------------------------------------------------------------------------------------------------

    def _json(self, text: str, depth: int = 0) -> str:
        """The document with its strings, numbers and keys cleaned; every other character stays."""
        found = self._tokens(text)
        cleaner = self.cleaner.among(_name(one) for one in found if one.kind != "key")
        done: list[str] = []
        at = 0
        for token in found:
            if token.kind == "key":
                cleaned = cleaner.key(token.text)
            else:
                cleaned = self._text(cleaner, token.text, _name(token), depth)
            if cleaned != token.text:
                done += (text[at : token.start], _said(cleaned))
                at = token.end
        return "".join([*done, text[at:]])

    def _tokens(self, text: str) -> list[Token]:
        """Keys, strings and numbers of a document.

        Raises:
            BadBody: it is no JSON, or a key hides another.
        """
        found: list[Token] = []
        keys: set[tuple[str | int, ...]] = set()
        try:
            for token in tokens(text):
                self._count()
                if token.kind == "number" and token.text in _NOT_JSON:
                    raise BadBody(400, "http-json", column=token.start + 1)
                if token.kind == "key" and token.path in keys:
                    raise BadBody(400, "http-json-twice", column=token.start + 1)
                if token.kind == "key":
                    keys.add(token.path)
                if token.kind in {"key", "string", "number"}:
                    found.append(token)
        except InputError as error:
            if error.key == "cli-json-deep":
                raise BadBody(400, "http-json-deep") from None
            raise BadBody(400, "http-json", column=error.params.get("column", 1)) from None
        return found

    # --- urlencoded --------------------------------------------------------------------------------------------------

    def _form(self, body: bytes) -> bytes:
        """The pairs, each as it was where it says nothing else now."""
        self._count(body.count(b"&") + 1)
        raw = [one.partition(b"=") for one in body.split(b"&")]
        said = [
            tuple(_utf8(unquote_to_bytes(one.replace(b"+", b" "))) for one in (key, value)) for key, _, value in raw
        ]
        cleaner = self.cleaner.among(name for name, _ in said)
        done = []
        for (key, sign, value), (name, text) in zip(raw, said, strict=True):
            _check_default_charset(name, text)
            new_name, new_text = cleaner.key(name), self._text(cleaner, text, name)
            new_key = key if new_name == name else quote_plus(new_name).encode("ascii")
            done.append(new_key + sign + (value if new_text == text else quote_plus(new_text).encode("ascii")))
        return b"&".join(done)

    # --- multipart ---------------------------------------------------------------------------------------------------

    def _multipart(self, body: bytes, boundary: str) -> bytes:
        """The body put together anew from its parts; of their headers only those that RFC 7578 knows stay."""
        line = b"--" + boundary.encode("ascii")
        done = bytearray()
        parts = [(*self._part_headers(headers), data) for headers, data in _parts(body, boundary)]
        self._count(len(parts))
        cleaner = self.cleaner.among(_names(disposition)[0] for disposition, _, _ in parts)
        for disposition, kind, data in parts:
            name, filename = _names(disposition)
            if filename is None:
                new = self._field(cleaner, data, kind, name)
            else:
                new = self.cleaner.file(data, filename, source=self.source) if data else data
            shown = f'form-data; name="{_quoted(cleaner.key(name))}"'
            if filename is not None:
                shown += f'; filename="{_quoted(self.cleaner.file_name(filename))}"'
            if line in new:
                raise BadBody(400, "http-multipart")
            done += line + b"\r\nContent-Disposition: " + shown.encode()
            done += (b"\r\nContent-Type: " + kind.encode() if kind else b"") + b"\r\n\r\n" + new + b"\r\n"
        return bytes(done) + line + b"--\r\n"

    def _part_headers(self, headers: list[tuple[bytes, bytes]]) -> tuple[str, str]:
        """Content-Disposition and Content-Type of a part."""
        said: dict[str, str] = {}
        for raw_name, raw in headers:
            name = raw_name.decode("latin-1").strip().lower()
            if name == "content-transfer-encoding":
                raise BadBody(415, "http-part-encoding")
            if name in said:
                raise BadBody(400, "http-multipart")
            if name in {"content-disposition", "content-type"}:
                said[name] = _utf8(raw).strip()
        kind = said.get("content-type", "")
        if kind and (not kind.isascii() or self.cleaner.text(kind) != kind):
            raise BadBody(400, "http-multipart")
        if kind.lower().startswith("multipart/"):
            raise BadBody(415, "http-part-encoding")
        return said.get("content-disposition", ""), kind

    def _field(self, cleaner: Cleaner, data: bytes, content_type: str, name: str) -> bytes:
        kind, charset, _ = _content_type(content_type or "text/plain")
        if charset not in _UTF8:
            raise BadBody(415, "http-charset")
        if kind == "application/json" or kind.endswith("+json"):
            return self._json(_utf8(data)).encode("utf-8", "surrogatepass")
        if kind != "text/plain":
            return self.cleaner.file(data, source=self.source) if data else data
        text = _utf8(data)
        _check_default_charset(name, text)
        return self._text(cleaner, text, name).encode("utf-8", "surrogatepass")


def _name(token: Token) -> str:
    """The dotted name of a value; of a list's items all have the same."""
    return ".".join("*" if isinstance(one, int) else one for one in token.path)


def _said(text: str) -> str:
    """A JSON string; half a surrogate pair can only be said by an escape."""
    return json.dumps(text, ensure_ascii=any("\ud800" <= sign <= "\udfff" for sign in text))


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise BadBody(400, "http-utf8") from None


def _check_default_charset(name: str, text: str) -> None:
    """A form may name the charset of all its fields in a field of its own (RFC 7578, 4.6)."""
    if name == "_charset_" and text.strip().lower() not in _UTF8:
        raise BadBody(415, "http-charset")


def _content_type(value: str) -> tuple[str, str, str]:
    """Media type, charset ("utf-8" where none is named) and boundary.

    Raises:
        BadBody: one of them stands twice, so that two readers may not mean the same.
    """
    if any(len(re.findall(rf";\s*{name}\*?\d*\*?\s*=", value, re.IGNORECASE)) > 1 for name in ("charset", "boundary")):
        raise BadBody(400, "http-headers")
    header = Message()
    header["content-type"] = value
    charset, boundary = (header.get_param(name) for name in ("charset", "boundary"))
    kind = header.get_content_type() if value else ""
    plain = charset if isinstance(charset, str) else "utf-8" if charset is None else "?"
    return kind, plain.strip().lower(), boundary if isinstance(boundary, str) else ""


def _names(disposition: str) -> tuple[str, str | None]:
    """Names of the field and of the file; None where the part is no file."""
    if not re.match(r"\s*form-data\s*;", disposition, re.IGNORECASE) or re.search(r"\bfilename\*", disposition):
        raise BadBody(400, "http-multipart")  # RFC 7578, 4.2: no filename*
    name, filename = (_param(disposition, one) for one in ("name", "filename"))
    if name is None:
        raise BadBody(400, "http-multipart")
    return name, filename


def _param(disposition: str, wanted: str) -> str | None:
    """A parameter of Content-Disposition, as browsers write it, or with backslashes before quotes."""
    found = re.findall(rf';\s*{wanted}\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))', disposition, re.IGNORECASE)
    if len(found) > 1:
        raise BadBody(400, "http-multipart")
    if not found:
        return None
    return re.sub(r'\\(["\\])', r"\1", found[0][0]) or str(found[0][1])


def _quoted(name: str) -> str:
    """A name as a quoted string may say it (HTML Standard, multipart/form-data encoding algorithm)."""
    return name.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "%0D").replace("\n", "%0A")


def _parts(body: bytes, boundary: str) -> list[tuple[list[tuple[bytes, bytes]], bytes]]:
    """Headers and bytes of each part.

    Raises:
        BadBody: the body does not end where it should, or is not well formed.
    """
    try:
        from python_multipart import MultipartParser
        from python_multipart.exceptions import FormParserError
    except ImportError:
        raise BadBody(415, "http-no-multipart") from None
    parts: list[tuple[list[tuple[bytes, bytes]], bytearray]] = []
    name, value = bytearray(), bytearray()
    ended = []

    def begin() -> None:
        if len(parts) >= _MOST_VALUES:
            raise BadBody(413, "http-too-many", count=_MOST_VALUES)
        parts.append(([], bytearray()))

    def header_end() -> None:
        parts[-1][0].append((bytes(name), bytes(value)))
        name.clear()
        value.clear()

    try:
        parser = MultipartParser(
            boundary.encode("ascii"),
            {
                "on_part_begin": begin,
                "on_part_data": lambda data, start, end: parts[-1][1].extend(data[start:end]),
                "on_header_field": lambda data, start, end: name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: value.extend(data[start:end]),
                "on_header_end": header_end,
                "on_end": lambda: ended.append(True),
            },
        )
        parser.write(body)
        parser.finalize()
    except (FormParserError, UnicodeError, ValueError):
        raise BadBody(400, "http-multipart") from None
    if not boundary or not ended:
        raise BadBody(400, "http-multipart")
    return [(headers, bytes(data)) for headers, data in parts]
