"""Reads what stands in a drawing: its words, its paths, its picture, and what its PDF says."""

from __future__ import annotations

import io

import numpy as np
from pypdf import PdfReader

from layers.ink.marks import DisplayList, Layer, PathMark, TextMark
from layers.ink.pdf import Document, PdfPage
from layers.ink.pdf_content import page_content
from layers.ink.png import rasterise


def blank(width: float, height: float, ground: str = "#FFFFFF") -> tuple[DisplayList, Layer]:
    """Return an empty drawing and the layer that fills it."""
    drawing = DisplayList(width, height, ground)
    return drawing, drawing.add_layer((0.0, 0.0), (width, height))


def words_in(layer: Layer | DisplayList) -> list[TextMark]:
    """Return the lines of text, lowest first."""
    marks = layer.ordered() if isinstance(layer, Layer) else layer.marks()
    return [mark for mark in marks if isinstance(mark, TextMark) and mark.text]


def paths_in(layer: Layer | DisplayList) -> list[PathMark]:
    """Return the paths, lowest first."""
    marks = layer.ordered() if isinstance(layer, Layer) else layer.marks()
    return [mark for mark in marks if isinstance(mark, PathMark)]


def extent_of(path: PathMark) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of a path, without its stroke."""
    left, bottom = path.shape.points.min(axis=0).tolist()
    right, top = path.shape.points.max(axis=0).tolist()
    return left, bottom, right - left, top - bottom


def runs_of(path: PathMark) -> list[np.ndarray]:
    """Return the points of each run."""
    return np.split(path.shape.points, path.shape.starts[1:])


def pdf_of(*drawings: DisplayList) -> bytes:
    """Return drawings as a PDF."""
    return Document([PdfPage(page_content(one)) for one in drawings], {}, "vi").to_bytes()


def text_of(drawing: DisplayList) -> str:
    """Return what a search in its PDF finds."""
    return PdfReader(io.BytesIO(pdf_of(drawing))).pages[0].extract_text()


def lightness_of(drawing: DisplayList, dpi: int) -> np.ndarray:
    """Return its picture on a grey copy, 0 to 255."""
    return np.asarray(rasterise(drawing, dpi).convert("L"), dtype=float)
