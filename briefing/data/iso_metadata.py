"""What a GeoPackage is, as ISO 19115 in the XML of ISO 19139, for catalogues of geodata.

A person or office to ask is named in the standard, but none is told by our data: that is said with
the standard's own word for it, and not made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from briefing.data.tables import about, source_ids
from geo.crs import WGS84
from geo.escape import Syntax, escape
from geo.query.freshness import data_day
from geo.query.wording import titled_source
from geo.strings import say

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from geo.query.view import View

STANDARD: Final = "http://www.isotc211.org/2005/gmd"
_SPACES: Final = {
    "xmlns:gmd": STANDARD,
    "xmlns:gco": "http://www.isotc211.org/2005/gco",
    "xmlns:gml": "http://www.opengis.net/gml/3.2",
}
_CODES: Final = "http://standards.iso.org/iso/19139/resources/gmxCodelists.xml"
_LANGUAGES: Final = {"vi": "vie", "en": "eng"}
_ODBL: Final = "https://opendatacommons.org/licenses/odbl/1-0/"
# As the standard makes the tables (OGC 12-128r15, F.8).
_TABLES: Final = (
    """
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
  md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT '')
""",
    """
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL,
  table_name TEXT,
  column_name TEXT,
  row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL,
  md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id))
""",
)
_EXTENSION: Final = """
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
VALUES (?, NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec120/#extension_metadata',
  'read-write')
"""


def write_metadata(base: sqlite3.Connection, view: View, moment: str) -> None:
    """Write what a GeoPackage of a view is into its tables for that.

    Parameters
    ----------
    moment
        When it was written, ISO 8601 in UTC.
    """
    for table in _TABLES:
        base.execute(table)
    for name in ("gpkg_metadata", "gpkg_metadata_reference"):
        base.execute(_EXTENSION, (name,))
    told = (STANDARD, iso_metadata(view))
    base.execute("INSERT INTO gpkg_metadata VALUES (1, 'dataset', ?, 'text/xml', ?)", told)
    base.execute(
        "INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?, 1, NULL)",
        (moment,),
    )


def iso_metadata(view: View) -> str:
    """Return the description of a view as data: ISO 19139, in the language of the view."""
    language = view.selection.language
    root = Element("gmd:MD_Metadata", _SPACES)
    _text(root, "fileIdentifier", f"son-la-{view.catalog.digest}-{view.day.isoformat()}")
    _language(root, language)
    _code(root, "characterSet", "MD_CharacterSetCode", "utf8")
    _code(root, "hierarchyLevel", "MD_ScopeCode", "dataset")
    SubElement(root, "gmd:contact", {"gco:nilReason": "missing"})
    _day(root, "dateStamp", view.day)
    _text(root, "metadataStandardName", "ISO 19115:2003/19139")
    _text(root, "metadataStandardVersion", "1.0")
    _reference_system(root, WGS84)
    _identification(root, view)
    _lineage(root, view)
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _text(parent: Element, name: str, words: str) -> None:
    held = SubElement(SubElement(parent, f"gmd:{name}"), "gco:CharacterString")
    held.text = escape(words, Syntax.TEXT)


def _day(parent: Element, name: str, day: date) -> None:
    SubElement(SubElement(parent, f"gmd:{name}"), "gco:Date").text = day.isoformat()


def _code(parent: Element, name: str, codes: str, value: str) -> None:
    said = {"codeList": f"{_CODES}#{codes}", "codeListValue": value}
    SubElement(SubElement(parent, f"gmd:{name}"), f"gmd:{codes}", said).text = value


def _language(parent: Element, language: str) -> None:
    code = _LANGUAGES.get(language, language)
    said = {"codeList": "http://www.loc.gov/standards/iso639-2/", "codeListValue": code}
    SubElement(SubElement(parent, "gmd:language"), "gmd:LanguageCode", said).text = code


def _under(parent: Element, *names: str) -> Element:
    for name in names:
        parent = SubElement(parent, f"gmd:{name}")
    return parent


def _reference_system(root: Element, crs: str) -> None:
    names = ("referenceSystemInfo", "MD_ReferenceSystem", "referenceSystemIdentifier")
    identifier = _under(root, *names, "RS_Identifier")
    space, _, code = crs.partition(":")
    _text(identifier, "code", code)
    _text(identifier, "codeSpace", space)


def _identification(root: Element, view: View) -> None:
    language, catalog = view.selection.language, view.catalog
    data = _under(root, "identificationInfo", "MD_DataIdentification")
    citation = _under(data, "citation", "CI_Citation")
    place = view.selection.describe(catalog, language)
    _text(citation, "title", f"{say('app.title', language)} – {place}")
    dated = _under(citation, "date", "CI_Date")
    _day(dated, "date", data_day(catalog, view.day) or view.day)
    _code(dated, "dateType", "CI_DateTypeCode", "revision")
    _text(data, "abstract", "\n".join(f"{label}: {words}" for label, words in about(view)))
    constraints = _under(data, "resourceConstraints", "MD_LegalConstraints")
    for restriction in ("license", "otherRestrictions"):
        _code(constraints, "useConstraints", "MD_RestrictionCode", restriction)
    licence = f"{say('data.about-licence-text', language)} {_ODBL}"
    _text(constraints, "otherConstraints", licence)
    _text(constraints, "otherConstraints", say("map.sources", language))
    _language(data, language)
    topic = SubElement(SubElement(data, "gmd:topicCategory"), "gmd:MD_TopicCategoryCode")
    topic.text = "transportation"
    box = _under(data, "extent", "EX_Extent", "geographicElement", "EX_GeographicBoundingBox")
    west, south, east, north = view.extent
    sides = {
        "westBoundLongitude": west,
        "eastBoundLongitude": east,
        "southBoundLatitude": south,
        "northBoundLatitude": north,
    }
    for name, degrees in sides.items():
        SubElement(SubElement(box, f"gmd:{name}"), "gco:Decimal").text = f"{degrees:.6f}"


def _lineage(root: Element, view: View) -> None:
    language, catalog = view.selection.language, view.catalog
    quality = _under(root, "dataQualityInfo", "DQ_DataQuality")
    _code(_under(quality, "scope", "DQ_Scope"), "level", "MD_ScopeCode", "dataset")
    lineage = _under(quality, "lineage", "LI_Lineage")
    told = (say("map.sources", language), say("data.about-schematic-text", language))
    _text(lineage, "statement", " ".join(told))
    for id_ in source_ids(view):
        source = catalog.sources[id_]
        words = f"[{id_}] {titled_source(source, language)} {source.url or ''}".strip()
        _text(_under(lineage, "source", "LI_Source"), "description", words)
