"""Benchmarks: what fetching, reading and hostile servers cost, as tables. `python -m tests.bench` lists them."""
