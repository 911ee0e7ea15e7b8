"""Gymnasium's plain environment: one replication at a time, for libraries and checks that know no vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gymnasium
import numpy as np
from gymnasium import spaces

from echelon.agents.env.episodes import Question
from echelon.agents.env.play import Play
from echelon.agents.env.spaces import acting, seeing


class NetworkEnv(gymnasium.Env[Any, Any]):
    """One lane of a question; observations and actions are those of a lane of `vector.NetworkVectorEnv`.

    `reset(seed=s)` begins replication s, `reset()` the next one. Cut off after the last day.
    """

    metadata: dict[str, Any] = {"render_modes": []}  # noqa: RUF012

    def __init__(self, question: Question, *, levers: Sequence[str] = ("extra_stock",)) -> None:
        self.play = Play(question, 1, levers)
        self.observation_space: spaces.Space[Any] = seeing(self.play.senses.names)
        self.action_space: spaces.Space[Any] = acting(self.play.handles.names)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Any, dict[str, Any]]:
        """Begin a replication."""
        super().reset(seed=seed)
        return self.play.begin(None if seed is None else np.array([seed]))[0], {}

    def step(self, action: Any) -> tuple[Any, float, bool, bool, dict[str, Any]]:
        """Live through a day."""
        seen, earned = self.play.step(np.asarray(action)[None])
        return seen[0], float(earned[0]), False, self.play.over, {}
