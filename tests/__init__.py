"""Tests; a package so that `python -m tests.fuzz` and `python -m tests.faults` find it first."""
