"""*Thêm hình dạng*: what a file was recognised as, once nothing of it is in question."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import shapely

from geo.proposals.proposal import YES, FormReader
from geo.shapes.letters import Letters, decode
from geo.shapes.recognise import Recognition, ShapeVerdict
from geo.trip.geometries import filed_draft
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from geo.proposals.proposal import FormGround, Proposal, Typed
    from geo.store.model import StoredChange

FILE: Final = "shape.file"
CRS: Final = "shape.crs"
OTHER_CRS: Final = "shape.other-crs"
LETTERS: Final = "shape.letters"
PART: Final = "shape.part"
BESIDE: Final = "shape.beside"
ALL_PARTS: Final = "all"
_MOST_SAMPLE: Final = 60


def plan_shape(
    project_id: str, found: Recognition | None, typed: Typed, ground: FormGround
) -> Proposal:
    """Return what a file adds to a project.

    Parameters
    ----------
    found
        What the file is; ``None`` while there is none.
    """
    reader = FormReader(ground, typed)
    source = reader.source_words()
    if found is None:
        reader.doubt(FILE, ValueDoubt("shape-file"))
        return reader.proposal(project_id)
    reader.changes += shape_changes(
        reader, project_id, found, source, beside=typed.get(BESIDE) == YES
    )
    return reader.proposal(project_id)


def shape_changes(
    reader: FormReader, project_id: str, found: Recognition, source: str, *, beside: bool = False
) -> tuple[StoredChange, ...]:
    """Return the changes that keep what a file is; none while anything of it is in question."""
    if not is_settled(found):
        # A shape is never placed on a guess.
        reader.doubt(FILE, ValueDoubt("shape-asked"))
        return ()
    try:
        return filed_draft(found, project_id, reader.ground.catalog, source, beside=beside)
    except ValueDoubt as doubt:
        reader.doubt("source" if doubt.key == "source-ahead" else FILE, doubt)
        return ()


def is_settled(found: Recognition) -> bool:
    """Tell whether nothing of a file is in question any more."""
    return found.verdict is ShapeVerdict.SURE and found.shape is not None


def parts_in_question(found: Recognition) -> tuple[shapely.Geometry, ...]:
    """Return the lines of a file with two alignments (EPSG:4326), none where there is no choice."""
    if found.line is None or not found.line.alternatives or found.shape is None:
        return ()
    return tuple(shapely.get_parts(found.shape))


def with_part(found: Recognition, part: str) -> Recognition:
    """Return a recognition in which one of two alignments was chosen, or both.

    Parameters
    ----------
    part
        Its number from 0, or `ALL_PARTS`; anything else answers nothing.
    """
    parts = parts_in_question(found)
    if part == ALL_PARTS and parts:
        return replace(found, verdict=ShapeVerdict.SURE)
    if part.isdecimal() and int(part) < len(parts):
        return replace(found, verdict=ShapeVerdict.SURE, shape=parts[int(part)])
    return found


def letter_samples(found: Recognition) -> dict[str, str]:
    """Return how the texts of a file read in each of the ways to write them, where they do."""
    texts = [
        value
        for one in found.raw.features
        for value in one.cells.values()
        if isinstance(value, (str, bytes)) and not value.isascii()
    ]
    samples = {}
    for letters in Letters:
        try:
            read = [decode(text, letters) for text in texts[:3]]
        except UnicodeError:
            continue
        shown = "; ".join("".join(c for c in text if c.isprintable()) for text in read)
        samples[letters.value] = shown[:_MOST_SAMPLE]
    return samples
