"""Ways round closed places of lanes: which there are at each place, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from echelon.network.model import Network, words


@dataclass(frozen=True, slots=True)
class WayRound:
    """Days, money (in the lane's currency) and kg of CO2 per unit that it takes more; via places that it passes.

    at   the closed place that it goes round, "" for any of the lane
    """

    at: str
    days: int
    cost: float
    co2: float
    via: tuple[str, ...]


Listed = Mapping[tuple[str, str, str], Sequence[WayRound]]


def listed(net: Network) -> Listed:
    """The rows of detours.csv by lane (from, to, item), each lane's by rank.

    >>> from echelon.testing.networks import hand_made
    >>> listed(hand_made())
    {}
    """
    table = net["detour"]
    ranked = sorted(range(len(table)), key=lambda row: (float(table["rank"][row]), row))
    found: dict[tuple[str, str, str], list[WayRound]] = {}
    for row in ranked:
        lane = str(table["from"][row]), str(table["to"][row]), str(table["item"][row])
        found.setdefault(lane, []).append(
            WayRound(str(table["at"][row]), int(table["days"][row]), float(table["cost_per_unit"][row]),
                     float(table["co2_per_unit"][row]), tuple(words(table["via"][row])))
        )  # fmt: skip
    return found


def ways_round(net: Network, ways: Listed, lane: int, place: str) -> Sequence[WayRound]:
    """The ways round one place of a lane: those listed for it, or else the lane's own, which is always open.

    ways   from `listed`
    """
    lanes = net["lane"]
    key = str(lanes["from"][lane]), str(lanes["to"][lane]), str(lanes["item"][lane])
    found = [way for way in ways.get(key, ()) if way.at in ("", place)]
    own = WayRound("", int(lanes["detour_days"][lane]), float(lanes["detour_cost_per_unit"][lane]),
                   float(lanes["detour_co2_per_unit"][lane]), ())  # fmt: skip
    return found or [own]
