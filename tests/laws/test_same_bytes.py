"""The same question has the same answer, whatever it is asked beside, and however the work is cut up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from echelon.network.model import Network, Settings, network
from echelon.testing.networks import hand_made, random_network
from echelon.testing.walks import Close, job_of, walk
from echelon.testing.workshop import manufactured
from echelon.world.run import Job, run
from echelon.world.state import Counts

Row = dict[str, Any]
DAYS = 60


def in_bytes(counts: Counts, lanes: slice = slice(None)) -> tuple[bytes, bytes]:
    return counts.daily[:, :, lanes].tobytes(), counts.customer[:, :, lanes].tobytes()


def mixed(count: int | Sequence[int] = 200) -> Job:
    """Every law at work: random and constant leads, every demand, limits, and disruptions in some lanes."""
    net = manufactured(random_network(12, 40), 12)
    closed = [Close(("site", 1), 10, 30, 0.0, (0, 70)), Close(("lane", 2), 5, 50, 0.4, (33, 150))]
    return job_of(net, DAYS, count, closed=closed, forced=True)[1]


def histories(net: Network, **more: Any) -> dict[str, bytes]:
    """All that happens to every point, flow and customer, by id."""
    s, job = job_of(net, DAYS, 3, **more)
    found: dict[str, list[bytes]] = {name: [] for name in (*s.points, *s.flows, *s.demands)}
    for day in walk(job):
        for names, kinds, moved in (
            (s.points, ("stock", "on_order", "pending", "owed"), ("ordered", "started", "done", "make_days", "issued")),
            (s.flows, ("due", "ordered"), ("shipped", "ship_days", "received")),
            (s.demands, ("backlog", "asked"), ("sold", "gone")),
        ):  # fmt: skip
            for rows in [*(getattr(day.state, kind) for kind in kinds), *(day.moved[kind] for kind in moved)]:
                for name, row in zip(names, rows, strict=True):
                    found[name].append(row.tobytes())
    return {name: b"".join(parts) for name, parts in found.items()}


def changed(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    return {name for name in one if one[name] != other[name]}


def joined(first: Network, second: Network) -> Network:
    """Two networks side by side in one; names of the second are marked, currencies without rates become the first's."""
    refers = dict.fromkeys(
        ("site", "item", "from", "to", "input", "output", "name", "customer", "via", "resource", "calendar"),
        True,
    )

    def marked(row: Row) -> Row:
        return {
            k: ";".join(f"{w} II" for w in str(v).split(";")) if k in refers and v else v
            for k, v in row.items()
        }

    rows = {noun: [*first.rows(noun), *map(marked, second.rows(noun))] for noun in first.tables}
    known = {row["currency"] for row in rows["exchange rate"]}
    for row in (
        row
        for noun in ("item", "lane", "recipe", "demand")
        for row in rows[noun]
        if row["currency"] not in known
    ):
        row["currency"] = ""
    return network(first.settings, rows)


def shops(stock: float, unmet: str = "backorder") -> Network:
    """One supplier feeds two shops; a third has its own."""
    where = ["Kobe", "Oslo", "Lima", "Pisa", "Rome"]
    return network(Settings("shops"), {
        "site": [{"name": name} for name in where], "item": [{"name": "fan", "unit_value": 2}],
        "stock point": [{"site": name, "item": "fan", "target_stock": 12 if name != "Kobe" else stock} for name in where],
        "recipe": [{"site": name, "item": "fan", "lead_days": 2, "capacity_per_day": 7} for name in ("Kobe", "Pisa")],
        "lane": [{"from": a, "to": b, "item": "fan", "lead_days": 1.5}
                 for a, b in (("Kobe", "Oslo"), ("Kobe", "Lima"), ("Pisa", "Rome"))],
        "demand": [{"customer": f"of {name}", "site": name, "item": "fan", "mean_per_day": 3, "shape": "poisson", "unmet": unmet}
                   for name in ("Oslo", "Lima", "Rome")],
    })  # fmt: skip


@pytest.mark.parametrize("lanes", [1, 7, 16, 64, 128, 500])
def test_width_of_blocks_does_not_count(lanes: int) -> None:
    job = mixed()
    assert in_bytes(run(job, wished=lanes)) == in_bytes(run(job))


def test_threads_do_not_count() -> None:
    job = mixed()

    def in_threads(work: Any, edges: Iterable[Any]) -> Any:
        with ThreadPoolExecutor(2) as pool:
            yield from pool.map(work, edges)

    assert in_bytes(run(job, in_threads, wished=16)) == in_bytes(run(job, wished=16))


def test_ten_replications_alone_are_those_among_a_thousand() -> None:
    net = random_network(12, 40)
    few, many = (job_of(net, DAYS, count)[1] for count in (10, 1000))
    assert in_bytes(run(few)) == in_bytes(run(many), slice(10))


