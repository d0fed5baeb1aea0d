"""Measurements behind promises of reliability; benchmarks/RELIABILITY.md keeps the results."""
