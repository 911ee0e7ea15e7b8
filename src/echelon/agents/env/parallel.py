"""PettingZoo's parallel environment: every site is an agent, all decide each morning; lanes make it many worlds at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium import spaces
from pettingzoo import ParallelEnv

from echelon.agents.env.episodes import Question
from echelon.agents.env.play import Mapped, Play
from echelon.agents.env.spaces import acting, seeing


class NetworkParallelEnv(ParallelEnv):  # type: ignore[misc]  # its library has no types
    """Sites that have levers, by name. Each sees its own rows only; all share one reward, the network's margin less costs.

    With `lanes`, observations, actions and rewards have a first axis `[lane]` and all lanes end on the same day; without, it is
    one world. `reset(seed=s)` begins replications s, s + 1, …; `reset()` the next ones.
    """

    metadata: dict[str, Any] = {"render_modes": [], "name": "echelon_v0", "is_parallelizable": True}  # noqa: RUF012

    def __init__(self, question: Question, lanes: int = 0, *, levers: Sequence[str] = ("extra_stock",), blocks: int = 1,
                 mapped: Mapped = map) -> None:  # fmt: skip
        self.play = Play(question, max(1, lanes), levers, blocks=blocks, mapped=mapped)
        self.many = lanes > 0
        self._sees, self._moves = self.play.senses.part, self.play.handles.part
        self.possible_agents = [site for site in self._sees if site in self._moves]
        self.agents: list[str] = []
        shape = (lanes,) if self.many else ()
        seen, done = self.play.senses.names, self.play.handles.names
        self.observation_spaces: dict[str, spaces.Space[Any]] = {
            site: seeing(seen[self._sees[site]], shape) for site in self.possible_agents
        }
        self.action_spaces: dict[str, spaces.Space[Any]] = {
            site: acting(done[self._moves[site]], shape) for site in self.possible_agents
        }
        self._actions = np.zeros((self.play.lanes, len(done)))

    def observation_space(self, agent: str) -> spaces.Space[Any]:
        """What a site sees."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Space[Any]:
        """What a site moves."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin replications."""
        self.agents = list(self.possible_agents)
        seen = self.play.begin(None if seed is None else np.arange(seed, seed + self.play.lanes))
        return self._by_site(seen), {site: {} for site in self.agents}

    def step(
        self, actions: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, bool], dict[str, bool], dict[str, Any]]:
        """Live through a day; sites that say nothing leave their levers in neutral."""
        self._actions[:] = 0.0
        for site, action in actions.items():
            self._actions[:, self._moves[site]] = action
        seen, earned = self.play.step(self._actions)
        sites, over = self.agents, self.play.over
        reward = earned if self.many else float(earned[0])
        found = (
            self._by_site(seen),
            dict.fromkeys(sites, reward),
            dict.fromkeys(sites, False),
            dict.fromkeys(sites, over),
        )
        self.agents = [] if over else sites
        return *found, {site: {} for site in sites}

    def _by_site(self, seen: Any) -> dict[str, Any]:
        return {
            site: seen[:, self._sees[site]] if self.many else seen[0, self._sees[site]]
            for site in self.agents
        }
