"""`network.toml`: every key, every wrong type, and where it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from echelon.connect import read_network
from echelon.core.errors import BadData
from echelon.network.model import Settings

Change = Callable[[str, bytes | str], Path]


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("curency = 'EUR'", "E030", "Did you mean `currency`?"),
        ("[limits]", "E030", "`limits`"),
        ("currency = 3", "E031", "must be text in quotes"),
        ("start_date = 2026-13", "E022", "TOML"),
        ("start_date = '1 May'", "E031", "such as 2026-01-01"),
        ("start_date = 2026-01-01T08:00:00", "E031", "such as 2026-01-01"),
        ("start_date = 7", "E031", "such as 2026-01-01"),
        ("holding_rate_per_year = '20 %'", "E031", "must be a finite number"),
        ("holding_rate_per_year = true", "E031", "must be a finite number"),
        ("holding_rate_per_year = -1", "E005", "must be in [0, 10]"),
        ("holding_rate_per_year = nan", "E031", "must be a finite number"),
        ("timetable = 'standart'", "E006", "Did you mean `standard`?"),
        ("fictional = 'perhaps'", "E006", "yes, no"),
        ("assumptions = 'One.'", "E031", "must be a list of sentences"),
        ("assumptions = [1]", "E031", "must be a list of sentences"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(changed: Change, line: str, code: str, said: str) -> None:
    folder = changed("network.toml", f'# a comment\nname = "tiny"\n\n{line}\n')
    try:
        findings = read_network(folder).findings
    except BadData as bad:
        findings = bad.findings
    (finding,) = findings
    assert (finding.code, finding.file, finding.line) == (code, "network.toml", 4)
    assert said in str(finding)


def test_dates_and_truth_as_toml_has_them(changed: Change) -> None:
    net = read_network(changed("network.toml", 'name = "a"\nstart_date = 2027-02-03\nfictional = true\n'))
    assert net.settings == Settings("a", start_date="2027-02-03", fictional=True)
    assert read_network(changed("network.toml", 'name = "a"\nfictional = "yes"')).settings.fictional


def test_a_network_without_a_name_takes_its_folders(changed: Change) -> None:
    net = read_network(changed("network.toml", ""))
    assert (net.name, [f.code for f in net.findings]) == ("tiny", ["E003"])


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, 'name = "x', "name = 1\nname = 2"])
def test_no_toml(changed: Change, text: str) -> None:
    with pytest.raises(BadData, match="must be TOML"):
        read_network(changed("network.toml", text))
