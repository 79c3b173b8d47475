"""What kvkkscan says to people, in English and Turkish, one entry a message."""

from __future__ import annotations

import os

LANGUAGES = ("tr", "en")

# key -> (English, Turkish). Parameters are str.format fields.
MESSAGES: dict[str, tuple[str, str]] = {
    "resource-missing": (
        "The folder '{name}' that ships with kvkkscan was not found; reinstall the package (zip imports are not supported).",
        "kvkkscan ile gelen '{name}' klasörü bulunamadı; paketi yeniden kurun (zip içinden çalıştırma desteklenmez).",
    ),
}


def say(key: str, lang: str, **params: object) -> str:
    """The message `key` in `lang`; an unknown language falls back to English."""
    english, turkish = MESSAGES[key]
    return (turkish if lang == "tr" else english).format(**params)


def default_language() -> str:
    """"tr" where the environment's locale is Turkish (LC_ALL, LC_MESSAGES, LANG), else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "tr" if value.lower().startswith("tr") else "en"
    return "en"
