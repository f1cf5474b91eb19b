"""*Thêm ảnh*: photos of the site of a project, each with its day, its caption and who took it.

Day and place that a camera has written are offered; they are kept where whoever hands the photo in
says so. Fields of one photo are called by its digest: ``photo.3fa9c01b.caption``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from shapely.geometry import Point

from geo.crs import to_grid
from geo.dates import PartialDate
from geo.proposals.proposal import YES, FormReader
from geo.text import WRITTEN_LANGUAGES
from geo.trip.fields import TripField, ValueKind
from geo.trip.values import ValueDoubt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.model import Project
    from geo.photos.picture import SitePhoto
    from geo.proposals.proposal import FormGround, Proposal, Typed

FILES: Final = "photo.files"
AUTHOR: Final = "photo.author"
MOST_PHOTOS: Final = 10
"""So many come in one batch at most."""
_TABLE: Final = "photos"
_FAR_KM: Final = 5.0
_MOST_LETTERS: Final = 200
_DECIMALS: Final = 6
_KEY_LETTERS: Final = 8


@dataclass(frozen=True)
class PhotoFields:
    """The fields of one photo in a form."""

    key: str

    @classmethod
    def of(cls, photo: SitePhoto) -> PhotoFields:
        """Return the fields of a photo."""
        return cls(photo.digest[:_KEY_LETTERS])

    @property
    def caption(self) -> str:
        """What is seen on it."""
        return f"photo.{self.key}.caption"

    @property
    def date(self) -> str:
        """When it was taken."""
        return f"photo.{self.key}.date"

    @property
    def place(self) -> str:
        """Whether the place that the camera has written is kept."""
        return f"photo.{self.key}.place"


def photo_id(project_id: str, photo: SitePhoto) -> str:
    """Return the id of a photo: the same file of the same project has the same."""
    return f"{project_id}-{photo.digest[:_KEY_LETTERS].upper()}"


def plan_photos(
    project_id: str, photos: Sequence[SitePhoto], typed: Typed, ground: FormGround
) -> Proposal:
    """Return what photos add to a project."""
    reader = FormReader(ground, typed)
    if not photos:
        reader.doubt(FILES, ValueDoubt("photo-none"))
        return reader.proposal(project_id)
    if len(photos) > MOST_PHOTOS:
        reader.doubt(FILES, ValueDoubt("photo-many", most=str(MOST_PHOTOS)))
        return reader.proposal(project_id)
    author = reader.read(TripField(AUTHOR, ValueKind.TEXT))
    for photo in photos:
        _add(reader, project_id, photo, author)
    made = reader.proposal(project_id)
    if made.draft is None:
        return made
    files = tuple(photo.jpeg for photo in photos)
    return replace(made, draft=replace(made.draft, files=files))


def _add(reader: FormReader, project_id: str, photo: SitePhoto, author: str) -> None:
    fields = PhotoFields.of(photo)
    caption = reader.read(TripField(fields.caption, ValueKind.TEXT))
    day = reader.read(TripField(fields.date, ValueKind.DATE))
    if not caption:
        reader.doubt(fields.caption, ValueDoubt("photo-caption"))
    elif len(caption) > _MOST_LETTERS:
        reader.doubt(fields.caption, ValueDoubt("photo-caption-long", most=str(_MOST_LETTERS)))
    if day and PartialDate.parse(day).first_day > reader.ground.today:
        reader.doubt(fields.date, ValueDoubt("photo-ahead"))
    id_ = photo_id(project_id, photo)
    if any(one.id == id_ for one in reader.ground.catalog.photos_of(project_id)):
        reader.doubt(fields.caption, ValueDoubt("photo-known"))
    lon, lat = photo.place if photo.place and reader.typed.get(fields.place) == YES else ("", "")
    cells = {
        "id": id_,
        "project_id": project_id,
        "digest": photo.digest,
        "date": day,
        # What a person wrote is not translated by us.
        **{f"caption_{each}": caption for each in WRITTEN_LANGUAGES},
        "author": author,
        "lon": _degrees(lon),
        "lat": _degrees(lat),
    }
    reader.add_row(_TABLE, cells)


def _degrees(value: float | str) -> str:
    return f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def away_km(photo: SitePhoto, project: Project) -> float | None:
    """Return how far from a project a photo was taken, ``None`` where either has no place."""
    if photo.place is None or not project.pieces:
        return None
    spot = to_grid(Point(*photo.place))
    return min(float(to_grid(one.geometry).distance(spot)) for one in project.pieces) / 1_000


def is_far(km: float | None) -> bool:
    """Tell whether a photo was taken so far away that it may be of something else."""
    return km is not None and km > _FAR_KM
