"""From what a document states to a story: every field settled, the body less its notices, the provenance traced."""

from normalizers.normalize.face import face, whole
from normalizers.normalize.story import normalize

__all__ = ["face", "normalize", "whole"]
