"""Whatever people get wrong in a network's files is found, with its row, a reason and a remedy."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest

from echelon.core.errors import Finding
from echelon.network.build import build
from echelon.network.check import CODES, check
from echelon.network.model import Network
from echelon.network.rates import rates
from echelon.testing.cells import files_of, listed
from echelon.testing.defects import KINDS, Injected, inject
from echelon.testing.networks import hand_made, random_network
from echelon.testing.workshop import workshop

CATALOG = Path(__file__).parents[2] / "catalog" / "networks"
HAS_FILES = importlib.util.find_spec("echelon.connect.files") is not None
NETWORKS = ["hand-made", "workshop", "random 3", "random 11", "random 28"]
HAS_ALL = NETWORKS[:2]
SEEDS = range(2)


@lru_cache
def network_called(name: str) -> Network:
    if name == "hand-made":
        return hand_made()
    if name == "workshop":
        return workshop()
    if name.startswith("random "):
        return random_network(int(name.split()[1]), 25)
    return _read(CATALOG / name)


def _read(folder: Path) -> Network:
    files = pytest.importorskip("echelon.connect.dispatch", reason="echelon.connect cannot read folders yet")
    return files.read_network(folder)


def catalog_names() -> list[object]:
    found = sorted(each.name for each in CATALOG.iterdir() if each.is_dir()) if CATALOG.exists() else []
    return [*found] or [pytest.param("", marks=pytest.mark.skip(reason="no network in catalog/networks yet"))]


def assert_found(injected: Injected) -> list[Finding]:
    findings = check(injected.network)
    for expected in injected.expected:
        said = [each for each in findings if each.file == expected.file and each.line in expected.lines]
        hits = [each for each in said if each.code in expected.codes]
        assert hits, f"{injected.kind}: no {expected} among\n{listed(findings)[:3000]}"
        assert all(each.what and each.must and each.remedy for each in hits)
    return findings


def assert_as_documented(injected: Injected, findings: list[Finding]) -> None:
    """Levels are those of the codes, and what is only warned of can be built."""
    for each in findings:
        assert CODES[each.code][0] == each.level, each
    if all(each.level != "error" for each in findings):
        rates(injected.network, build(injected.network))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NETWORKS)
def test_every_defect_is_found(name: str, kind: str) -> None:
    injected = [each for seed in SEEDS if (each := inject(network_called(name), kind, seed))]
    for each in injected:
        assert_as_documented(each, assert_found(each))
    here = injected or name not in HAS_ALL or kind == "product in its part"
    assert here or any(inject(network_called(each), kind, seed) for each in HAS_ALL for seed in SEEDS), (
        "one of the hand-made networks has it"
    )


@pytest.mark.drill
@pytest.mark.parametrize("name", NETWORKS)
def test_many_defects_are_found(name: str) -> None:
    for kind, seed in product(KINDS, range(len(SEEDS), 12)):
        if injected := inject(network_called(name), kind, seed):
            assert_as_documented(injected, assert_found(injected))


@pytest.mark.parametrize("name", catalog_names())
def test_every_defect_is_found_in_the_catalog(name: str) -> None:
    net = network_called(name)
    found = 0
    for kind in KINDS:
        injected = inject(net, kind, 5)
        found += injected is not None
        if injected:
            assert_found(injected)
    assert found >= 40


@pytest.mark.parametrize("name", [*NETWORKS, *catalog_names()])
def test_sound_networks_have_no_error(name: str) -> None:
    findings = check(network_called(name))
    assert not [each for each in findings if each.level == "error"], listed(findings)


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_the_same_for_the_same_seed(kind: str) -> None:
    one, other = (inject(hand_made(), kind, 9) for _ in range(2))
    assert (one and one.cells) == (other and other.cells)


@pytest.mark.skipif(not HAS_FILES, reason="echelon.connect.files does not exist yet")
@pytest.mark.parametrize("kind", KINDS)
def test_defects_are_found_through_files(kind: str, tmp_path: Path) -> None:
    injected = inject(hand_made(), kind, 2)
    if injected is None:
        pytest.skip("the hand-made network has nothing of this kind")
    for file, text in files_of(injected.cells).items():
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert_found(Injected(kind, injected.cells, _read(tmp_path), injected.expected))


def test_every_code_has_a_kind_of_defect() -> None:
    missing = set(CODES)
    for seed, name, kind in product(range(2), NETWORKS, KINDS):
        injected = inject(network_called(name), kind, seed) if missing else None
        missing -= {code for one in (injected.expected if injected else ()) for code in one.codes}
    assert not missing
    assert len(KINDS) >= 40
