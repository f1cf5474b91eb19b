"""Areas in two frames, built from the atoms (commune ∩ former district), and what touches them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import WGS84, to_grid
from geo.errors import UnknownIdError
from geo.model import Area, AreaFrame, AreaOverlap, GeometryKind, GeometryPart
from geo.text import Text, nfc

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.tables import Feature

# Shorter contact than this comes from lines that end at or follow a boundary that is itself
# generalised to 30 m; it is no passage through the area.
MIN_OVERLAP_KM = 0.05
# Border gates lie on the province boundary, up to their own accuracy outside of it.
MAX_POINT_SNAP_M = 2_000.0
AreaOverlaps = tuple[tuple[AreaFrame, tuple[AreaOverlap, ...]], ...]
_ENGLISH_TYPES = {"huyện": "district", "thành phố": "city", "xã": "commune", "phường": "ward"}


@dataclass(frozen=True)
class Atom:
    """The smallest cell: the part of one commune in one former district."""

    id: str
    commune_code: str
    district_code: str
    area_km2: float
    geometry: BaseGeometry

    def code(self, frame: AreaFrame) -> str:
        """Return the code of the area that holds this atom in `frame`."""
        return self.commune_code if frame is AreaFrame.COMMUNE else self.district_code


@dataclass(frozen=True)
class Areas:
    """The coverage of the province in both frames.

    Parameters
    ----------
    atoms
        The cells; together they cover the province once.
    by_code
        Communes (5 digits) and districts (3 digits) by GSO code.
    """

    atoms: tuple[Atom, ...]
    by_code: Mapping[str, Area]

    def __getitem__(self, code: str) -> Area:
        """Return the area with GSO code `code`.

        Raises
        ------
        UnknownIdError
            If no commune or former district has that code.
        """
        try:
            return self.by_code[code]
        except KeyError:
            msg = f"no area has the code {code!r}; districts are 116 … 128, communes 5 digits"
            raise UnknownIdError(msg) from None

    def frame(self, frame: AreaFrame) -> tuple[Area, ...]:
        """Return the areas of one frame in the order of their codes."""
        areas = (area for area in self.by_code.values() if area.frame is frame)
        return tuple(sorted(areas, key=lambda area: area.code))

    @cached_property
    def province(self) -> BaseGeometry:
        """The outline of the province (EPSG:4326)."""
        return shapely.coverage_union_all([atom.geometry for atom in self.atoms])

    @cached_property
    def _grid(self) -> tuple[NDArray[np.object_], shapely.STRtree]:
        cells = np.array([to_grid(atom.geometry) for atom in self.atoms], dtype=object)
        shapely.prepare(cells)
        return cells, shapely.STRtree(cells)

    def atoms_of(self, code: str) -> tuple[Atom, ...]:
        """Return the atoms of a commune or district."""
        return self._atoms_by_code[self[code].code]

    @cached_property
    def _atoms_by_code(self) -> dict[str, tuple[Atom, ...]]:
        return {
            code: tuple(atom for atom in self.atoms if atom.code(area.frame) == code)
            for code, area in self.by_code.items()
        }

    def cells_at(self, xy: np.ndarray) -> np.ndarray:
        """Return the index in `atoms` of each point's atom, -1 outside of all.

        Parameters
        ----------
        xy
            Points in EPSG:9206, metres; shape ``(n, 2)``.
        """
        shapes, tree = self._grid
        places = np.full(len(xy), -1)
        points, cells = tree.query(shapely.points(xy))
        # The tree would prepare each of the many points; prepared cells are asked much faster.
        x, y = xy[points].T
        inside = shapely.intersects_xy(shapes[cells], x, y)
        points, cells = points[inside], cells[inside]
        # A point on a boundary lies in two cells: the first one has it.
        places[points[::-1]] = cells[::-1]
        return places

    def overlaps(self, pieces: Iterable[GeometryPart]) -> AreaOverlaps:
        """Return the areas that a geometry touches, in both frames, the longest overlap first.

        Lengths and areas are measured in EPSG:9206 and come from the geometry alone.
        """
        sums: dict[AreaFrame, dict[str, list[float]]] = {
            frame: defaultdict(lambda: [0.0, 0.0, 0.0]) for frame in AreaFrame
        }
        for piece in pieces:
            for atom, length, area, points in self._inside(piece):
                for frame in self._known_frames(piece):
                    cell = sums[frame][atom.code(frame)]
                    cell[0] += length
                    cell[1] += area
                    cell[2] += points
        return tuple(
            (frame, _ranked(sums[frame])) for frame in (AreaFrame.DISTRICT, AreaFrame.COMMUNE)
        )

    def ground_of(self, piece: GeometryPart) -> BaseGeometry:
        """Return where a part can be (EPSG:4326): its whole area where no more is known."""
        if piece.geometry_kind is GeometryKind.WITHIN:
            return self[piece.origin.partition(":")[2]].geometry
        return piece.geometry

    def _known_frames(self, piece: GeometryPart) -> tuple[AreaFrame, ...]:
        """Return the frames whose area is known: of "somewhere in a district" no commune is."""
        if piece.geometry_kind is not GeometryKind.WITHIN:
            return tuple(AreaFrame)
        area = self[piece.origin.partition(":")[2]]
        if area.frame is AreaFrame.DISTRICT or len(area.district_codes) > 1:
            return (area.frame,)
        return tuple(AreaFrame)

    def _inside(self, piece: GeometryPart) -> list[tuple[Atom, float, float, int]]:
        if piece.geometry_kind is GeometryKind.AREA:
            code = piece.origin.partition(":")[2]
            return [(atom, 0.0, atom.area_km2, 0) for atom in self.atoms_of(code)]
        cells, tree = self._grid
        shape = to_grid(piece.geometry)
        if shape.geom_type == "Point":
            nearest = tree.query_nearest(shape, max_distance=MAX_POINT_SNAP_M, all_matches=False)
            return [(self.atoms[int(index)], 0.0, 0.0, 1) for index in nearest]
        hits = [int(index) for index in tree.query(shape, predicate="intersects")]
        lengths = shapely.length(shapely.intersection(shape, cells[hits]))
        return [
            (self.atoms[index], float(metres) / 1_000, 0.0, 0)
            for index, metres in zip(hits, lengths, strict=True)
        ]


def _ranked(sums: Mapping[str, list[float]]) -> tuple[AreaOverlap, ...]:
    touches = [
        AreaOverlap(code, round(length, 3), round(area, 2), int(points))
        for code, (length, area, points) in sums.items()
        if length >= MIN_OVERLAP_KM or area or points
    ]
    touches.sort(key=lambda touch: (-touch.length_km, -touch.area_km2, touch.code))
    return tuple(touches)


def build_areas(features: Iterable[Feature]) -> Areas:
    """Return the areas of both frames from the atoms of ``data/shapes/areas.geojson``."""
    frame = gpd.GeoDataFrame(
        [{"atom": item.id, **item.properties, "geometry": item.geometry} for item in features],
        crs=WGS84,
    ).sort_values("atom")
    atoms = tuple(
        Atom(row.atom, row.commune_code, row.district_code, row.area_km2, row.geometry)
        for row in frame.itertuples()
    )
    by_code: dict[str, Area] = {}
    for which, field in ((AreaFrame.DISTRICT, "district"), (AreaFrame.COMMUNE, "commune")):
        merged = frame.dissolve(f"{field}_code", method="coverage", as_index=False)
        sums = frame.groupby(f"{field}_code")["area_km2"].sum()
        for row in merged.to_dict("records"):
            code = row[f"{field}_code"]
            own = [atom for atom in atoms if atom.code(which) == code]
            by_code[code] = Area(
                code=code,
                frame=which,
                name=Text((("vi", nfc(row[f"{field}_name"])),)),
                full_name=_full_name(row[f"{field}_name"], row[f"{field}_type"]),
                geometry=row["geometry"],
                area_km2=round(float(sums[code]), 2),
                district_codes=tuple(sorted({atom.district_code for atom in own})),
                commune_codes=tuple(sorted({atom.commune_code for atom in own})),
            )
    return Areas(atoms, by_code)


def _full_name(name: str, area_type: str) -> Text:
    english = _ENGLISH_TYPES.get(area_type.lower(), "")
    vietnamese = f"{area_type.capitalize()} {name}"
    return Text((("vi", nfc(vietnamese)), ("en", nfc(f"{name} {english}".strip()))))
