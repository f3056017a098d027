"""The desk: where editors decide."""

from ingest.desk.decisions import decide, in_words
from ingest.desk.editors import DeskError, editor_name

__all__ = ["DeskError", "decide", "editor_name", "in_words"]
