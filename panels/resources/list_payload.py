"""The words of all projects in the list: the browser fetches them once a catalog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.catalog import once_per_catalog
from geo.model import AreaFrame, Status
from geo.strings import languages, say, say_in_all, text
from geo.text import Text
from layers.style.symbols import STATUS_LETTERS
from layers.web.page import publish
from layers.web.payload import wording
from panels.resources.static_scripts import STATIC, file_name

if TYPE_CHECKING:
    from geo.catalog.catalog import Catalog
    from geo.model import Project

# The columns in their order, each with its title in the table of strings.
COLUMNS: Final = (
    "status",
    "name",
    "areas",
    "length",
    "inside",
    "capital",
    "since",
    "kind",
    "evidence",
    "id",
)


def table_words(catalog: Catalog) -> dict[str, Any]:
    """Return titles, statuses and the words of each project, in the order of the catalog."""
    heads, statuses = {}, {}
    for code in languages():
        heads[code] = {column: say(f"column.{column}", code) for column in COLUMNS}
        statuses[code] = {
            status: f"{STATUS_LETTERS[status]} {say(f'status.{status}', code)}" for status in Status
        }
    projects = [_words(catalog, project) for project in catalog.projects.values()]
    return {"heads": heads, "statuses": statuses, "projects": projects}


def _words(catalog: Catalog, project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": wording(project.name),
        "areas": {frame: _areas(catalog, project, frame) for frame in AreaFrame},
        "kind": wording(text(f"kind.{project.kind}")),
        "evidence": project.evidence or "",
    }


def _areas(catalog: Catalog, project: Project, frame: AreaFrame) -> object:
    names = [catalog.areas[touch.code].name for touch in dict(project.overlaps)[frame]]
    if not names:
        return wording(say_in_all("unknown"))
    joined = tuple((code, ", ".join(name[code] for name in names)) for code in languages())
    return wording(Text(joined))


@once_per_catalog
def publish_words(catalog: Catalog) -> str:
    """Write the words where the browser finds them; return their address."""
    content = json.dumps(table_words(catalog), ensure_ascii=False, separators=(",", ":"))
    name = file_name("projects", ".json", content)
    if not (STATIC / name).is_file():
        publish(STATIC / name, content)
    return f"app/static/{name}"
