/* Geometry: from the numbers of the page to latitude and longitude, and from there to pixels. */
(() => {
  const SCALE = 100000;

  /** Return the positions of an encoded line, see layers/web/payload.py; no more than asked for. */
  function path(code, most = Infinity) {
    const positions = [];
    let x = 0;
    let y = 0;
    let i = 0;
    const next = () => {
      let number = 0;
      for (let shift = 0; ; shift += 5) {
        const group = code.charCodeAt(i++) - 63;
        number |= (group & 31) << shift;
        if (group < 32) return number & 1 ? ~(number >> 1) : number >> 1;
      }
    };
    while (i < code.length && positions.length < most) {
      x += next();
      y += next();
      positions.push(L.latLng(y / SCALE, x / SCALE));
    }
    return positions;
  }

  /** Return the disc that fills a box, [west, south, east, north], as an area. */
  SonLa.disc = ([west, south, east, north]) => {
    const steps = Array.from({ length: 36 }, (_, step) => (step * Math.PI) / 18);
    const at = (turn) => [(west + east + (east - west) * Math.cos(turn)) / 2, (south + north + (north - south) * Math.sin(turn)) / 2];
    return [[steps.map((turn) => SonLa.point(/** @type {Pair} */ (at(turn))))]];
  };

  SonLa.lines = (parts) => parts.map((code) => path(code));
  SonLa.areas = (polygons) => polygons.map((rings) => rings.map((code) => path(code)));
  /** Return where an encoded line begins. */
  SonLa.firstOf = (code) => path(code, 1)[0];
  SonLa.point = ([x, y]) => L.latLng(y / SCALE, x / SCALE);
  SonLa.bounds = ([west, south, east, north]) =>
    L.latLngBounds([SonLa.point([west, south]), SonLa.point([east, north])]);

  /**
   * Make Leaflet's lines and areas cheap to move to another place or zoom level; once, before any
   * is drawn.
   *
   * A position is projected to the unit square once and afterwards only scaled (half of the time of
   * a change of zoom went into logarithms and the objects around them). The strokes of one shape
   * share their pixels. What is hidden, or lies beyond the frame, is left alone until it is seen
   * again, see SonLa.freshen; what Leaflet asks for twice is done once.
   */
  SonLa.quickenLines = () => {
    const { _project, _update } = /** @type {any} */ (L.Polyline.prototype);
    L.Polyline.include({
      _project() {
        this.stamp = "";
        this.stale = this.getElement()?.style.display === "none";
        this.beyond = !this.stale && isBeyond(this);
        if (this.beyond) empty(this);
        else if (!this.stale) this._projectNow();
      },
      _projectNow() {
        this.projected = placeOf(this._map);
        _project.call(this);
      },
      _update() {
        if (this.stale || !this._map) return;
        if (this.beyond) {
          if (isBeyond(this)) return;
          this.beyond = false;
          this._projectNow();
        }
        // Where the map is put elsewhere at the same zoom, Leaflet draws before it projects.
        else if (this.projected !== placeOf(this._map)) this._projectNow();
        const stamp = stampOf(this);
        if (stamp === this.stamp) return;
        this.stamp = stamp;
        share(this, stamp, () => _update.call(this));
      },
      _projectLatlngs(latLngs, result, bounds) {
        if (!(latLngs[0] instanceof L.LatLng)) {
          for (const part of latLngs) this._projectLatlngs(part, result, bounds);
          return;
        }
        const ring = ringOf(this._map, latLngs);
        bounds.extend(ring.bounds.min);
        bounds.extend(ring.bounds.max);
        result.push(ring.points);
      },
    });
  };

  /** Return what decides where positions lie in pixels. */
  function placeOf(map) {
    const { x, y } = map.getPixelOrigin();
    return `${map.getZoom()},${x},${y}`;
  }

  const NOTHING = "M0 0";
  const BEYOND_PX = 40; // more than half of the widest stroke

  function unitOf(map, latLng) {
    const { crs } = map.options;
    latLng.unit ||= crs.transformation.transform(crs.projection.project(latLng), 1);
    return latLng.unit;
  }

  /** Return the pixels of positions, shared by all lines that are drawn through the same ones. */
  function ringOf(map, latLngs) {
    const zoom = map.getZoom();
    const origin = map.getPixelOrigin();
    const head = latLngs[0];
    const known = head.ring?.points.length === latLngs.length ? head.ring : null;
    if (known?.zoom === zoom && known.origin.equals(origin)) return known;
    const scale = map.options.crs.scale(zoom);
    // The points of before are moved: a hundred thousand new ones a filter would have to be collected.
    const points = known?.points || latLngs.map(() => new L.Point(0, 0));
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.length; i++) {
      const unit = latLngs[i].unit || unitOf(map, latLngs[i]);
      const x = Math.round(unit.x * scale) - origin.x;
      const y = Math.round(unit.y * scale) - origin.y;
      points[i].x = x;
      points[i].y = y;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    head.ring = { zoom, origin, points, bounds: L.bounds([left, top], [right, bottom]) };
    return head.ring;
  }

  const headOf = (latLngs) => (Array.isArray(latLngs[0]) ? headOf(latLngs[0]) : latLngs[0]);

  function eachOf(latLngs, use) {
    if (latLngs[0] instanceof L.LatLng) latLngs.forEach(use);
    else for (const part of latLngs) eachOf(part, use);
  }

  /** Return the box around positions in the unit square, worked out once for all strokes of a shape. */
  function boxOf(map, latLngs) {
    const head = headOf(latLngs);
    if (head.box?.parts === latLngs.length) return head.box.around;
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    eachOf(latLngs, (latLng) => {
      const { x, y } = latLng.unit || unitOf(map, latLng);
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    });
    head.box = { parts: latLngs.length, around: [left, top, right, bottom] };
    return head.box.around;
  }

  /** Tell whether a line lies outside of what is drawn around the frame. */
  function isBeyond(drawn) {
    const { _map: map, _renderer: renderer, _latlngs: latLngs } = drawn;
    const frame = renderer?._bounds;
    if (!frame || !headOf(latLngs)) return false;
    const [left, top, right, bottom] = boxOf(map, latLngs);
    const scale = map.options.crs.scale(map.getZoom());
    const origin = map.getPixelOrigin();
    return (
      right * scale - origin.x < frame.min.x - BEYOND_PX ||
      left * scale - origin.x > frame.max.x + BEYOND_PX ||
      bottom * scale - origin.y < frame.min.y - BEYOND_PX ||
      top * scale - origin.y > frame.max.y + BEYOND_PX
    );
  }

  function empty(drawn) {
    drawn._parts = [];
    drawn._rings = [];
    const element = drawn.getElement();
    if (element && element.getAttribute("d") !== NOTHING) element.setAttribute("d", NOTHING);
  }

  /** Return what decides the pixels of a line. */
  function stampOf({ _map: map, _renderer: renderer }) {
    const { min, max } = renderer._bounds;
    return [placeOf(map), min.x, min.y, max.x, max.y].join();
  }

  /** Draw a line, or take what another stroke of the same shape has drawn. */
  function share(drawn, stamp, draw) {
    const { noClip, smoothFactor, aside } = drawn.options;
    const head = headOf(drawn._latlngs);
    const element = drawn.getElement();
    if (aside || !head || !element) {
      draw();
      return;
    }
    const key = `${noClip}|${smoothFactor}|${drawn instanceof L.Polygon}|${drawn._latlngs.length}`;
    if (head.drawn?.stamp !== stamp) head.drawn = { stamp, shapes: new Map() };
    const { shapes } = head.drawn;
    const known = shapes.get(key);
    if (known) {
      drawn._parts = known.parts;
      element.setAttribute("d", known.path);
      return;
    }
    draw();
    shapes.set(key, { parts: drawn._parts, path: element.getAttribute("d") });
  }

  /** Bring a line up to date that was hidden while the map changed. */
  SonLa.freshen = (drawn) => {
    if (drawn.stale) drawn.redraw();
  };

  /**
   * Return the parts of a drawn Leaflet line as pixels in the frame.
   *
   * Leaflet has projected, clipped and thinned them for the present view already.
   */
  SonLa.pixels = (drawn) => {
    const origin = SonLa.map.containerPointToLayerPoint([0, 0]);
    return (drawn._parts || []).map((part) => part.map((p) => [p.x - origin.x, p.y - origin.y]));
  };

  /**
   * A line that may be shifted to its right by `options.aside` pixels, so that two projects on the
   * same road lie side by side.
   */
  SonLa.shiftedLine = (latLngs, options) => {
    const inside = /** @type {any} */ (L.Polyline.prototype);
    const line = /** @type {any} */ (L.polyline(latLngs, options));
    line._simplifyPoints = () => {
      inside._simplifyPoints.call(line);
      const { aside } = line.options;
      if (aside) line._parts = line._parts.map((part) => shifted(part, aside));
    };
    return line;
  };

  function shifted(part, aside) {
    return part.map((point, i) => {
      const before = part[Math.max(0, i - 1)];
      const after = part[Math.min(part.length - 1, i + 1)];
      const along = after.subtract(before);
      const length = Math.hypot(along.x, along.y) || 1;
      return L.point(point.x - (along.y / length) * aside, point.y + (along.x / length) * aside);
    });
  }

  SonLa.pixel = (latLng) => {
    const { x, y } = SonLa.map.latLngToContainerPoint(latLng);
    return [x, y];
  };

  /** Tell whether a point lies in a polygon given as rings (even-odd rule). */
  SonLa.inside = (x, y, rings) => {
    let odd = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
        const [xi, yi] = ring[i];
        const [xj, yj] = ring[j];
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd;
      }
    }
    return odd;
  };

  /** Tell whether a line of pixels meets the box [left, top, right, bottom]. */
  SonLa.meets = (line, [left, top, right, bottom]) => {
    const bounds = L.bounds([left, top], [right, bottom]);
    for (let i = 0; i < line.length; i++) {
      const [x, y] = line[i];
      if (x >= left && x <= right && y >= top && y <= bottom) return true;
      if (i && L.LineUtil.clipSegment(L.point(line[i - 1]), L.point(line[i]), bounds, false)) {
        return true;
      }
    }
    return false;
  };

  /** Return points every `step` pixels along a line. */
  SonLa.resample = (line, step) => {
    const points = line.length ? [line[0]] : [];
    let left = step;
    for (let i = 1; i < line.length; i++) {
      let [x, y] = line[i - 1];
      const [toX, toY] = line[i];
      let length = Math.hypot(toX - x, toY - y);
      while (length >= left && length > 0) {
        x += ((toX - x) * left) / length;
        y += ((toY - y) * left) / length;
        points.push([x, y]);
        length -= left;
        left = step;
      }
      left -= length;
    }
    return points;
  };

  /** Cut a line of points where it leaves the box; the pieces inside, in order. */
  SonLa.piecesIn = (line, [left, top, right, bottom]) => {
    /** @type {Line[]} */
    const pieces = [[]];
    for (const point of line) {
      const [x, y] = point;
      if (x >= left && x <= right && y >= top && y <= bottom) pieces[pieces.length - 1].push(point);
      else if (pieces[pieces.length - 1].length) pieces.push([]);
    }
    return pieces.filter((piece) => piece.length > 1);
  };

  /**
   * Return a roomy place for a box w × h inside a ring of pixels, or null.
   *
   * Samples a grid; the room of a sample is its distance to the ring, measured so that a box wider
   * than high fits.
   */
  SonLa.roomIn = (ring, w, h) => {
    const narrow = ring.map(([x, y]) => [(x * h) / w, y]);
    const xs = ring.map(([x]) => x);
    const ys = ring.map(([, y]) => y);
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    const across = (Math.max(...xs) - left) / 14;
    const down = (Math.max(...ys) - top) / 12;
    /** @type {{x: number, y: number, room: number} | null} */
    let best = null;
    for (let row = 0.5; row < 12; row++) {
      for (let column = 0.5; column < 14; column++) {
        const x = left + column * across;
        const y = top + row * down;
        if (!SonLa.inside(x, y, [ring])) continue;
        const room = distance((x * h) / w, y, narrow);
        if (room > h * 0.6 && (!best || room > best.room)) best = { x, y, room };
      }
    }
    return best && [best.x, best.y];
  };

  function distance(x, y, ring) {
    let least = Infinity;
    for (let i = 0; i < ring.length; i++) {
      const [x1, y1] = ring[(i || ring.length) - 1];
      const [x2, y2] = ring[i];
      const dx = x2 - x1;
      const dy = y2 - y1;
      const whole = dx * dx + dy * dy;
      const t = whole ? Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / whole)) : 0;
      const far = (x - x1 - t * dx) ** 2 + (y - y1 - t * dy) ** 2;
      if (far < least) least = far;
    }
    return Math.sqrt(least);
  }
})();
