"""Symbols are files of the data folder: a small part of SVG, everything else is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.edit.check import symbol_problems
from geo.errors import DataError
from geo.io.symbols import read_symbol, symbol_files, symbols
from geo.strings import kind_symbols
from geo.tables import DATA, Tables

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'


def drawn(folder: Path, *, head: str = HEAD, inside: str) -> Path:
    path = folder / "symbols" / "hut.svg"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{head}{inside}</svg>", encoding="utf-8")
    return path


def test_a_symbol_is_read(tmp_path: Path) -> None:
    path = drawn(
        tmp_path,
        inside='<path d="M2,3 L 20 21Z" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M 4 4 A 3 3 0 1 1 8 4 Z"/>',
    )
    line, disc = read_symbol(path)
    assert (line.d, line.fill, line.stroke, line.width) == ("M 2 3 L 20 21 Z", "none", "main", 1.5)
    assert (disc.d, disc.fill, disc.stroke) == ("M 4 4 A 3 3 0 1 1 8 4 Z", "main", "none")


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("", "draws nothing"),
        ("<circle r='3'/>", "<circle> is not drawn"),
        ("<g><path d='M 1 1 H 2'/></g>", "<g> is not drawn"),
        ("<path d='M 1 1 H 2' onclick='x()'/>", "'onclick'"),
        ("<path d='M 1 1 H 2' fill='red'/>", "fill is 'red'"),
        ("<path d='M 1 1 H 2' stroke-width='thick'/>", "stroke-width is 'thick'"),
        ("<path d='M 1 1 h 2'/>", "path command 'h'"),
        ("<path d='H 2'/>", "path command 'H'"),
        ("<path d='M 1 1 L 2'/>", "L takes 2"),
        ("<path d='M 1 1 Z 3'/>", "Z takes 0"),
        ("<path d='M 1 1 H 25'/>", "leaves the grid"),
        ("<path d='M 1 1 A 90 90 0 0 1 2 -1'/>", "leaves the grid"),
        ("<path d='M 1 1 &quot;'/>", "path data"),
        ("<path/>", "no d"),
        ("<path d='M 1 1 H 2'>", "mismatched tag"),
    ],
)
def test_what_is_no_symbol_is_refused(tmp_path: Path, inside: str, told: str) -> None:
    with pytest.raises(DataError) as refused:
        read_symbol(drawn(tmp_path, inside=inside))
    assert told in str(refused.value)
    assert refused.value.where == "symbols/hut.svg"
    assert refused.value.remedy


def test_only_small_files_on_the_grid_without_entities(tmp_path: Path) -> None:
    bomb = f'<!DOCTYPE svg [<!ENTITY a "aaaa">]>{HEAD}'
    wide = HEAD.replace("24 24", "48 48")
    for head, told in ((bomb, "document type"), (wide, "is no symbol")):
        with pytest.raises(DataError, match=told):
            read_symbol(drawn(tmp_path, head=head, inside="<path d='M 1 1 H 2'/>"))
    with pytest.raises(DataError, match="bytes"):
        read_symbol(drawn(tmp_path, inside=" " * 20_000))
    with pytest.raises(DataError, match="cannot be read"):
        read_symbol(tmp_path / "none.svg")


def test_a_data_folder_adds_symbols_and_has_the_last_word(tmp_path: Path) -> None:
    path = drawn(tmp_path, inside="<path d='M 1 1 H 2'/>")
    found = symbol_files(tmp_path)
    assert found["hut"] == path
    assert found["school"] == DATA / "symbols" / "school.svg"
    assert "hut" not in symbol_files()


def test_the_check_names_bad_symbols_kinds_without_one_and_groups_without_words(
    tmp_path: Path,
) -> None:
    drawn(tmp_path, inside="<rect/>")
    kinds = (
        "id,group,name_vi,name_en,symbol\n"
        "school,social,Trường,School,school\n"
        "bee-yard,bees,Trại ong,Bee yard,bee-yard\n"
    )
    tables = Tables(DATA / "tables", {"kinds": kinds.encode()})
    told = [str(problem) for problem in symbol_problems(tmp_path, tables)]
    assert len(told) == 3
    assert told[0].startswith("symbols/hut.svg: <rect> is not drawn")
    assert "'bee-yard', draw data/symbols/bee-yard.svg" in told[1]
    assert "add kind-group.bees to strings.csv" in told[2]


def test_every_symbol_of_the_house_is_that_of_a_kind_or_of_a_rank() -> None:
    ranks = {"gate-international", "gate-secondary", "airport-closed"}
    assert set(symbols()) == {*kind_symbols().values(), *ranks}
