"""What stands on the ground, as a register: assets with all that is known, and kilometre posts.

The layers of the map show assets by symbol and name; their column ``item`` is the id here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd

from briefing.data.qml import QmlRule
from briefing.data.qml_labels import QmlLabel
from geo.crs import WGS84
from geo.escape import Syntax, escape
from geo.model import AreaFrame
from geo.reports.posts import located_posts
from geo.road_names import format_km
from geo.strings import say
from layers.style.typography import ROLES
from layers.themes.km_posts import MAX_UNCERTAINTY_KM
from layers.themes.km_posts import THEME as KM_POSTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.model import Asset
    from geo.query.view import View

_ASSET_TEXTS: Final = (
    "id", "kind", "kind_word", "name_vi", "name_en", "road_ref", "state", "state_word",
    "state_since", "geometry_kind", "evidence", "communes", "commune_names", "agencies",
    "agency_names", "corridors", "note", "sources",
)  # fmt: skip
_ASSET_TYPES: Final = dict.fromkeys(_ASSET_TEXTS, "object") | {"length_in_province_km": "Float64"}
_POST_PRIORITY: Final = 60
_POST_ZOOM: Final = 11.0


def asset_table(view: View) -> pd.DataFrame:
    """Return a table of all assets, those without a known place too, in the order of their ids."""
    rows = [_asset(view, asset) for _, asset in sorted(view.catalog.assets.items())]
    return pd.DataFrame(
        {
            name: pd.Series([row[name] for row in rows], dtype=kind)
            for name, kind in _ASSET_TYPES.items()
        }
    )


def _asset(view: View, asset: Asset) -> dict[str, Any]:
    catalog, language = view.catalog, view.selection.language
    touches = {**dict(asset.overlaps)} if asset.overlaps else {}
    communes = touches.get(AreaFrame.COMMUNE, ())
    agencies = [catalog.agencies[id_].name[language] for id_ in asset.agency_ids]
    drawn = any(piece.geometry_kind == "schematic" for piece in asset.pieces)
    km = round(sum(touch.length_km for touch in communes), 1)
    texts = {
        "id": asset.id,
        "kind": asset.kind,
        "kind_word": say(f"kind.{asset.kind}", language),
        "name_vi": asset.name["vi"],
        "name_en": asset.name["en"],
        "road_ref": asset.ref,
        "state": asset.state.value,
        "state_word": say(f"state.{asset.state}", language),
        "state_since": asset.state_since.iso() if asset.state_since else "",
        "geometry_kind": _joined(sorted({piece.geometry_kind.value for piece in asset.pieces})),
        "evidence": max(
            (piece.evidence.value for piece in asset.pieces if piece.evidence), default=""
        ),
        "communes": _joined(touch.code for touch in communes),
        "commune_names": _joined(catalog.areas[touch.code].name[language] for touch in communes),
        "agencies": _joined(asset.agency_ids),
        "agency_names": _joined(agencies),
        "corridors": _joined(asset.corridor_ids),
        "note": asset.note[language],
        "sources": _joined(asset.source_ids),
    }
    plain = {name: escape(text, Syntax.TEXT) or None for name, text in texts.items()}
    return {**plain, "length_in_province_km": km if km and not drawn else None}


def _joined(items: Iterable[str]) -> str:
    return ";".join(items)


def post_frame(view: View) -> gpd.GeoDataFrame:
    """Return a frame, EPSG:4326, of the kilometre posts that sources tell and the map finds."""
    language = view.selection.language
    records = [
        {
            "road_ref": post.record.route_id,
            "km": post.record.km,
            "label": f"{post.record.route_id} {format_km(post.record.km)}",
            "km_count": post.record.count or "today",
            "uncertainty_km": round(post.located.uncertainty_km, 2),
            "fit": post.fit.value,
            "commune": post.found_code or None,
            "source": post.record.source_id,
            "note": escape(post.record.note[language], Syntax.TEXT) or None,
            "geometry": post.located.geometry,
        }
        for post in located_posts(view.catalog)
        if post.located is not None
        and post.located.geometry.geom_type == "Point"
        # As on the map: of a drawing nobody knows where its kilometres are.
        and post.located.uncertainty_km <= MAX_UNCERTAINTY_KM
    ]
    return gpd.GeoDataFrame(records, geometry="geometry", crs=WGS84)


def post_rules(view: View) -> list[QmlRule]:
    """Return how the posts of sources are drawn: as those of the map."""
    words = say("data.layer-posts", view.selection.language)
    return [
        QmlRule('"km" IS NOT NULL', words, KM_POSTS.styles["post"], drawn=(KM_POSTS.id, "post"))
    ]


def post_names() -> list[QmlLabel]:
    """Return how the posts of sources are named, from near."""
    return [QmlLabel("label", ROLES["km-post"], "point", "", _POST_PRIORITY, _POST_ZOOM)]
