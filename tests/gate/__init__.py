"""The quality gate: an invented set of labeled pages, the same every time, and floors that its figures may not fall below."""
