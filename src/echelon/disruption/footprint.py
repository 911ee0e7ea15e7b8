"""Where a hazard strikes: sites near a point, within a polygon, or so many flows away from another. Masks `[site]`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from echelon.network.check.places import distance_km
from echelon.network.model import Network

Mask = NDArray[np.bool_]


def near(net: Network, cell: str) -> Mask:
    """Sites within a great circle, `LAT,LON,KM`; those without coordinates are not. `ValueError` if it reads otherwise."""
    latitude, longitude, km = (float(word) for word in cell.split(","))
    if not (abs(latitude) <= 90.0 and abs(longitude) <= 180.0 and km >= 0.0):
        raise ValueError(cell)
    here = (np.full(len(net["site"]), each) for each in (latitude, longitude))
    away = distance_km(net["site"]["latitude"], net["site"]["longitude"], *here)
    return np.asarray(np.where(np.isnan(away), np.inf, away) <= km)


def within(net: Network, cell: str) -> Mask:
    """Sites inside a polygon of degrees, `LAT,LON;LAT,LON;…`, by the even-odd rule; it may cross the date line.

    A corner's longitude is taken as the one nearest to the corner before it, so that no side spans half the globe.
    Lines are straight in degrees; one that goes round the globe holds the pole on its side of the equator.
    `ValueError` if there are fewer than three corners, or one is no pair.
    """
    corners = [tuple(float(word) for word in pair.split(",")) for pair in cell.split(";") if pair.strip()]
    if len(corners) < 3 or any(len(corner) != 2 or abs(corner[0]) > 90.0 for corner in corners):
        raise ValueError(cell)
    latitude = np.array([corner[0] for corner in corners])
    longitude = _unwrapped([corner[1] for corner in [*corners, corners[0]]])
    if (
        abs(longitude[-1] - longitude[0]) > 180.0
    ):  # round a pole: down to it from where the line begins and ends
        pole = 90.0 if latitude.mean() > 0.0 else -90.0
        latitude = np.array([*latitude, latitude[0], pole, pole])
        longitude = np.array([*longitude, longitude[-1], longitude[0]])
    else:
        longitude = longitude[:-1]
    found = np.zeros(len(net["site"]), dtype=bool)
    for turn in (-360.0, 0.0, 360.0):
        found |= _inside(latitude, longitude, net["site"]["latitude"], net["site"]["longitude"] + turn)
    return found


def _unwrapped(longitudes: list[float]) -> NDArray[np.float64]:
    found = [longitudes[0] - 360.0 * round(longitudes[0] / 360.0)]
    for longitude in longitudes[1:]:
        found.append(longitude - 360.0 * round((longitude - found[-1]) / 360.0))
    return np.array(found)


def _inside(latitude: NDArray[np.float64], longitude: NDArray[np.float64], y: NDArray[np.float64],
            x: NDArray[np.float64]) -> Mask:  # fmt: skip
    """Whether a ray to the east crosses the sides an odd number of times; NaN is never inside."""
    odd = np.zeros(len(y), dtype=bool)
    sides = zip(latitude, longitude, np.roll(latitude, -1), np.roll(longitude, -1), strict=True)
    for y0, x0, y1, x1 in sides:
        between = (y0 > y) != (y1 > y)
        if y0 != y1:
            odd ^= between & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return odd


UPSTREAM, DOWNSTREAM, NETWORK = "upstream", "downstream", "network"


def away(net: Network, cell: str, direction: str) -> Mask:
    """Sites at most so many lanes from a site, itself included: `SITE<=N`; without `<=N` all that it reaches.

    direction   upstream (who supplies it), downstream (whom it supplies), network (both, mixed)
    raises      ValueError if N is no whole number; KeyError if there is no such site
    """
    name, least, count = cell.rpartition("<=")
    name, far = (name.strip(), int(count)) if least else (cell.strip(), len(net["site"]))
    rows = {str(site): row for row, site in enumerate(net["site"]["name"])}
    found = np.zeros(len(rows), dtype=bool)
    found[rows[name]] = True
    lanes = net["lane"]
    source, to = (
        np.array([rows.get(str(site), -1) for site in lanes[end]], dtype=np.int64) for end in ("from", "to")
    )
    pairs = {UPSTREAM: [(to, source)], DOWNSTREAM: [(source, to)]}.get(
        direction, [(to, source), (source, to)]
    )
    for _ in range(far):
        more = np.concatenate([reached[found[begin]] for begin, reached in pairs])
        if found[more].all():
            break
        found[more] = True
    return found
