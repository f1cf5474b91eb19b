"""Under which words an item is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.road_names import spellings
from geo.strings import languages, say
from geo.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog.areas import Areas
    from geo.model import Agency, Asset, Corridor, Project, Section


def touched_codes(item: Project | Asset) -> set[str]:
    """Return the codes of all communes and districts that an item touches."""
    return {touch.code for _, touches in item.touches for touch in touches}


def haystack(
    item: Project | Asset,
    areas: Areas,
    sections: Mapping[str, Section],
    agencies: Mapping[str, Agency],
    corridors: Mapping[str, Corridor],
) -> tuple[str, ...]:
    """Return the folded words under which a project or asset is found.

    Its id, names, kind, road numbers in their spellings, ends, class, agencies, the areas of
    both frames that it touches, and the river of its corridor.
    """
    refs = {getattr(item, "road_ref", ""), getattr(item, "ref", "")}
    refs |= {sections[piece.origin].ref for piece in item.pieces if piece.origin in sections}
    spoken = [item.id, *(say(f"kind.{item.kind}", language) for language in languages())]
    spoken += [name for ref in refs if ref for name in spellings(ref)]
    for code in sorted(touched_codes(item)):
        spoken += areas[code].full_name.values()
    for agency_id in item.agency_ids:
        spoken += agencies[agency_id].name.values() if agency_id in agencies else ()
    for corridor_id in item.corridor_ids:
        for stretch in corridors[corridor_id].stretches if corridor_id in corridors else ():
            section = sections[stretch.section_id]
            spoken += section.name.values() if section.road_class == "river" else ()
    for field in ("name", "start", "end", "class_target"):
        spoken += getattr(item, field).values() if hasattr(item, field) else ()
    return tuple(dict.fromkeys(word for phrase in spoken for word in words(phrase)))
