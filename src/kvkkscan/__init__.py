"""kvkkscan: special-category, payment and identity data out of Turkish ticket text, before it is stored."""

from typing import TYPE_CHECKING

from kvkkscan._face import guard, redact, scan
from kvkkscan.errors import (
    InputError,
    KvkkscanError,
    NotClean,
    PackError,
    PolicyError,
    RecordError,
    SensitiveDataFound,
    Unscannable,
)
from kvkkscan.finding import Finding, Group

if TYPE_CHECKING:
    from kvkkscan.files.api import redact_file, scan_file
    from kvkkscan.files.report import FileReport
    from kvkkscan.policy import Policy
    from kvkkscan.record import Record, RecordLog
    from kvkkscan.redaction import Redaction
    from kvkkscan.scanner import Scanner

__version__ = "0.1.0"
__all__ = [
    "FileReport",
    "Finding",
    "Group",
    "InputError",
    "KvkkscanError",
    "NotClean",
    "PackError",
    "Policy",
    "PolicyError",
    "Record",
    "RecordError",
    "RecordLog",
    "Redaction",
    "Scanner",
    "SensitiveDataFound",
    "Unscannable",
    "__version__",
    "guard",
    "redact",
    "redact_file",
    "scan",
    "scan_file",
]

_LAZY = {
    "FileReport": "kvkkscan.files.report",
    "Policy": "kvkkscan.policy",
    "Record": "kvkkscan.record",
    "RecordLog": "kvkkscan.record",
    "Redaction": "kvkkscan.redaction",
    "Scanner": "kvkkscan.scanner",
    "redact_file": "kvkkscan.files.api",
    "scan_file": "kvkkscan.files.api",
}


def __getattr__(name: str) -> object:
    """The heavier names load when they are first used, so that `import kvkkscan` stays quick."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'kvkkscan' has no attribute {name!r}")
