"""Lead times as probabilities of whole days."""

from __future__ import annotations

from echelon.core.quantile import gamma_whole, whole_mix


def lead_table(cell: str) -> tuple[list[float], list[float]]:
    """Days and probabilities of a `lead_table` cell; `ValueError` if it is not of the form `2:0.7;5:0.3`.

    >>> lead_table("2:0.7;5:0.3")
    ([2.0, 5.0], [0.7, 0.3])
    """
    pairs = [part.split(":") for part in cell.split(";") if part.strip()]
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise ValueError(cell)
    return [float(days) for days, _ in pairs], [float(probability) for _, probability in pairs]


def lead_weights(shape: str, mean: float, sd: float, table: str) -> list[float]:
    """Probabilities of 0, 1, 2 … days; one weight of 1 at the end for a whole constant.

    >>> lead_weights("constant", 2.5, 0.0, "")
    [0.0, 0.0, 0.5, 0.5]
    """
    if shape == "gamma" and sd > 0 and mean > 0:
        return gamma_whole(mean, sd)
    if shape == "table" and table:
        return whole_mix(*lead_table(table))
    return whole_mix([mean], [1.0])
