"""What a foreign file is, said in words: its place on the earth, its letters, its road.

Sure, and then shown for confirming; or asked, with the three best to choose from; or refused. A
shape is never placed on a guess alone: while the system is in question there is no geometry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import shapely
from pyproj.exceptions import ProjError

from geo.crs import DECIMALS, WGS84
from geo.errors import UnknownIdError
from geo.road_names import format_km
from geo.shapes.crs import (
    NO_SHIFT,
    WIDE_SCALE,
    CrsBasis,
    CrsFound,
    Placing,
    central_meridian,
    crs_of,
    place_by,
    place_shape,
    recognise_crs,
)
from geo.shapes.letters import (
    Letters,
    LettersFound,
    declared_letters,
    decode,
    recognise_letters,
    vocabulary,
)
from geo.shapes.line import CleanLine, FollowedRoad, clean_lines, followed_road
from geo.shapes.network import road_network
from geo.shapes.read import read_file
from geo.strings import format_number, say
from geo.text import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.catalog.catalog import Catalog
    from geo.shapes.raw import RawFile

_MOST_ATTRIBUTES: Final = 200

# West, south, east and north in degrees.
Reach = tuple[float, float, float, float]


class ShapeVerdict(StrEnum):
    """What becomes of a file."""

    SURE = "sure"
    ASK = "ask"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answers:
    """What a person says of a file, and has answered already.

    Parameters
    ----------
    project_id
        The project that it is for: of two roads that are as near, the project's is named.
    crs
        ``EPSG:n``, one of the candidates or any other; empty while not asked.
    letters
        ``None`` while not asked.
    """

    project_id: str = ""
    crs: str = ""
    letters: Letters | None = None
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True)
class Recognition:
    """What a file was recognised as.

    Parameters
    ----------
    placing
        The system that counts, or the first to ask about; ``None`` where there is none.
    candidates
        The systems to choose from; drawn by :meth:`placed`.
    attributes
        Of each feature, in Unicode.
    shape
        In EPSG:4326; ``None`` while the system is in question.
    message
        Everything in words, one line.
    reach
        Beyond it (EPSG:4326) nothing of the file is taken.
    """

    verdict: ShapeVerdict
    placing: Placing | None
    basis: CrsBasis
    candidates: tuple[Placing, ...]
    letters: Letters
    attributes: tuple[dict[str, object], ...]
    road: FollowedRoad | None
    line: CleanLine | None
    shape: BaseGeometry | None
    message: str
    raw: RawFile
    reach: Reach

    def placed(self, placing: Placing) -> BaseGeometry:
        """Return the shape in EPSG:4326 as one of the candidates places it."""
        placed, _ = place_all(self.raw, placing, self.reach)
        return shape_of(placed, self.raw.kind)[0]

    def record(self) -> dict[str, Any]:
        """Return the JSON-ready record of ``geo add-shape``."""
        road = self.road
        return {
            "verdict": self.verdict.value,
            "crs": self.placing.crs if self.placing else None,
            "crs_from": self.basis.value,
            "candidates": [
                {"crs": one.crs, "median_m": round(one.median_m, 1)} for one in self.candidates
            ],
            "encoding": self.letters.value,
            "attributes": list(self.attributes),
            "road": road.route.id if road else None,
            "km_from": round(road.km_from, 3) if road else None,
            "km_to": round(road.km_to, 3) if road else None,
            "reversed": road.reversed if road else None,
            "geometry": _geojson(self.shape) if self.shape else None,
            "message": self.message,
        }


def refused_record(message: str) -> dict[str, Any]:
    """Return the record of a file that cannot be read."""
    empty = dict.fromkeys(("crs", "crs_from", "encoding", "road", "km_from", "km_to", "reversed"))
    lists: dict[str, Any] = {"candidates": [], "attributes": []}
    return {"verdict": ShapeVerdict.REFUSED.value, **empty, **lists, "geometry": None} | {
        "message": message
    }


def recognise(
    data: bytes,
    name: str,
    catalog: Catalog,
    answers: Answers | None = None,
) -> Recognition:
    """Return what a file is.

    Raises
    ------
    ShapeFileError
        If it cannot be read.
    UnknownIdError
        If there is no such project, or no such coordinate system as was answered.
    """
    answers = answers or Answers()
    project_id, language = answers.project_id, answers.language
    if project_id and project_id not in catalog.projects:
        raise UnknownIdError(say("shapes.error-project", language, value=project_id))
    raw = read_file(data, name)
    letters = _letters(raw, catalog, answers)
    shapes = [one.geometry for one in raw.features if one.geometry is not None]
    pieces = catalog.projects[project_id].pieces if project_id else ()
    network = road_network(catalog).around([piece.geometry for piece in pieces])
    parts: list[str] = []
    if answers.crs:
        try:
            given = place_by(answers.crs, shapes, network)
        except ProjError:
            words = say("shapes.error-crs", language, value=answers.crs)
            raise UnknownIdError(words) from None
        placings = (given,) if given else ()
        found = CrsFound(placings, "", declared_inside=False, sure=True, local=False)
        basis = CrsBasis.USER
    else:
        found = recognise_crs(shapes, raw.declared_crs, network)
        basis = found.basis
    placing = found.placings[0] if found.placings else None
    placed: list[BaseGeometry] = []
    far = 0
    if placing and found.sure:
        placed, far = place_all(raw, placing, network.reach)
    shape, line = shape_of(placed, raw.kind) if placed else (None, None)
    asked = catalog.projects[project_id].road_ref if project_id else ""
    road = followed_road(line.shape, catalog, asked) if line else None
    verdict = _verdict(found, letters, line, answers)
    parts += _crs_words(raw, found, basis, road, answers)
    parts += _letters_words(raw, letters, language)
    parts += _line_words(raw, line, road, language)
    parts += _left_out_words(placed, line, far, language)
    if verdict is ShapeVerdict.ASK:
        parts.append(_question(found, letters, language))
    attributes = _attributes(raw, letters.letters)
    candidates = found.candidates()
    return Recognition(
        verdict,
        placing,
        basis,
        candidates,
        letters.letters,
        attributes,
        road,
        line,
        shape,
        " ".join(parts),
        raw,
        network.reach,
    )


def place_all(raw: RawFile, placing: Placing, reach: Reach) -> tuple[list[BaseGeometry], int]:
    """Return the shapes of a file in EPSG:4326 as a system places them, and how many lie far off.

    Those are left out: the frame of a sheet, drawn at nought beside a line in real coordinates.
    """
    shapes = (one.geometry for one in raw.features)
    placed = [place_shape(shape, placing) for shape in shapes if shape is not None]
    parts = [part for shape in placed for part in shapely.get_parts(shape)]
    box = shapely.box(*reach)
    near = [part for part in parts if shapely.intersects(part, box)]
    return (near, len(parts) - len(near)) if len(near) < len(parts) else (placed, 0)


def shape_of(placed: Sequence[BaseGeometry], kind: str) -> tuple[BaseGeometry, CleanLine | None]:
    """Return what shapes (EPSG:4326) are as one: lines joined and cleaned, else as they are.

    Parameters
    ----------
    kind
        Of the file: frames and signs of a ``dxf`` are left out.
    """
    line = clean_lines(placed, is_drawing=kind == "dxf")
    if line:
        return line.shape, line
    whole = placed[0] if len(placed) == 1 else shapely.union_all(list(placed))
    # A point is surveyed to the centimetre.
    return shapely.transform(whole, lambda xy: xy.round(DECIMALS + 1)), None


def _verdict(
    found: CrsFound, letters: LettersFound, line: CleanLine | None, answers: Answers
) -> ShapeVerdict:
    if not found.placings:
        return ShapeVerdict.ASK if found.local else ShapeVerdict.REFUSED
    recipe = "/" in found.placings[0].crs and not answers.crs
    two_ways = line is not None and line.alternatives
    if not found.sure or recipe or two_ways or not letters.sure:
        return ShapeVerdict.ASK
    return ShapeVerdict.SURE


def _letters(raw: RawFile, catalog: Catalog, answers: Answers) -> LettersFound:
    if answers.letters:
        return LettersFound(answers.letters, sure=True, needed=True)
    texts = [
        value
        for one in raw.features[:_MOST_ATTRIBUTES]
        for value in one.cells.values()
        if isinstance(value, (str, bytes))
    ]
    return recognise_letters(texts, vocabulary(catalog), raw.declared_letters)


def _attributes(raw: RawFile, letters: Letters) -> tuple[dict[str, object], ...]:
    return tuple(
        {_shown(key, letters): _shown(value, letters) for key, value in one.cells.items()}
        for one in raw.features[:_MOST_ATTRIBUTES]
    )


def _shown(value: object, letters: Letters) -> Any:  # noqa: ANN401 - a cell, its texts decoded
    if not isinstance(value, (str, bytes)):
        return value
    if value.isascii():
        return value if isinstance(value, str) else value.decode("ascii")
    try:
        return decode(value, letters)
    except UnicodeError:
        return value if isinstance(value, str) else value.decode("utf-8", errors="replace")


def crs_words(crs_id: str, language: str) -> str:
    """Return the name of a system as people say it: "VN-2000, kinh tuyến trục 104°00′"."""
    base, *changes = crs_id.split("/")
    crs = crs_of(base)
    meridian = central_meridian(crs)
    if "VN-2000" in crs.name and meridian is not None:
        zone = 3 if "TM-3" in crs.name else 6
        degrees = f"{int(meridian)}°{round(meridian % 1 * 60):02d}′"
        words = say("shapes.crs-vn2000", language, meridian=degrees, zone=zone)
    else:
        words = crs.name
    words = f"{words} ({base})"
    for change, key in ((NO_SHIFT, "shapes.crs-no-shift"), (WIDE_SCALE, "shapes.crs-wide-scale")):
        if change in changes:
            words = f"{words}, {say(key, language)}"
    return words


def _crs_words(
    raw: RawFile,
    found: CrsFound,
    basis: CrsBasis,
    road: FollowedRoad | None,
    answers: Answers,
) -> list[str]:
    language = answers.language
    if found.local:
        return [say("shapes.local", language)]
    if not found.placings:
        key = "shapes.outside-as" if answers.crs else "shapes.outside"
        crs = crs_words(answers.crs, language) if answers.crs else ""
        return [say(key, language, crs=crs)]
    placing = found.placings[0]
    if not found.sure:
        parts = [say("shapes.unsure", language)]
    else:
        off = format_number(road.median_m if road else placing.median_m, language)
        named = road.route.id if road else say("shapes.nearest-road", language)
        crs = crs_words(placing.crs, language)
        parts = [say("shapes.read-as", language, crs=crs, off=off, road=named)]
    if placing.swapped and found.sure:
        parts.append(say("shapes.swapped", language))
    if answers.crs:
        return parts
    parts += _declared_words(raw, found, basis, language)
    return parts


def _declared_words(raw: RawFile, found: CrsFound, basis: CrsBasis, language: str) -> list[str]:
    if not raw.declared_crs:
        return [say("shapes.no-prj", language)]
    if not found.declared:
        return [say("shapes.prj-unread", language)]
    declared = crs_words(found.declared, language)
    if not found.declared_inside:
        return [say("shapes.prj-outside", language, crs=declared)]
    if basis is not CrsBasis.PRJ and found.sure:
        off = next(one.median_m for one in found.placings if one.crs == found.declared)
        said = format_number(off, language)
        return [say("shapes.prj-wrong", language, crs=declared, off=said)]
    if not found.sure and found.declared != WGS84:
        return [say("shapes.prj-says", language, crs=declared)]
    return []


def _letters_words(raw: RawFile, letters: LettersFound, language: str) -> list[str]:
    if not letters.needed:
        return []
    name = say(f"shapes.letters-{letters.letters}", language)
    parts = [say("shapes.letters", language, letters=name)]
    said = declared_letters(raw.declared_letters)
    if raw.declared_letters and said is not letters.letters:
        parts.append(say("shapes.cpg-lies", language, value=raw.declared_letters[:20]))
    return parts


def _line_words(
    raw: RawFile, line: CleanLine | None, road: FollowedRoad | None, language: str
) -> list[str]:
    parts = []
    if road:
        kms = [
            format_km(km) if road.official else f"{format_number(km, language, 1)} km"
            for km in (road.km_from, road.km_to)
        ]
        key = "shapes.follows" if road.official else "shapes.follows-from-start"
        parts.append(say(key, language, road=road.route.id, km_from=kms[0], km_to=kms[1]))
        if road.reversed:
            parts.append(say("shapes.reversed", language))
    if line is None:
        return parts
    if line.pieces > 1 and not line.carriageways and not line.alternatives:
        joined = say("shapes.joined", language, count=line.pieces)
        parts.append(joined)
    if line.gaps and not line.carriageways and not line.alternatives:
        parts.append(say("shapes.gaps", language, count=line.gaps))
    if line.carriageways:
        parts.append(say("shapes.carriageways", language))
    if line.alternatives:
        parts.append(say("shapes.alternatives", language))
    if line.closed:
        parts.append(say("shapes.closed", language))
    if line.spikes:
        parts.append(say("shapes.spikes", language, count=line.spikes))
    if raw.kind in ("csv", "xlsx"):
        parts.append(say("shapes.points-in-order", language))
    return parts


def _left_out_words(
    placed: Sequence[BaseGeometry], line: CleanLine | None, far: int, language: str
) -> list[str]:
    parts = [say("shapes.far-off", language, count=far)] if far else []
    kinds = shapely.get_dimensions(shapely.get_parts(list(placed))).tolist() if line else []
    if line and line.symbols:
        parts.append(say("shapes.signs", language, count=line.symbols))
    others = sum(kind != 1 for kind in kinds)
    if others:
        parts.append(say("shapes.lines-only", language, count=others))
    return parts


def _question(found: CrsFound, letters: LettersFound, language: str) -> str:
    if not letters.sure:
        return say("shapes.ask-letters", language)
    if found.local or not found.placings:
        return say("shapes.ask-local", language)
    if found.sure and "/" not in found.placings[0].crs:
        return say("shapes.ask-alternatives", language)
    names = "; ".join(
        say(
            "shapes.candidate",
            language,
            crs=crs_words(one.crs, language),
            off=format_number(one.median_m, language),
        )
        for one in found.candidates()
    )
    return say("shapes.ask-crs", language, candidates=names)


def _geojson(shape: BaseGeometry) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found
