"""The same facts give the same digest; other facts another."""

from __future__ import annotations

import math

import numpy as np
import pytest

from echelon.core.digest import array_digest, canonical, digest


def test_order_of_keys_and_kind_of_number_do_not_count() -> None:
    assert digest({"a": 1, "b": [2.0]}) == digest({"b": (np.float64(2),), "a": np.int64(1)})


def test_order_of_a_list_and_kind_of_cell_do_count() -> None:
    assert (
        len({digest(each) for each in ([1, 2], [2, 1], ["1", "2"], [1, 2, None], [True, 2], {"1": 2})}) == 6
    )


def test_canonical_text() -> None:
    assert canonical({"z": math.nan, "a": -math.inf, "é": np.array([0.1, 3.0])}) == (
        '{"a":"-inf","z":"nan","é":[0.1,3]}'.encode()
    )


def test_known_digest() -> None:
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no canonical form"):
        digest({"a": {1}})


def test_arrays_count_by_value_and_shape() -> None:
    flat = np.arange(6.0)
    assert array_digest([flat]) == array_digest([flat.astype(np.float32)])
    assert array_digest([flat]) == array_digest([flat[::-1][::-1]])
    assert array_digest([flat]) != array_digest([flat.reshape(2, 3)])
    assert array_digest([np.array([0.0])]) == array_digest([np.array([-0.0])])
    assert array_digest([flat, flat]) != array_digest([flat])
