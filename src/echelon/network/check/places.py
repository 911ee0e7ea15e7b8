"""Checks of geography: coordinates, countries, what lanes pass, and how fast they would have to be."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from echelon.core.errors import Finding
from echelon.network.check.facts import Facts, Floats
from echelon.network.check.times import mean_leads
from echelon.network.model import words
from echelon.network.numbering import found

EARTH_KM = 6371.0
FASTEST_KMH = {"sea": 60.0, "road": 110.0, "rail": 350.0, "conveyor": 30.0}
ANY_KMH = 1000.0
FAR_KM = 1000.0
PASSAGES = ("port", "canal", "airport")

COUNTRIES: dict[str, tuple[float, float, float]] = {
    "AE": (24, 54, 4), "AR": (-38, -64, 18), "AT": (47.5, 13.5, 5), "AU": (-27, 134, 22), "BD": (24, 90, 4), "BE": (50.7, 4.7, 3),
    "BG": (43, 25, 5), "BR": (-12, -52, 23), "CA": (56, -100, 45), "CH": (47, 8, 3), "CL": (-35, -71, 21), "CN": (35, 104, 30),
    "CO": (4, -73, 10), "CR": (10, -84, 3), "CZ": (50, 15.5, 4), "DE": (51, 10, 6), "DK": (56, 10, 6), "EG": (27, 30, 8),
    "ES": (40, -4, 9), "FI": (64, 26, 9), "FR": (46.5, 2.5, 8), "GB": (54, -3, 7), "GR": (39, 22, 6), "HK": (22.3, 114.2, 2),
    "HU": (47, 19.5, 4), "ID": (-2.5, 118, 24), "IE": (53, -8, 4), "IL": (31.5, 35, 3), "IN": (22, 79, 16), "IT": (42.5, 12.5, 8),
    "JP": (37, 138, 14), "KE": (0.5, 38, 6), "KR": (36.3, 128, 4), "LK": (7.5, 80.7, 3), "MA": (32, -6, 9), "MX": (23, -102, 17),
    "MY": (4, 109, 11), "NG": (9, 8, 7), "NL": (52, 5, 3), "NO": (64, 13, 14), "NZ": (-41, 173, 8), "PA": (9, -80, 4),
    "PE": (-9, -75, 11), "PH": (12, 122, 9), "PK": (30, 69, 9), "PL": (52, 19, 6), "PT": (39.5, -8, 5), "RO": (46, 25, 6),
    "SA": (24, 45, 12), "SE": (62, 16, 10), "SG": (1.3, 103.8, 2), "SK": (48.7, 19.5, 4), "TH": (14, 101, 9), "TR": (39, 35, 11),
    "TW": (23.7, 121, 3), "UA": (49, 31, 10), "US": (39, -98, 32), "VN": (16, 107, 9), "ZA": (-29, 25, 10),
}  # fmt: skip
"""Country → middle and generous radius of its main land, in degrees; enough to tell swapped coordinates."""


def distance_km(latitude: Floats, longitude: Floats, to_latitude: Floats, to_longitude: Floats) -> Floats:
    """Great-circle distance of points in degrees (haversine; Sinnott 1984).

    >>> round(float(distance_km(*map(np.array, (34.7, 135.2, 51.9, 4.5)))))
    9259
    """
    a, b, c, d = (np.radians(each) for each in (latitude, to_latitude, longitude, to_longitude))
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin((d - c) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))))


def within(country: str, latitude: float, longitude: float) -> bool:
    """Is the point on the main land of a country of `COUNTRIES`, generously?

    >>> within("JP", 34.7, 135.2), within("JP", 135.2, 34.7)
    (True, False)
    """
    middle_latitude, middle_longitude, radius = COUNTRIES[country]
    return bool(np.hypot(latitude - middle_latitude, longitude - middle_longitude) <= radius)


def coordinates(facts: Facts) -> Iterator[Finding]:
    """Half a place (E170), the point (0, 0) (E171), latitude and longitude swapped (E172), odd countries (E173)."""
    sites = facts["site"]
    latitude, longitude, country = sites["latitude"], sites["longitude"], sites["country"]
    for row in np.flatnonzero(np.isnan(latitude) != np.isnan(longitude)).tolist():
        empty = "latitude" if np.isnan(latitude[row]) else "longitude"
        yield sites.finding("E170", row, empty, "must be given where the other coordinate is", got="an empty cell",
                            remedy="Give both, or neither")  # fmt: skip
    for row in np.flatnonzero((latitude == 0) & (longitude == 0)).tolist():
        yield sites.finding("E171", row, "latitude", "and its longitude are both 0, which is in the sea off Ghana",
                            remedy="Leave both empty if they are unknown", level="warning")  # fmt: skip
    for row, code in enumerate(country.tolist()):
        if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            yield sites.finding("E173", row, "country", "should be a code of two capital letters",
                                remedy="Write it like `JP` (ISO 3166)", level="warning")  # fmt: skip
        elif code in COUNTRIES and _swapped(code, float(latitude[row]), float(longitude[row])):
            yield sites.finding("E172", row, "latitude", f"and its longitude are in {code} only the other way round",
                                got=f"{latitude[row]:g}, {longitude[row]:g}", remedy="Swap the two", level="warning")  # fmt: skip


def _swapped(country: str, latitude: float, longitude: float) -> bool:
    return within(country, longitude, latitude) and not within(country, latitude, longitude)


def passages(facts: Facts) -> Iterator[Finding]:
    """Places passed that are no port, canal or airport (E174), the lane's own ends, or passed twice (E175)."""
    lanes, known = facts["lane"], facts.known["site"]
    roles = facts["site"]["role"]
    for row in np.flatnonzero(lanes["via"] != "").tolist():
        names = words(lanes["via"][row])
        for name in dict.fromkeys(names):
            if name in (lanes["from"][row], lanes["to"][row]) or names.count(name) > 1:
                yield lanes.finding("E175", row, "via", "should name each place between its ends once", got=f"`{name}`",
                                    remedy="Remove it", level="warning")  # fmt: skip
            elif name in known and roles[known[name]] not in PASSAGES:
                yield lanes.finding("E174", row, "via", f"should name {', '.join(PASSAGES[:-1])} or {PASSAGES[-1]}",
                                    got=f"`{name}`, a {roles[known[name]]}", remedy="Correct the site's role, or the lane",
                                    level="warning")  # fmt: skip


