"""A folder of CSV files: what is said of every way it can be wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from echelon.connect import read_network, write_network
from echelon.connect.delimited import read_delimited
from echelon.core.errors import BadData, Finding
from echelon.network.model import Network

Change = Callable[[str, bytes | str], Path]


def only(folder: Path) -> Finding:
    (finding,) = read_network(folder).findings
    return finding


def place(finding: Finding) -> tuple[str, str, int]:
    return finding.code, finding.file, finding.line


def test_a_row_is_known_by_its_line_after_quoted_breaks_and_blank_lines(changed: Change) -> None:
    text = '\nname,description,unit_value\n"drill","two\nlines",1\n\n , ,\n"bit","",-2\n'
    assert place(only(changed("items.csv", text))) == ("E005", "items.csv", 7)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_dialect_reads_the_same(changed: Change, end: str, mark: bytes, separator: str) -> None:
    lines = ["name,unit_value,description", 'drill,1.5,"a, b; c"', "bit,-1,  "]
    text = end.join(line.replace(",", separator) if at != 1 else f'drill{separator}1.5{separator}"a, b; c"'
                    for at, line in enumerate(lines))  # fmt: skip
    net = read_network(changed("items.csv", mark + text.encode()))
    assert net["item"]["unit_value"].tolist() == [1.5, -1]
    assert net["item"]["description"].tolist() == ["a, b; c", ""]
    assert [place(f) for f in net.findings] == [("E005", "items.csv", 3)]


def test_decimal_commas_of_a_european_file_are_read_and_told(changed: Change) -> None:
    net = read_network(changed("items.csv", "name;unit_value\ndrill;1,5\nbit;2\n"))
    assert net["item"]["unit_value"].tolist() == [1.5, 2]
    assert [(f.code, f.level, f.got) for f in net.findings] == [("E034", "warning", "`1,5` as 1.5")]


def test_commas_beside_points_are_doubtful(changed: Change) -> None:
    assert place(only(changed("items.csv", "name;unit_value\ndrill;1,500\nbit;2.5\n"))) == (
        "E004",
        "items.csv",
        2,
    )


def test_ragged_rows_are_found_and_trailing_empty_cells_are_not(changed: Change) -> None:
    net = read_network(changed("items.csv", "name,unit_value,\ndrill,1,,,\nbit\nsaw,1,,x\n"))
    assert [place(f) for f in net.findings] == [("E025", "items.csv", 3), ("E025", "items.csv", 4)]
    assert net["item"]["name"].tolist() == ["drill", "bit", "saw"]


def test_a_stray_quote_costs_its_row_only(changed: Change) -> None:
    net = read_network(changed("items.csv", 'name\n"drill" x\nbit\n'))
    assert [place(f) for f in net.findings] == [("E033", "items.csv", 2)]
    assert net["item"]["name"].tolist() == ["bit"]


def test_a_quote_never_closed(changed: Change) -> None:
    assert place(only(changed("items.csv", 'name\ndrill\n"bit\nsaw\n'))) == ("E033", "items.csv", 3)


def test_a_cell_too_long_is_found(changed: Change) -> None:
    assert place(only(changed("items.csv", "name\ndrill\n" + "x" * 200_000 + "\n"))) == (
        "E033",
        "items.csv",
        3,
    )


def test_headings_twice_missing_unnamed_and_too_many(changed: Change) -> None:
    net = read_network(changed("items.csv", "name,name,,unitt\na,b,c,d\n"))
    assert [f.code for f in net.findings] == ["E026", "E026", "E002"]
    assert place(only(changed("items.csv", "," * 300 + "\n"))) == ("E025", "items.csv", 1)
    assert [f.code for f in read_network(changed("items.csv", "x\n1\n")).findings] == ["E001", "E002"]


def test_nul_bytes_are_left_out_and_told(changed: Change) -> None:
    net = read_network(changed("items.csv", b"name\na\nb\0c\n"))
    assert [place(f) for f in net.findings] == [("E027", "items.csv", 3)]
    assert net["item"]["name"].tolist() == ["a", "bc"]


@pytest.mark.parametrize("content", ["", "\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file(changed: Change, content: str | bytes) -> None:
    assert place(only(changed("items.csv", content))) == ("E024", "items.csv", 0)


@pytest.mark.parametrize("before", [0, (1 << 20) - 1, 1 << 20])
def test_not_utf8_says_where(changed: Change, before: int) -> None:
    folder = changed("items.csv", b"name\n" + b"x\n" * (before // 2) + b"Z\xfcrich\n")
    at = 5 + before // 2 * 2 + 1
    with pytest.raises(BadData, match=rf"`items.csv` must be text in UTF-8. Got byte 0xfc at offset {at}\."):
        read_network(folder)


def test_utf8_cut_off_at_the_end(changed: Change) -> None:
    with pytest.raises(BadData, match="byte 0xc3 at offset 6"):
        read_network(changed("items.csv", b"name\nZ\xc3"))


def test_every_unreadable_file_is_told_at_once(changed: Change) -> None:
    changed("items.csv", b"\xff\xfen\0a\0")
    with pytest.raises(BadData) as caught:
        read_network(changed("network.toml", 'name = "tiny"\ncurrency = EUR\n'))
    assert [place(f) for f in caught.value.findings] == [
        ("E022", "network.toml", 2),
        ("E023", "items.csv", 0),
    ]


def test_too_large_too_long_and_no_file(
    changed: Change, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = changed("items.csv", "name\n" + "x" * 100)
    with pytest.raises(BadData, match=r"at most 50 bytes. Got 105"):
        read_delimited(folder / "items.csv", limit=50)
    monkeypatch.setattr("echelon.connect.delimited.LONGEST_LINE", 50)
    monkeypatch.setattr("echelon.connect.delimited._CHUNK", 10)
    with pytest.raises(BadData, match=r"A line of `items.csv`"):
        read_network(folder)
    (folder / "items.csv").unlink()
    os.mkfifo(folder / "items.csv")
    with pytest.raises(BadData, match="ordinary file"):
        read_network(folder)


def test_a_folder_named_as_a_file(changed: Change) -> None:
    folder = changed("notes.md", "")
    (folder / "calendars.csv").mkdir()
    with pytest.raises(BadData, match="must be an ordinary file"):
        read_network(folder)


def test_links_are_followed(changed: Change, tmp_path: Path) -> None:
    folder = changed("notes.md", "")
    (folder / "items.csv").rename(tmp_path / "elsewhere.csv")
    (folder / "items.csv").symlink_to(tmp_path / "elsewhere.csv")
    assert not read_network(folder).findings


def test_files_unknown_and_missing(changed: Change) -> None:
    folder = changed("stuff.bin", "")
    changed("calender.csv", "")
    changed(".hidden", "")
    changed("README.md", "")
    (folder / "items.csv").unlink()
    (folder / "network.toml").unlink()
    found = read_network(folder).findings
    assert [(f.code, f.file, f.level) for f in found] == [
        ("E029", "calender.csv", "warning"),
        ("E029", "stuff.bin", "warning"),
        ("E032", "network.toml", "warning"),
        ("E032", "items.csv", "error"),
    ]
    assert "`calendars.csv`" in found[0].remedy


def test_no_sites_is_no_network(changed: Change) -> None:
    folder = changed("notes.md", "")
    (folder / "sites.csv").rename(folder / "site.csv")
    with pytest.raises(BadData, match=r"`sites.csv` must be there.*Did you mean `site.csv`\?"):
        read_network(folder)


def test_no_such_place(tmp_path: Path) -> None:
    (tmp_path / "chain8").mkdir()
    (tmp_path / "net.ods").write_text("x")
    with pytest.raises(BadData, match=r"Got nothing there. Did you mean `chain8`\? \(E021\)"):
        read_network(tmp_path / "chain9")
    with pytest.raises(BadData, match="another kind"):
        read_network(tmp_path / "net.ods")
    with pytest.raises(BadData, match="nothing there"):
        read_network(tmp_path / "no" / "where")


def test_text_that_looks_like_a_formula_is_kept(small: Network, tmp_path: Path) -> None:
    write_network(small, tmp_path / "net")
    again = read_network(tmp_path / "net")
    assert again["item"]["description"].tolist() == small["item"]["description"].tolist()
    assert again["demand"]["customer"].tolist() == ["+49 30"]


def test_what_is_written(small: Network, tmp_path: Path) -> None:
    write_network(small, tmp_path / "net")
    assert (tmp_path / "net" / "stock_points.csv").read_bytes() == (
        'site,item,target_stock,initial_stock\nKobe,drill,1000000,\n"Łódź, Nord",drill,2.5,0\n'.encode()
    )
    assert (tmp_path / "net" / "network.toml").read_text() == (
        'name = "tiny"\ndescription = "Made up."\ncurrency = "JPY"\nstart_date = "2026-01-01"\n'
        'holding_rate_per_year = 0.25\ntimetable = "standard"\nfictional = true\n'
        'assumptions = [\n    "One.",\n    "Two.",\n]\n'
    )
    assert not (tmp_path / "net" / "calendars.csv").exists()


def test_findings_come_through_a_second_writing(changed: Change, tmp_path: Path) -> None:
    net = read_network(changed("items.csv", "name,unit_value\ndrill,inf\nbit,x\n,2\n"))
    write_network(net, tmp_path / "again")
    assert [f.code for f in read_network(tmp_path / "again").findings] == ["E003", "E007", "E007"]