def test_one_replication_alone_is_the_one_in_the_crowd() -> None:
    net = random_network(12, 40)
    crowd, alone = job_of(net, DAYS, 200)[1], job_of(net, DAYS, [137])[1]
    assert in_bytes(run(alone)) == in_bytes(run(crowd), slice(137, 138))


def test_tracing_does_not_count() -> None:
    job = mixed(20)
    *_, last = walk(job)
    assert in_bytes(last.counts) == in_bytes(run(job))


def test_days_that_come_later_do_not_count() -> None:
    net = random_network(12, 40)
    short, long = (run(job_of(net, days, 5)[1]).daily for days in (30, DAYS))
    assert np.array_equal(short, long[:, :30])


def test_another_seed_is_another_answer() -> None:
    net = random_network(12, 40)
    assert in_bytes(run(job_of(net, DAYS, 5, seed=1)[1])) != in_bytes(run(job_of(net, DAYS, 5, seed=2)[1]))


def test_replications_differ() -> None:
    daily = run(job_of(random_network(12, 40), DAYS, 64)[1]).daily
    assert len({daily[:, :, lane].tobytes() for lane in range(64)}) == 64


@pytest.mark.parametrize("seed", range(4))
def test_an_unconnected_network_beside_it_changes_no_byte(seed: int) -> None:
    net = random_network(seed, 20)
    alone = histories(net)
    beside = histories(joined(net, hand_made()))
    assert changed(alone, beside) == set()
    assert len(beside) > len(alone)


def test_an_unconnected_site_changes_no_byte() -> None:
    net = hand_made()
    more: dict[str, list[Row]] = {noun: list(net.rows(noun)) for noun in net.tables}
    more["site"].insert(0, {"name": "Aachen"})
    more["stock point"].insert(0, {"site": "Aachen", "item": "lamp", "target_stock": 9})
    more["demand"].insert(
        0, {"customer": "a", "site": "Aachen", "item": "lamp", "mean_per_day": 1, "shape": "poisson"}
    )
    assert changed(histories(net), histories(network(net.settings, more))) == set()


def test_the_order_of_rows_changes_no_byte() -> None:
    net = random_network(12, 40)
    turned = network(net.settings, {noun: list(net.rows(noun))[::-1] for noun in net.tables})
    assert changed(histories(net), histories(turned)) == set()


@pytest.mark.parametrize("seed", range(4))
def test_a_disruption_of_one_network_does_not_reach_the_one_beside_it(seed: int) -> None:
    own = random_network(seed, 20)
    net = joined(hand_made(), own)
    ours = set(histories(hand_made()))
    hit = [
        Close(("site", row), 5, 40)
        for row, name in enumerate(net["site"]["name"])
        if str(name).endswith(" II")
    ]
    touched = changed(histories(net), histories(net, closed=hit))
    assert touched
    assert not touched & ours


def test_a_closed_shop_is_no_matter_of_its_sister() -> None:
    """What a shop orders follows what it is asked, so even their supplier sees nothing."""
    net = shops(stock=60)
    oslo = Close(("site", 1), 10, 30)
    touched = changed(histories(net), histories(net, closed=[oslo]))
    assert touched == {"Oslo/fan", "of Oslo@Oslo/fan"}


def test_a_rush_at_one_shop_reaches_its_supplier_and_its_sister_and_nobody_else() -> None:
    net = shops(stock=20)
    rush = Close(("demand", 0), 10, 30, 4.0)
    touched = changed(histories(net), histories(net, closed=[rush]))
    assert {"Kobe/fan", "Kobe→Oslo:fan", "Kobe→Lima:fan", "Lima/fan", "of Oslo@Oslo/fan"} <= touched
    assert not any("Pisa" in name or "Rome" in name for name in touched)


def test_a_closed_supplier_is_felt_by_both_its_shops_and_nobody_else() -> None:
    net = shops(stock=20, unmet="lost")
    touched = changed(histories(net), histories(net, closed=[Close(("site", 0), 10, 30)]))
    assert {"Kobe/fan", "Oslo/fan", "Lima/fan", "of Oslo@Oslo/fan", "of Lima@Lima/fan"} <= touched
    assert not any("Pisa" in name or "Rome" in name for name in touched)


def test_before_it_starts_a_disruption_changes_nothing() -> None:
    net = random_network(12, 40)
    calm = run(job_of(net, DAYS, 8)[1]).daily
    hit = run(job_of(net, DAYS, 8, closed=[Close(("site", 1), 20, 40)])[1]).daily
    assert calm[:, :20].tobytes() == hit[:, :20].tobytes()
    assert calm.tobytes() != hit.tobytes()
