"""What yesterday came to at each stock point: what several agents work out from a view."""

from __future__ import annotations

from typing import Any

from echelon.agents.summing import summed
from echelon.agents.view import View


def asked(view: View) -> Any:
    """What was asked of each point yesterday: by customers, and by receivers. `[P, lane]`"""
    place = view.place
    count = len(place.points)
    return summed(place.demand_point, view.own["asked"], count) + summed(
        place.source, view.own["heard"], count
    )


def arrived(view: View) -> Any:
    """What came to each point yesterday, by its recipe or its lanes. `[P, lane]`"""
    place = view.place
    return view.own["done"] + summed(place.buyer, view.own["received"], len(place.points))
