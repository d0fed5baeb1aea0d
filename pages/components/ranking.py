"""Rankings go by the lower end of the interval, and never name a group with too few cases first."""

from __future__ import annotations

import pandas as pd

FEWEST = 10
FEWEST_LEADS = 60


def ranked(rows: pd.DataFrame, *, n: str, low: str, fewest: int = FEWEST) -> pd.DataFrame:
    """Groups with enough cases (`n`) by `low`, the others behind; adds the column is_small."""
    return (
        rows.assign(is_small=rows[n] < fewest)
        .sort_values(["is_small", low], ascending=[True, False], na_position="last", kind="stable")
        .reset_index(drop=True)
    )
