"""The quality gate: a labeled folder read with today's rules, and how many of its labels were met. Pure but for the reading of files."""
