"""DXF drawings: lines, arcs and curves as lines, texts with their layers, blocks within limits."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.shapes.raw import MAX_VERTICES, Cell, RawFeature, RawFile, ShapeFileError, finite, flat

if TYPE_CHECKING:
    from ezdxf.entities.dxfentity import DXFEntity

_LINES: Final = frozenset(
    {"LINE", "LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE", "HELIX"}
)
_MOST_DEEP, _MOST_ENTITIES, _MOST_TEXTS = 6, 200_000, 2_000
# Curves become lines that stay so near to them, in the units of the drawing: centimetres.
_NEAR: Final = 0.05
_BINARY: Final = b"AutoCAD Binary DXF"


def read_drawing(data: bytes, name: str) -> RawFile:
    """Return the lines, points and texts of the model space of a DXF.

    Raises
    ------
    ShapeFileError
        If it cannot be read, or its blocks unfold to too much.
    """
    from ezdxf import recover
    from ezdxf.lldxf.const import DXFError

    if data.startswith(_BINARY):
        raise ShapeFileError("shapes.error-binary-dxf", name)
    try:
        document, _ = recover.read(io.BytesIO(data), errors="surrogateescape")
        features = list(_features(document.modelspace(), name))
    except ShapeFileError:
        raise
    except (
        DXFError,
        OSError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        RecursionError,
        AssertionError,
        StopIteration,
    ) as error:
        raise ShapeFileError("shapes.error-broken", name) from error
    return RawFile("dxf", tuple(features))


def _features(space: Iterable[DXFEntity], name: str) -> Iterator[RawFeature]:
    vertices = texts = 0
    for number, entity in enumerate(_unfolded(space, name, 0, [0]), start=1):
        layer: dict[str, Cell] = {"layer": _letters(str(entity.dxf.layer))}
        kind = entity.dxftype()
        where = f"{name}:{number}"
        if kind in ("TEXT", "MTEXT") and texts < _MOST_TEXTS:
            texts += 1
            yield RawFeature(where, None, {**layer, "text": _text(entity)})
            continue
        geometry = _geometry(entity, kind, where)
        if geometry is None:
            continue
        vertices += int(shapely.get_num_coordinates(geometry))
        if vertices > MAX_VERTICES:
            raise ShapeFileError("shapes.error-many", name, features=number, vertices=MAX_VERTICES)
        yield RawFeature(where, flat(geometry, where), layer)


def _unfolded(
    space: Iterable[DXFEntity], name: str, depth: int, seen: list[int]
) -> Iterator[DXFEntity]:
    """Yield entities, those of inserted blocks as they lie in the drawing."""
    for entity in space:
        seen[0] += 1
        if seen[0] > _MOST_ENTITIES or depth > _MOST_DEEP:
            raise ShapeFileError(
                "shapes.error-many", name, features=_MOST_ENTITIES, vertices=MAX_VERTICES
            )
        if entity.dxftype() == "INSERT":
            insert: Any = entity
            yield from _unfolded(insert.virtual_entities(), name, depth + 1, seen)
        else:
            yield entity


def _geometry(entity: DXFEntity, kind: str, where: str) -> shapely.Geometry | None:
    if kind == "POINT":
        spot = entity.dxf.location
        return shapely.points(finite(spot.x, spot.y, where))
    if kind not in _LINES:
        return None
    from ezdxf.path import make_path

    xy = [finite(spot.x, spot.y, where) for spot in make_path(entity).flattening(_NEAR)]
    return shapely.linestrings(xy) if len(xy) > 1 else None


def _text(entity: Any) -> Cell:  # noqa: ANN401 - the library types texts by a union of its own
    words = entity.plain_text()
    return _letters(str(words))


def _letters(words: str) -> Cell:
    """Return a text as the bytes that the file holds, where its code page has no such letters."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return words.encode("cp1252", errors="surrogateescape")
    return words
