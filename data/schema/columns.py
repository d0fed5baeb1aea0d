"""Columns as the tables of the warehouse write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, DateTime, Double, Integer, MetaData, String

metadata = MetaData()


def key(name: str) -> Column[str]:
    return Column(name, String, primary_key=True)


def text(*names: str) -> list[Column[str]]:
    return [Column(name, String) for name in names]


def time(*names: str) -> list[Column[datetime]]:
    """TIMESTAMP, always UTC. TIMESTAMPTZ sends every date_trunc through ICU (8 times slower)."""
    return [Column(name, DateTime) for name in names]


def integer(*names: str) -> list[Column[int]]:
    return [Column(name, Integer) for name in names]


def number(*names: str) -> list[Column[float]]:
    return [Column(name, Double) for name in names]


def flag(*names: str) -> list[Column[bool]]:
    return [Column(name, Boolean) for name in names]


def observed() -> list[Column[Any]]:
    """What every entity row carries: unknown fields, notes on the row, and when we saw it.

    `flags` is a space-separated list of words such as `assumed_utc`; `extra` the vendor's fields
    without a column of their own; `first_seen_at` and `fetched_at` the first and latest read.
    """
    return [Column("flags", String), Column("extra", JSON), *time("first_seen_at", "fetched_at")]
