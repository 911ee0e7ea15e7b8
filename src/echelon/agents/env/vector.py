"""Gymnasium's vector environment: thousands of replications, all sites decided together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from echelon.agents.env.episodes import Question
from echelon.agents.env.play import Mapped, Play
from echelon.agents.env.spaces import acting, seeing

Floats = NDArray[np.float64]


class NetworkVectorEnv(VectorEnv[Any, Any, Any]):
    """So many lanes of a question as sub-environments.

    Observations `[lane, column]` (`play.senses.names`), actions `[lane, column]` in [-1, 1] (`play.handles.names`), reward:
    margin less costs of the day. All lanes are cut off after the last day; the step after that begins the next replications,
    whatever is done (autoreset mode NEXT_STEP). `reset(seed=s)` gives lane i the replication s + i, as Gymnasium seeds
    sub-environments.
    """

    metadata: dict[str, Any] = {"render_modes": [], "autoreset_mode": AutoresetMode.NEXT_STEP}  # noqa: RUF012

    def __init__(self, question: Question, lanes: int, *, levers: Sequence[str] = ("extra_stock",), blocks: int = 1,
                 mapped: Mapped = map) -> None:  # fmt: skip
        self.play = Play(question, lanes, levers, blocks=blocks, mapped=mapped)
        self.num_envs = lanes
        self.single_observation_space: spaces.Space[Any] = seeing(self.play.senses.names)
        self.single_action_space: spaces.Space[Any] = acting(self.play.handles.names)
        self.observation_space: spaces.Space[Any] = batch_space(self.single_observation_space, lanes)
        self.action_space: spaces.Space[Any] = batch_space(self.single_action_space, lanes)

    def reset(self, *, seed: int | list[int | None] | None = None,
              options: dict[str, Any] | None = None) -> tuple[Any, dict[str, Any]]:  # fmt: skip
        """Begin replications: the next ones, those from a number on, or one number for each lane (None: its next)."""
        super().reset(seed=seed if isinstance(seed, int) else None)
        if seed is None:
            return self.play.begin(), {}
        if isinstance(seed, int | np.integer):
            return self.play.begin(np.arange(seed, seed + self.num_envs)), {}
        after = self.play.replications + self.num_envs
        return self.play.begin(
            np.array([next_ if own is None else own for own, next_ in zip(seed, after, strict=True)])
        ), {}

    def step(self, actions: Any) -> tuple[Any, Any, Any, Any, dict[str, Any]]:
        """Live through a day, or begin again after the last one."""
        still = np.zeros(self.num_envs, dtype=np.bool_)
        if self.play.over:
            return self.play.begin(), np.zeros(self.num_envs), still, still.copy(), {}
        seen, earned = self.play.step(actions)
        return seen, earned, still, np.full(self.num_envs, self.play.over), {}
