"""What is written reads back as the same network, with the same bytes each time, in both formats."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from echelon.connect import read_network, write_network
from echelon.core.errors import BadNetwork
from echelon.core.table import REQUIRED, Column
from echelon.network.model import Network, Settings, network
from echelon.network.schema import NOUNS

NAMES = ("net", "net.xlsx")
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20).map(str.strip)
HARD = st.sampled_from(
    [
        "=1+1",
        "+x",
        "-",
        "@a",
        '"',
        '""',
        "a,b",
        "a;b",
        "a\nb",
        "a\r\nb",
        "a\rb",
        "007",
        "1e5",
        "TRUE",
        "nan",
        "_x000D_",
        "x\x01",
    ]
)


def cells(column: Column) -> st.SearchStrategy[object]:
    if column.kind == "choice":
        return st.sampled_from(column.choices)
    if column.kind == "number":
        low = None if math.isinf(column.low) else column.low
        high = None if math.isinf(column.high) else column.high
        finite = st.floats(low, high, exclude_min=column.above, allow_nan=False, allow_infinity=False)
        return finite if column.default is REQUIRED else st.none() | finite
    text = HARD | TEXT
    return text.filter(bool) if column.default is REQUIRED else text


def rows() -> st.SearchStrategy[dict[str, list[dict[str, object]]]]:
    return st.fixed_dictionaries(
        {
            s.noun: st.lists(st.fixed_dictionaries({c.name: cells(c) for c in s.columns}), max_size=3)
            for s in NOUNS
        }
    )


def same(one: Network, other: Network) -> None:
    assert other.findings == ()
    assert other.settings == one.settings
    for noun in one.tables:
        for name in one[noun].schema.names:
            np.testing.assert_array_equal(other[noun][name], one[noun][name])
    assert other.digest == one.digest


@given(rows=rows(), name=HARD, sentences=st.lists(HARD | TEXT.filter(bool), max_size=2))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_read_after_write_gives_the_same_network(
    rows: dict[str, list[dict[str, object]]], name: str, sentences: list[str]
) -> None:
    net = network(Settings(name, name, assumptions=tuple(sentences)), rows)
    for place in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            write_network(net, Path(folder) / place)
            same(net, read_network(Path(folder) / place))


@pytest.mark.parametrize("place", NAMES)
def test_the_same_network_gives_the_same_bytes(small: Network, tmp_path: Path, place: str) -> None:
    def content(path: Path) -> list[bytes]:
        return [p.read_bytes() for p in sorted(path.iterdir())] if path.is_dir() else [path.read_bytes()]

    write_network(small, tmp_path / "a" / place)
    write_network(read_network(tmp_path / "a" / place), tmp_path / "b" / place)
    assert content(tmp_path / "a" / place) == content(tmp_path / "b" / place)


@pytest.mark.parametrize("place", NAMES)
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_no_file_holds_is_refused(tmp_path: Path, place: str, text: str) -> None:
    with pytest.raises(BadNetwork, match="must be text that a file can hold"):
        write_network(network(Settings("a"), {"site": [{"name": text}]}), tmp_path / place)
    with pytest.raises(BadNetwork, match="must be text that a file can hold"):
        write_network(network(Settings("\ud800"), {}), tmp_path / place)
    assert not list(tmp_path.iterdir())
