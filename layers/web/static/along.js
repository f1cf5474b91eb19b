/* Names and road plates that follow a line. */
(() => {
  const STEP = 7;
  const SPARE = 14; // a little more line than letters
  const SMOOTH = [4, 9, 15]; // points on each side: every bend of a river would shake the letters
  const MAX_TURN = 0.3; // radians between neighbouring points
  const MAX_BEND = 1.5; // radians from end to end
  const PLATE_STEP = 10;

  function smooth(points, most) {
    return points.map((_, i) => {
      const reach = Math.min(most, i, points.length - 1 - i);
      let x = 0;
      let y = 0;
      for (let j = i - reach; j <= i + reach; j++) {
        x += points[j][0];
        y += points[j][1];
      }
      return [x / (2 * reach + 1), y / (2 * reach + 1)];
    });
  }

  /** Return the direction across a line at one of its points, of length one. */
  function across(points, i) {
    const [ax, ay] = points[Math.max(0, i - 1)];
    const [bx, by] = points[Math.min(points.length - 1, i + 1)];
    const length = Math.hypot(bx - ax, by - ay) || 1;
    return [(by - ay) / length, -(bx - ax) / length];
  }

  function beside(points, offset) {
    if (!offset) return points;
    return points.map(([x, y], i) => {
      const [nx, ny] = across(points, i);
      return [x + nx * offset, y + ny * offset];
    });
  }

  /** Return how much a line bends, or Infinity where letters could not follow it. */
  function bend(points) {
    let total = 0;
    /** @type {number | null} */
    let before = null;
    let sum = 0;
    for (let i = 1; i < points.length; i++) {
      const dx = points[i][0] - points[i - 1][0];
      const dy = points[i][1] - points[i - 1][1];
      if (Math.hypot(dx, dy) < STEP * 0.3) return Infinity;
      const angle = Math.atan2(dy, dx);
      if (before !== null) {
        const turn = Math.atan2(Math.sin(angle - before), Math.cos(angle - before));
        if (Math.abs(turn) > MAX_TURN) return Infinity;
        total += Math.abs(turn);
        sum += turn;
      }
      before = angle;
    }
    return Math.abs(sum) > MAX_BEND ? Infinity : total;
  }

  function lengthOf(points) {
    let length = 0;
    for (let i = 1; i < points.length; i++) {
      length += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    }
    return length;
  }

  /** @returns {Box[]} */
  function boxesOn(points, size) {
    const half = size * 0.55;
    return points.map(([x, y]) => [x - half, y - half, x + half, y + half]);
  }

  /** Return the stretches of a line that so many steps of text may follow, and what each costs. */
  function stretchesOf(piece, need) {
    const found = [];
    for (const reach of SMOOTH) {
      const soft = SonLa.resample(smooth(piece, reach), STEP);
      for (let start = 0; start + need < soft.length; start += 2) {
        const points = soft.slice(start, start + need + 1);
        const off = Math.abs(start + need / 2 - soft.length / 2);
        const cost = bend(points) + off * 0.004 + reach * 0.03;
        if (cost < Infinity) found.push({ points, cost });
      }
    }
    return found;
  }

  /**
   * Find places for text along lines, best first, and take them.
   *
   * offsets: distances from the line in pixels to try; apart: least distance between two places;
   * most: number of places wanted; allowed: a last word on the boxes; own: whose status line may lie
   * under them. Returns [{points, boxes}].
   */
  SonLa.placeAlong = (ground, lines, { width, size, offsets, apart, most, allowed, own = null }) => {
    const found = [];
    const pieces = lines.flatMap((line) => SonLa.piecesIn(SonLa.resample(line, STEP), ground.frame));
    const tries = pieces.flatMap((piece) => stretchesOf(piece, Math.ceil((width + SPARE) / STEP)));
    tries.sort((a, b) => a.cost - b.cost);
    for (const { points } of tries) {
      if (found.length === most) break;
      const [x, y] = points[points.length >> 1];
      if (found.some((place) => Math.hypot(place.x - x, place.y - y) < apart)) continue;
      // Read from left to right: never upside down.
      const right = points[points.length - 1][0] >= points[0][0] ? points : [...points].reverse();
      for (const offset of offsets) {
        const moved = beside(right, offset);
        const boxes = boxesOn(moved, size);
        // On the inner side of a bend a line is shorter than the text that was measured.
        if (lengthOf(moved) < width || bend(moved) === Infinity) continue;
        if (!boxes.every((box) => ground.fits(box, 0, own)) || !allowed(boxes)) continue;
        found.push({ x, y, points: moved, boxes });
        boxes.forEach((box) => ground.take(box));
        break;
      }
    }
    return found;
  };

  /** Return how far a place is from the nearest of some lines. */
  SonLa.awayFrom = (lines, [x, y]) => {
    let least = Infinity;
    for (const line of lines) {
      for (let i = 1; i < line.length; i++) {
        const [[ax, ay], [bx, by]] = [line[i - 1], line[i]];
        const [dx, dy] = [bx - ax, by - ay];
        const share = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
        const t = Math.max(0, Math.min(1, share));
        const away = Math.hypot(ax + t * dx - x, ay + t * dy - y);
        if (away < least) least = away;
      }
    }
    return least;
  };

  /**
   * Find places for the plates of one road, spread evenly, and take them.
   *
   * A plate sits on its road; where a status line runs there, beside it. The plate of a project,
   * `own`, sits on its line and nowhere else.
   */
  SonLa.placePlates = (ground, lines, { w, h }, { every, apart, own = null }) => {
    const found = [];
    const pieces = lines.flatMap((line) =>
      SonLa.piecesIn(SonLa.resample(line, PLATE_STEP), ground.frame),
    );
    pieces.sort((a, b) => b.length - a.length);
    for (const points of pieces) {
      const length = points.length * PLATE_STEP;
      if (length < w * 1.5 && found.length) continue;
      const count = Math.max(1, Math.round(length / every));
      for (let n = 0; n < count; n++) {
        const middle = ((n + 0.5) * points.length) / count;
        const box = nearestPlate(ground, points, middle, points.length / count / 2, { w, h, apart, found, own });
        if (!box) continue;
        found.push(box);
        ground.take(box);
      }
    }
    return found;
  };

  /** @returns {Box | null} */
  function nearestPlate(ground, points, middle, reach, { w, h, apart, found, own }) {
    const order = points.map((_, i) => i).filter((i) => Math.abs(i + 0.5 - middle) <= reach);
    order.sort((a, b) => Math.abs(a + 0.5 - middle) - Math.abs(b + 0.5 - middle) || a - b);
    const near = (box) => found.some(([l, t]) => Math.hypot(l - box[0], t - box[1]) < apart);
    for (const beyond of own === null ? [false, true] : [false]) {
      for (const i of order) {
        const [x, y] = points[i];
        for (const [cx, cy] of beyond ? SonLa.sides(points, i, w, h) : [[x, y]]) {
          /** @type {Box} */
          const box = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];
          if (ground.fits(box, 2, own) && !near(box)) return box;
        }
      }
    }
    return null;
  }

  /** Return the middles of two boxes w × h that touch a line from either side. */
  SonLa.sides = (points, i, w, h) => {
    const [nx, ny] = across(points, i);
    const far = (Math.abs(nx) * w + Math.abs(ny) * h) / 2 + 6;
    const [x, y] = points[i];
    return [1, -1].map((side) => [x + nx * far * side, y + ny * far * side]);
  };
})();
