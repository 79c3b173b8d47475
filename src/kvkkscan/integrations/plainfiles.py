"""The files that hosts hand over, by the standard library alone: UTF-8 text, and mail (.eml) with such parts.

What could hide words from a scan (HTML, JSON escapes, archives, office files) is Unscannable: it is never called clean.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import email.utils
import re
from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from typing import TYPE_CHECKING, cast

from kvkkscan.errors import Unscannable

if TYPE_CHECKING:
    from collections.abc import Callable

    Clean = Callable[[str, str, str], str]  # (text, name of its field, name of its part) -> the text that may stay

# Formats that look like text, or nearly: escapes, tags and transfer encodings split or hide what a reader will see.
_HIDES = re.compile(r"\s*(?:%PDF-|\{\\rtf|<[!?a-zA-Z]|-----BEGIN )|(?i:[^<]*<(?:html|body|div|p|br|table|span)\b)")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAIL = re.compile(rb"(?:[!-9;-~]{1,76}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}\r?\n")
_MAIL_HEADER = re.compile(rb"(?im)^(?:from|received|mime-version|message-id|subject|content-type)[ \t]*:")
_KEPT = frozenset(("content-type", "content-transfer-encoding", "content-disposition", "mime-version", "date"))
# Headers as plain text, decoded: a placeholder in From is no address, and must not be parsed as one.
_POLICY = email.policy.default.clone(
    header_factory=HeaderRegistry(default_class=UnstructuredHeader, use_default_map=False)
)


def clean_file(data: bytes, name: str, clean: Clean) -> bytes:
    """The bytes with every text in them cleaned; `data` itself where no text changed.

    Raises:
        Unscannable: this is neither text nor mail that can be read to its end. And what `clean` raises.
    """
    if _is_mail(data, name):
        return _mail(data, clean)
    text = _decode(data, "utf-8", "host-file-kind")
    if _CONTROLS.search(text) or _HIDES.match(text) or ("\\" in text and text.lstrip()[:1] in ("{", "[")):
        raise Unscannable("host-file-kind")
    cleaned = clean(text, "", "")
    return data if cleaned == text else cleaned.encode("utf-8", "surrogatepass")


def _is_mail(data: bytes, name: str) -> bool:
    head = _MAIL.match(data)
    return name.lower().endswith(".eml") or bool(head and _MAIL_HEADER.search(head[0]))


def _decode(data: bytes, charset: str, key: str) -> str:
    try:
        return data.decode(charset)
    except (UnicodeError, LookupError):
        raise Unscannable(key) from None


def _mail(data: bytes, clean: Clean) -> bytes:
    """A message, its bodies, attachments and headers cleaned.

    Raises:
        Unscannable: a part is broken, or of a kind that cannot be read.
    """
    message = email.message_from_bytes(data, EmailMessage, policy=_POLICY)
    changed = False
    for part in cast("list[EmailMessage]", list(message.walk())):
        if part.defects or not isinstance(part, EmailMessage):
            raise Unscannable("host-file-mail")
        changed |= _headers(part, clean)
        if part.get_content_maintype() == "message" and part.get_content_type() != "message/rfc822":
            raise Unscannable("host-file-mail")
        if part.is_multipart():
            for place in ("preamble", "epilogue"):
                said = getattr(part, place) or ""
                if (cleaned := clean(said, "", place)) != said:
                    setattr(part, place, cleaned)
                    changed = True
        else:
            changed |= _leaf(part, clean)
    return message.as_bytes() if changed else data


def _headers(part: EmailMessage, clean: Clean) -> bool:
    """Cleans the headers of a part; whether one changed."""
    changed = False
    fields = []
    for name, value in part.items():
        said = str(value)
        cleaned = said if name.lower() in _KEPT else clean(said, name, "header")
        if cleaned != said:
            changed = True
            if name.lower() not in {"subject", "comments"}:  # no reader expects brackets where addresses stand
                cleaned = cleaned.replace("[", "").replace("]", "")
        fields.append((name, cleaned))
    if changed:
        for name in dict.fromkeys(part.keys()):
            del part[name]
        for name, value in fields:
            part[name] = value
    for header, param in (("content-disposition", "filename"), ("content-type", "name")):
        given = part.get_param(param, header=header)
        if given is not None:
            said = email.utils.collapse_rfc2231_value(given)
            if (cleaned := clean(said, "", "file name")) != said:
                part.set_param(param, cleaned, header=header, charset="utf-8", replace=True)
                changed = True
    return changed


def _leaf(part: EmailMessage, clean: Clean) -> bool:
    """Cleans what is no multipart; whether it changed."""
    encoding = str(part.get("content-transfer-encoding", "7bit")).strip().lower()
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or encoding not in {"7bit", "8bit", "binary", "base64", "quoted-printable"}:
        raise Unscannable("host-file-mail")
    if encoding == "base64":
        _check_base64(part)
    name = part.get_filename("")
    if part.get_content_type() == "text/plain" and not name.lower().endswith(".eml"):
        charset = part.get_content_charset("utf-8")
        text = _decode(payload, "utf-8" if charset == "us-ascii" else charset, "host-file-mail")
        if _CONTROLS.search(text):
            raise Unscannable("host-file-mail")
        cleaned = clean(text, "", "body")
        if cleaned == text:
            return False
        part.set_param("charset", "utf-8")
        payload = cleaned.encode("utf-8", "surrogatepass")
    else:
        new = clean_file(payload, name, clean)
        if new is payload:
            return False
        payload = new
    del part["content-transfer-encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(payload).decode("ascii"))
    return True


def _check_base64(part: EmailMessage) -> None:
    """Refuses what readers would decode each in their own way."""
    try:
        base64.b64decode("".join(str(part.get_payload()).split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unscannable("host-file-mail") from None
