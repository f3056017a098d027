"""Who wrote it, who carried it, what was changed, and the words that say so."""

from normalizers.provenance.tracing import Trace, trace

__all__ = ["Trace", "trace"]
