"""Names of files that come from outside: which are unfinished, which can't be trusted, how they are printed safely, what they promise."""

from __future__ import annotations

import unicodedata

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", "~")
LONGEST = 200
MEDIA_TYPES = {
    ".atom": "application/atom+xml",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".rss": "application/rss+xml",
    ".txt": "text/plain",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
}


def unfinished(name: str) -> bool:
    """Whether a name says that the file is still being written, or is none of ours (dotfiles).

    >>> unfinished("a.xml.part"), unfinished(".hidden"), unfinished("a.xml")
    (True, True, False)
    """
    return name.startswith(".") or name.lower().endswith(UNFINISHED)


def unsafe(name: str) -> str | None:
    """Why a relative name (parts joined by `/`) is not taken, or None.

    Control and format characters (bidi overrides among them) print a name other than the one they are; bytes that are no UTF-8
    can't be told to people at all.
    """
    parts = name.split("/")
    if any(part in {"", ".", ".."} for part in parts):
        return "its name points outside the folder"
    if any(len(part.encode("utf-8", "surrogateescape")) > LONGEST for part in parts):
        return f"its name is longer than {LONGEST} bytes"
    for char in name:
        kind = unicodedata.category(char)
        if kind == "Cs":
            return "its name is not UTF-8"
        if kind in {"Cc", "Cf", "Zl", "Zp"} or char == "\\":
            return f"its name has a character that can't be shown or trusted (U+{ord(char):04X})"
    return None


def safe(name: str) -> str:
    r"""A name as it may be printed: what is unsafe is written as an escape.

    >>> safe("a\nb")
    'a\\nb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "backslashreplace").decode("ascii") for c in name)[:LONGEST]
