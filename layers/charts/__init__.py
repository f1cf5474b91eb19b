"""Charts on both canvases: bullets, shares and the strip map."""
