"""Who wrote it, who carried it, what was changed, and the words that say so."""

from normalizers.provenance.kit import make_ready
from normalizers.provenance.tracing import Trace, trace

__all__ = ["Trace", "make_ready", "trace"]
