"""The projects of a view as zipped shapefiles in VN-2000, for older tools.

One shapefile a kind of geometry, in EPSG:9206 (VN-2000 / TM-3 104-00, metres), with ``.prj`` and
a ``.cpg`` that says UTF-8. Names of fields have at most ten letters; a text file in the archive
says what each means. The format holds 254 bytes a cell: longer texts are cut, and end in "…".
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyogrio

from briefing.data.archive import add_file
from briefing.data.tables import SHAPES, about_text, project_frame
from geo.crs import VN2000_SON_LA
from geo.files import temporary_folder
from geo.query.fields import columns
from geo.strings import say

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd

    from geo.query.view import View

# dBASE III: a cell of type C.
MOST_BYTES = 254
_ORDER = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def shapefiles(view: View, link: str = "") -> bytes:
    """Return the projects of a view as a ZIP archive of shapefiles.

    Parameters
    ----------
    link
        Address that opens the same view, for the text file in the archive.
    """
    out = io.BytesIO()
    with (
        temporary_folder() as folder,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        written = []
        for shape in SHAPES:
            frame = project_frame(view, shape)
            # A shapefile without features has no kind of geometry: older tools refuse it.
            if len(frame):
                written.append((shape, len(frame)))
                for path in _write(folder, f"projects_{shape}s", frame, view.day):
                    add_file(archive, path.name, path.read_bytes(), view.day)
        add_file(archive, "README.txt", _readme(view, written, link).encode("utf-8-sig"), view.day)
    return out.getvalue()


def _write(folder: Path, name: str, frame: gpd.GeoDataFrame, day: date) -> list[Path]:
    """Write one shapefile; return its files in a fixed order."""
    short = frame.to_crs(VN2000_SON_LA)
    for column in short.columns.drop("geometry"):
        if short[column].dtype == object:
            short[column] = [cut(value) for value in short[column]]
        elif short[column].dtype == bool:
            short[column] = short[column].astype("int16")
    short = short.rename(columns={column.id: column.short for column in columns()})
    whole = {kind.removeprefix("Multi") for kind in short.geom_type}.pop()
    many = whole != "Point" or "MultiPoint" in set(short.geom_type)
    pyogrio.write_dataframe(
        short,
        folder / f"{name}.shp",
        driver="ESRI Shapefile",
        geometry_type=f"Multi{whole}" if many else whole,
        promote_to_multi=many,
        layer_options={"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": day.isoformat()},
    )
    return [folder / f"{name}{ending}" for ending in _ORDER]


def cut(value: object) -> object:
    """Return a text as long as a cell of the format holds, cut between letters."""
    if not isinstance(value, str) or len(value.encode()) <= MOST_BYTES:
        return value
    room = MOST_BYTES - len("…".encode())
    return value.encode()[:room].decode(errors="ignore") + "…"


def _readme(view: View, written: list[tuple[str, int]], link: str) -> str:
    language = view.selection.language
    files = [
        f"projects_{shape}s.shp: {say(f'data.layer-{shape}', language)} ({count})"
        for shape, count in written
    ]
    lines = files or [say("data.none", language)]
    legend = [
        f"{column.short:<10}  {column.id:<26}  {column.title(language)}" for column in columns()
    ]
    parts = (
        say("data.shp-grid", language),
        "\n".join(lines),
        say("data.shp-cut", language),
        "\n".join([say("data.shp-fields", language), *legend]),
    )
    return about_text(view, *parts, link=link).replace("\n", "\r\n")
