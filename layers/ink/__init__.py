"""Ink on paper: a flat list of marks measured in points, and what writes it as PDF, SVG and PNG."""