def speeds(facts: Facts) -> Iterator[Finding]:
    """Lanes faster than an aircraft (E176) or than their mode (E177), or across the world in no time (E178)."""
    lanes, days = facts["lane"], mean_leads(facts["lane"])
    km = _lengths(facts)
    modes = lanes.coded("mode")
    limit = np.array([FASTEST_KMH.get(mode, ANY_KMH) for mode in modes.names], dtype=np.float64)[modes.at]
    too_fast = (days > 0) & (km > ANY_KMH * 24 * days)
    strained = ~too_fast & (days > 0) & (km > limit * 24 * (days + 0.5))
    for row in np.flatnonzero(too_fast).tolist():
        yield lanes.finding("E176", row, "lead_days", f"must allow for {km[row]:.0f} km at {ANY_KMH:g} km/h at most",
                            got=f"{days[row]:g}", remedy="Check the unit (days) and both sites' coordinates")  # fmt: skip
    for row in np.flatnonzero(strained).tolist():
        yield lanes.finding("E177", row, "lead_days", f"is short for {km[row]:.0f} km by {lanes['mode'][row]}",
                            got=f"{days[row]:g}", remedy="Check the unit (days), the mode and both sites' coordinates",
                            level="warning")  # fmt: skip
    for row in np.flatnonzero((days == 0) & (km > FAR_KM)).tolist():
        yield lanes.finding("E178", row, "lead_days", f"is zero over {km[row]:.0f} km, so goods arrive as they leave",
                            remedy="Enter the days under way", level="warning")  # fmt: skip


def _lengths(facts: Facts) -> Floats:
    """[lane row]: great-circle distance in km, NaN where a place is unknown."""
    sites, known = facts["site"], facts.known["site"]
    ends = []
    for end in ("from", "to"):
        rows = found(facts["lane"].coded(end), known)
        for column in ("latitude", "longitude"):
            padded = np.append(sites[column], np.nan)
            ends.append(np.where(np.isfinite(padded), padded, np.nan)[rows])
    return distance_km(*ends)
