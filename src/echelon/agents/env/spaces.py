"""Spaces of observations and actions, the same for all shells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from gymnasium.spaces import Box

from echelon.agents.env.senses import MOST


def seeing(names: Sequence[str], lanes: tuple[int, ...] = ()) -> Box:
    """What may be seen of columns of these names: near 1 in usual days."""
    return Box(0.0, MOST, (*lanes, len(names)), np.float32)


def acting(names: Sequence[str], lanes: tuple[int, ...] = ()) -> Box:
    """What may be done: each lever between its bounds, 0 is neutral."""
    return Box(-1.0, 1.0, (*lanes, len(names)), np.float32)
