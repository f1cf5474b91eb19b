/* Where an upright name may stand: around a symbol, inside an area, beside a line. */
(() => {
  const MARGIN = 3;
  const GAP = 3;
  const LEANS = [0.2, 0.45, 0.7, 1.6]; // how far aside a thin line to a name leads, to its height
  const ROOM_ZOOM = 9.5; // from here a name moves into the part of its area that is seen

  /** Return the frame of the map in pixels, without its margin. */
  SonLa.frameBox = (margin = MARGIN) => {
    const { x, y } = SonLa.map.getSize();
    return [margin, margin, x - margin, y - margin];
  };

  /** Return widths to break a name at, each with the places to try, the first choice first. */
  SonLa.waysToPlace = (feature, reaches) => {
    if (feature.latLng) return [[100, (block) => around(feature.spot, block, reaches)]];
    if (!feature.anchors) return [[140, (block) => alongside(feature, block)]];
    const inside = (block) => within(feature, block);
    return [[150, inside], [60, inside], [150, (block) => withinSeen(feature, block)]];
  };

  /** Around a symbol; what matters most may stand further off, tied to it by a thin line. */
  function* around([left, top, right, bottom], { w, h }, reaches) {
    const x = (left + right) / 2;
    const y = (top + bottom) / 2;
    for (const reach of reaches) {
      /** @returns {Candidate} */
      const at = (l, t, align, cost) => {
        /** @type {Box} */
        const box = [l, t, l + w, t + h];
        if (!reach) return { box, align, cost };
        const tie = SonLa.tie([left, top, right, bottom], [clamp(x, l, l + w), clamp(y, t, t + h)]);
        return { box, align, cost: cost + reach * 0.6, tie };
      };
      const east = right + GAP + reach;
      const west = left - GAP - reach - w;
      const above = top - h - reach - 1.5;
      const below = bottom + reach + 1.5;
      yield at(east, y - h / 2, "start", 0);
      yield at(west, y - h / 2, "end", 2);
      yield at(x - w / 2, above, "middle", 3);
      yield at(x - w / 2, below, "middle", 3);
      yield at(east - 3, above + 6, "start", 4);
      yield at(east - 3, below - 6, "start", 4);
      yield at(west + 3, above + 6, "end", 5);
      yield at(west + 3, below - 6, "end", 5);
      yield at(x - w * 0.2, above, "middle", 6);
      yield at(x - w * 0.8, above, "middle", 6);
      yield at(x - w * 0.2, below, "middle", 6);
      yield at(x - w * 0.8, below, "middle", 6);
      if (!reach) continue;
      for (const slope of LEANS) {
        const lean = reach * slope;
        yield at(x + lean, above, "start", 7 + slope);
        yield at(x - lean - w, above, "end", 7 + slope);
        yield at(x + lean, below, "start", 7 + slope);
        yield at(x - lean - w, below, "end", 7 + slope);
      }
    }
  }

  const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

  /** @type {(x: number, y: number, block: TextBlock, cost: number, also?: Candidate["also"]) => Candidate} */
  const middle = (x, y, { w, h }, cost, also) => ({
    box: [x - w / 2, y - h / 2, x + w / 2, y + h / 2],
    align: "middle",
    cost,
    also,
  });

  /** Near one of the roomy places that came with an area. */
  function* within(feature, block) {
    for (const [i, anchor] of feature.anchors.entries()) {
      const [x, y] = SonLa.pixel(anchor);
      for (const dy of [0, -10, 10, -20, 20, -32, 32, -46, 46]) {
        for (const dx of [0, -14, 14, -28, 28, -44, 44]) {
          const far = Math.hypot(dx, dy);
          const also = far < 24 ? null : () => holds(feature, x + dx, y + dy, block.w);
          yield middle(x + dx, y + dy, block, i * 5 + far * 0.16, also);
        }
      }
    }
  }

  /** In the part of an area that is seen, where its roomy places are out of sight or taken. */
  function* withinSeen(feature, block) {
    if (SonLa.map.getZoom() < ROOM_ZOOM && feature.theme.id === "areas") return;
    const frame = SonLa.frameBox(MARGIN + 6);
    const bounds = L.bounds([frame[0], frame[1]], [frame[2], frame[3]]);
    for (const [outer] of SonLa.positions(feature)) {
      const ring = outer.map((latLng) => SonLa.map.latLngToContainerPoint(latLng));
      const seen = L.LineUtil.simplify(L.PolyUtil.clipPolygon(ring, bounds), 3);
      if (seen.length < 3) continue;
      const spot = SonLa.roomIn(seen.map(({ x, y }) => [x, y]), block.w, block.h);
      if (!spot) continue;
      for (const dy of [0, -16, 16, -30, 30]) yield middle(spot[0], spot[1] + dy, block, Math.abs(dy));
    }
  }

  /** Tell whether most of a line of text would stand inside an area. */
  function holds(feature, x, y, w) {
    return [-0.38, 0, 0.38].every((share) => {
      const { lat, lng } = SonLa.map.containerPointToLatLng([x + share * w, y]);
      return SonLa.holds(feature, lat, lng);
    });
  }

  /** Beside a line, near its middle. */
  function* alongside(feature, block) {
    const pieces = (feature.parts || []).flatMap((line) => SonLa.piecesIn(SonLa.resample(line, 9), SonLa.frameBox()));
    pieces.sort((a, b) => b.length - a.length);
    for (const points of pieces.slice(0, 3)) {
      for (const share of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9]) {
        const i = Math.min(points.length - 1, Math.round(points.length * share));
        for (const [x, y] of SonLa.sides(points, i, block.w, block.h)) {
          yield middle(x, y, block, Math.abs(share - 0.5) * 10);
        }
      }
    }
  }
})();
