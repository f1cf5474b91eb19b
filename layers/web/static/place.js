/* The ground that labels compete for: taken boxes, lines to keep clear of, and how text is set. */
(() => {
  const CELL = 4;
  const SQUARE = 64;
  const LINE_HEIGHT = 1.18;
  // Vietnamese capitals carry marks on top of marks: a line of text needs this much above and
  // below its middle, in parts of its size.
  const HALF_HEIGHT = 0.62;
  const PLATE_PAD = 4;
  const COLUMN = 65537; // squares of a grid from one column to the next, in their numbers
  const NOBODY = null;
  const NO_BOXES = new Set();
  const SHARED = "*"; // the owner of a cell where lines of several owners run

  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  const widths = new Map();

  /** Return the wording as the role sets it. */
  SonLa.set = (text, role) => (role.capitals ? text.toLocaleUpperCase(SonLa.state.lang) : text);

  /** Return the width in pixels of a line of text. */
  SonLa.widthOf = (text, role) => {
    const slant = role.italic ? "italic " : "";
    const font = `${slant}${role.weight} ${role.size}px "${SonLa.page.family}", sans-serif`;
    const key = `${font}|${text}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key) + role.spacing * text.length;
  };

  /** Break a name into at most three lines near a width; returns lines and the box they need. */
  SonLa.block = (text, role, near) => {
    const set = SonLa.set(text, role);
    const words = set.split(" ");
    const total = SonLa.widthOf(set, role);
    const count = Math.min(3, Math.max(1, Math.round(total / near)), words.length);
    const lines = [];
    let line = "";
    for (const word of words) {
      const longer = line ? `${line} ${word}` : word;
      const room = lines.length < count - 1;
      if (line && room && SonLa.widthOf(longer, role) > (total / count) * 1.12) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
    const plate = role.plate ? PLATE_PAD : 0;
    const w = Math.max(...lines.map((each) => SonLa.widthOf(each, role))) + 2 * plate;
    const h = role.size * (2 * HALF_HEIGHT + LINE_HEIGHT * (lines.length - 1)) + plate * 0.5;
    return { lines, w, h };
  };

  /** Call `use` with the number of each square of a grid that a box meets, until it says true. */
  function someSquare([left, top, right, bottom], size, use) {
    const lastX = Math.floor(right / size);
    const lastY = Math.floor(bottom / size);
    for (let x = Math.floor(left / size); x <= lastX; x++) {
      for (let y = Math.floor(top / size); y <= lastY; y++) if (use(x * COLUMN + y)) return true;
    }
    return false;
  }

  /** Tell on which side of the line from a to b a place is. */
  const side = ([ax, ay], [bx, by], [x, y]) => Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));

  /** Tell whether the stretch from a to b crosses that from c to d. */
  const meet = (a, b, c, d) => side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);

  /** Boxes [left, top, right, bottom] that are taken, found again by a coarse grid. */
  SonLa.Ground = class {
    constructor(frame) {
      this.frame = frame;
      this.squares = new Map();
      this.movable = new Set(); // boxes of what may still move
      this.lines = new Map(); // cells of status lines, whose each is: no other name may cover them
      this.kept = this.lines; // the same, while names may lie on them
      this.paths = []; // the status lines themselves
      this.thin = new Map(); // cells of roads and outlines: better left free
    }

    take(box) {
      someSquare(box, SQUARE, (key) => {
        const there = this.squares.get(key);
        if (there) there.push(box);
        else this.squares.set(key, [box]);
      });
    }

    /** Give back a box that was taken. */
    release(box) {
      someSquare(box, SQUARE, (key) => {
        const there = this.squares.get(key) || [];
        if (there.includes(box)) there.splice(there.indexOf(box), 1);
      });
    }

    /** Tell whether a box is free; what is taken by one of `but` does not count. */
    isFree([left, top, right, bottom], gap = 1, but = NO_BOXES) {
      const [l, t, r, b] = this.frame;
      if (left < l || top < t || right > r || bottom > b) return false;
      /** @type {Box} */
      const wide = [left - gap, top - gap, right + gap, bottom + gap];
      const meets = (other) =>
        wide[0] < other[2] && wide[2] > other[0] && wide[1] < other[3] && wide[3] > other[1];
      return !someSquare(wide, SQUARE, (key) => (this.squares.get(key) || []).some((other) => meets(other) && !but.has(other)));
    }

    /** Mark the cells within `reach` pixels of a line as its owner's. */
    draw(line, reach, cells, owner = "") {
      if (cells === this.kept) this.paths.push(line);
      const mark = (key) => {
        const there = cells.get(key);
        if (there === undefined) cells.set(key, owner);
        else if (there !== owner) cells.set(key, SHARED);
      };
      for (const [x, y] of SonLa.resample(line, CELL)) {
        someSquare([x - reach, y - reach, x + reach, y + reach], CELL, mark);
      }
    }

    /** Return how many of the cells lie in a box. */
    count(box, cells) {
      let found = 0;
      someSquare(box, CELL, (key) => void (found += cells.has(key) ? 1 : 0));
      return found;
    }

    /** Tell whether a label may take a box: free, and no status line under it but its own. */
    fits(box, gap = 1, own = NOBODY) {
      return this.isFree(box, gap) && !this.crosses(box, own);
    }

    /** Tell whether a status line runs through a box, other than that of `own`. */
    crosses(box, own = NOBODY) {
      return someSquare(box, CELL, (key) => this.lines.has(key) && this.lines.get(key) !== own);
    }

    /** Find something as if status lines were in nobody's way: a last resort. */
    overLines(find) {
      this.lines = new Map();
      const found = find();
      this.lines = this.kept;
      return found;
    }

    /** Tell whether a thin line runs over a status line; where it only begins on one it does not. */
    cuts({ x1, y1, x2, y2, boxes }) {
      const near = boxes.some((box) => someSquare(box, CELL, (key) => this.kept.has(key)));
      if (!near) return false;
      return this.paths.some((line) =>
        line.some(([x, y], i) => i > 0 && meet([x1, y1], [x2, y2], line[i - 1], [x, y])),
      );
    }

    /** Return how far a status line other than that of `own` is from a place, up to `most`. */
    awayFromOthers([x, y], own, most) {
      let least = most;
      someSquare([x - most, y - most, x + most, y + most], CELL, (key) => {
        const owner = this.lines.get(key);
        if (owner === undefined || owner === own || owner === SHARED) return;
        const column = Math.round(key / COLUMN);
        const row = key - column * COLUMN;
        const away = Math.hypot((column + 0.5) * CELL - x, (row + 0.5) * CELL - y);
        if (away < least) least = away;
      });
      return least;
    }
  };

  function look(role) {
    return {
      "font-family": `"${SonLa.page.family}", sans-serif`,
      "font-size": role.size,
      "font-weight": role.weight,
      "font-style": role.italic ? "italic" : "normal",
      "letter-spacing": role.spacing,
      fill: SonLa.paint(role.color),
    };
  }

  function haloed(role) {
    return {
      ...look(role),
      stroke: SonLa.paint(role.halo || SonLa.page.halo),
      "stroke-width": 3,
      "stroke-linejoin": "round",
      "paint-order": "stroke",
    };
  }

  /** Draw an upright block of text in a box, on a plate where the role has one. */
  SonLa.drawBlock = ({ lines, box, align }, role) => {
    const group = SonLa.draw("g");
    const [left, top, right, bottom] = box;
    if (role.plate) {
      const size = { width: right - left, height: bottom - top, rx: 2.5 };
      const paint = { fill: SonLa.paint("#FFFFFF"), stroke: SonLa.paint(role.edge || role.color), "stroke-width": 1.4 };
      group.append(SonLa.draw("rect", { x: left, y: top, ...size, ...paint }));
    }
    if (role.plate) align = "middle";
    const x = align === "start" ? left : align === "end" ? right : (left + right) / 2;
    const middle = (top + bottom) / 2 - ((lines.length - 1) * role.size * LINE_HEIGHT) / 2;
    lines.forEach((line, i) => {
      const y = middle + i * role.size * LINE_HEIGHT + role.size * 0.34;
      const shift = align === "middle" ? role.spacing / 2 : 0;
      const attributes = { x: x + shift, y, "text-anchor": align };
      const text = SonLa.draw("text", { ...attributes, ...(role.plate ? look(role) : haloed(role)) });
      text.textContent = line;
      group.append(text);
    });
    return group;
  };

  /** Return the thin line from the rim of a symbol to a name that stands off, and what it takes. */
  SonLa.tie = ([left, top, right, bottom], [x2, y2]) => {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const rim = Math.min(right - left, bottom - top) / 2 + 2;
    const length = Math.hypot(x2 - x, y2 - y) || 1;
    const [x1, y1] = [x + ((x2 - x) * rim) / length, y + ((y2 - y) * rim) / length];
    const points = SonLa.resample([[x1, y1], [x2, y2]], 3).slice(1);
    return { x1, y1, x2, y2, boxes: points.map(([px, py]) => [px - 1, py - 1, px + 1, py + 1]) };
  };

  SonLa.drawTie = ({ x1, y1, x2, y2 }) => {
    const ends = { x1, y1, x2, y2, "stroke-linecap": "round" };
    return [
      SonLa.draw("line", { ...ends, stroke: SonLa.paint(SonLa.page.halo), "stroke-width": 3 }),
      SonLa.draw("line", { ...ends, stroke: SonLa.paint(SonLa.page.ink), "stroke-width": 1 }),
    ];
  };

  let paths = 0;

  /** Draw text along a line of points. */
  SonLa.drawAlong = (text, points, role) => {
    const id = `along-${paths++}`;
    const d = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
    const onPath = SonLa.draw("textPath", { href: `#${id}`, startOffset: "50%" });
    onPath.textContent = text;
    const words = SonLa.draw("text", { ...haloed(role), "text-anchor": "middle", dy: role.size * 0.34 });
    words.append(onPath);
    return SonLa.draw("g", {}, SonLa.draw("path", { id, d, fill: "none" }), words);
  };
})();
