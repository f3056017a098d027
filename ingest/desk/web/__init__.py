"""The editors' web desk: pages rendered here, a small script for what is better with one, and nothing that an agency sends ever runs."""
