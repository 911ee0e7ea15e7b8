"""A small network, written to folders and changed there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from echelon.connect import write_network
from echelon.network.model import Network, Settings, network

ROWS: dict[str, list[dict[str, object]]] = {
    "site": [{"name": "Kobe", "role": "factory", "latitude": 34.69}, {"name": "Łódź, Nord", "role": "store"}],
    "item": [{"name": "drill", "unit_value": 0.1 + 0.2, "description": '=1+1 "quoted"\nsecond line; third'}],
    "stock point": [
        {"site": "Kobe", "item": "drill", "target_stock": 1e6},
        {"site": "Łódź, Nord", "item": "drill", "target_stock": 2.5, "initial_stock": 0},
    ],
    "lane": [
        {
            "from": "Kobe",
            "to": "Łódź, Nord",
            "item": "drill",
            "lead_shape": "table",
            "lead_table": "2:0.7;5:0.3",
        }
    ],
    "recipe": [{"site": "Kobe", "item": "drill", "lead_days": 1}],
    "demand": [{"customer": "+49 30", "site": "Łódź, Nord", "item": "drill", "mean_per_day": 7}],
}
SETTINGS = Settings(
    "tiny", "Made up.", "JPY", holding_rate_per_year=0.25, fictional=True, assumptions=("One.", "Two.")
)


@pytest.fixture
def small() -> Network:
    return network(SETTINGS, ROWS)


@pytest.fixture
def changed(small: Network, tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """The folder of the small network, one of its files replaced."""

    def change(file: str, content: bytes | str) -> Path:
        folder = tmp_path / "tiny"
        if not folder.exists():
            write_network(small, folder)
        (folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return change
