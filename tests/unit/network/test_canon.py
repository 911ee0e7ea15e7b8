"""The digest of a network is that of a plain document of all its rows."""

from __future__ import annotations

import numpy as np
import pytest

from echelon.core.digest import digest
from echelon.network.canon import digest_of
from echelon.network.model import Network
from echelon.network.schema import NOUNS, SETTINGS
from echelon.testing.every_law import with_laws
from echelon.testing.networks import hand_made, random_network
from echelon.testing.rows import with_cells


def plain(net: Network) -> str:
    """SHA-256 of a document with one list for each row, sorted as Python shows them."""
    document: dict[str, object] = {"settings": {name: getattr(net.settings, name) for name in SETTINGS.names}}
    document["assumptions"] = list(net.settings.assumptions)
    for schema in NOUNS:
        table = net.tables[schema.noun]
        rows = [[table[name][row] for name in schema.names] for row in range(len(table))]
        document[schema.noun] = [list(schema.names), *sorted(rows, key=repr)]
    return digest(document)


@pytest.mark.parametrize("seed", range(6))
def test_a_digest_is_that_of_the_plain_document(seed: int) -> None:
    net = random_network(seed, 20)
    for each in (net, with_laws(net, seed)):
        assert each.digest == plain(each)


@pytest.mark.parametrize("cells", [
    {"target_stock": -0.0}, {"target_stock": float("nan")}, {"order_maximum": float("inf")}, {"target_stock": 1e300},
    {"target_stock": 2.0**53}, {"target_stock": 0.1 + 0.2},
])  # fmt: skip
def test_numbers_of_every_kind(cells: dict[str, float]) -> None:
    net = with_cells(hand_made(), "stock point", 1, **cells)
    assert net.digest == plain(net)


def test_names_of_every_kind() -> None:
    odd = ["it's", 'a "q"', "both ' and \"", "é→\u2028", "back\\slash", "tab\there", "\U0001f6a2"]
    net = hand_made()
    for at, name in enumerate(odd):
        net = with_cells(net, "item", at % 3, description=name)
        assert net.digest == plain(net)


def test_the_order_of_rows_does_not_count() -> None:
    net = random_network(3, 20)
    table = net.tables["lane"]
    turned = np.arange(len(table))[::-1]
    columns = {name: values[turned] for name, values in table.columns.items()}
    other = type(table)(table.schema, columns, table.file, table.lines[turned])
    assert digest_of({}, [table]) == digest_of({}, [other])
