"""Agencies, notices and house styles: the rules under config/, as values.

A rulebook is compared by identity, so that what is compiled from it can be kept beside it.
"""

from normalizers.rulebook.book import NO_STYLE, HouseStyle, Rulebook, folded
from normalizers.rulebook.hosts import host_of, hostname, suffixes
from normalizers.rulebook.load import bundled, bundled_root, load_rulebook, parse_rulebook
from normalizers.rulebook.publisher import AREAS, Field, Layout, LineRow, PublisherFile, SelectorRow, finder
from normalizers.rulebook.rows import GENERIC, Agency, Frame, Grammar, GrammarExample, NoticeFile, NoticeRow, Says, Scope
from normalizers.rulebook.shapes import without_wordings

__all__ = [
    "AREAS",
    "GENERIC",
    "NO_STYLE",
    "Agency",
    "Field",
    "Frame",
    "Grammar",
    "GrammarExample",
    "HouseStyle",
    "Layout",
    "LineRow",
    "NoticeFile",
    "NoticeRow",
    "PublisherFile",
    "Rulebook",
    "Says",
    "Scope",
    "SelectorRow",
    "bundled",
    "bundled_root",
    "finder",
    "folded",
    "host_of",
    "hostname",
    "load_rulebook",
    "parse_rulebook",
    "suffixes",
    "without_wordings",
]
