"""`explain ITEM|URL`: why an item is what it is, from stored rows alone: how it came, was read, credited, filed, decided and sent."""

from ingest.explain.lines import as_compared, as_differing, as_lines, as_timeline
from ingest.explain.tell import explain
from ingest.explain.terms import Account, Claimed, Explanation, FieldRead, Proof

__all__ = ["Account", "Claimed", "Explanation", "FieldRead", "Proof", "as_compared", "as_differing", "as_lines", "as_timeline", "explain"]
