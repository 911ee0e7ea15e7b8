"""Addressed chance: the published generator, and addresses that do not meet."""

from __future__ import annotations

import hashlib
import itertools

import pytest

from echelon.core import chance

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(("counter", "key", "words"), [
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((ONES, ONES), (ONES, ONES), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
], ids=["zeros", "ones", "pi"])  # fmt: skip
def test_published_vectors(counter: tuple[int, int], key: tuple[int, int], words: tuple[int, int]) -> None:
    """Random123, kat_vectors, threefry2x32 with 20 rounds."""
    assert chance.threefry(*key, *counter) == words


def test_key_is_the_first_64_bits_of_sha_256() -> None:
    first, second = chance.key(7, "demand:Berlin", "quantity")
    assert f"{first:08x}{second:08x}" == hashlib.sha256(b"7\x1fdemand:Berlin\x1fquantity").hexdigest()[:16]


def test_keys_of_other_seeds_names_and_reasons_differ() -> None:
    asked = itertools.product(range(20), ("Kobe", "Oslo", "Kobe Oslo"), ("lead", "quantity"))
    assert len({chance.key(*each) for each in asked}) == 20 * 3 * 2


def test_words_may_not_be_moved_between_parts_of_a_key() -> None:
    assert chance.key(1, "ab", "c") != chance.key(1, "a", "bc")


def test_addresses_do_not_meet() -> None:
    words = chance.key(7, "demand:Berlin", "quantity")
    asked = list(itertools.product(range(8), (0, 1, 2, 365, chance.MAX_TICK - 1), (0, 1, 255)))
    assert len({chance.draw(words, *each) for each in asked}) == len(asked)


def test_an_address_is_counter_words_replication_and_tick() -> None:
    assert chance.draw((3, 4), 5, 6, 7) == chance.threefry(3, 4, 5, 6 * 256 + 7)


def test_what_is_asked_before_does_not_count() -> None:
    words = chance.key(7, "demand:Berlin", "quantity")
    alone = chance.draw(words, 3, 9)
    for day in range(20):
        chance.draw(words, 3, day)
    assert chance.draw(words, 3, 9) == alone
