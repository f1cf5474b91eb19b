"""The bench's data: of the asked size, whole, the same each time, and read through the variable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from geo.catalog.catalog import digest_of
from geo.io.load import load
from geo.model import AreaFrame
from geo.tables import DATA, DATA_VARIABLE
from tests.bench.synthetic import Size, write

SIZE = Size(parts=2, projects=120)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bench") / "data"
    write(DATA, target, SIZE)
    return target


def test_the_folder_loads_with_the_asked_size(folder: Path) -> None:
    real, grown = load(DATA), load(folder)
    assert len(grown.projects) == SIZE.projects
    assert len(grown.areas.frame(AreaFrame.COMMUNE)) > 1.9 * len(
        real.areas.frame(AreaFrame.COMMUNE)
    )
    assert all(project.pieces for project in grown.projects.values() if "SYN-" in project.id)
    assert real.projects.keys() < grown.projects.keys()


def test_the_areas_are_still_one_clean_coverage(folder: Path) -> None:
    real, grown = load(DATA).areas, load(folder).areas
    assert shapely.coverage_is_valid([atom.geometry for atom in grown.atoms])
    assert grown.province.area == pytest.approx(real.province.area, rel=1e-6)


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write(DATA, tmp_path / "again", SIZE)
    assert digest_of(tmp_path / "again") == digest_of(folder)


def test_the_variable_names_another_data_folder(folder: Path) -> None:
    script = "from geo.io.load import load; print(len(load().projects))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {DATA_VARIABLE: str(folder)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(SIZE.projects)]
