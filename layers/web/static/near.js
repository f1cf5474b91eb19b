"use strict";
/*
 * What lies within some kilometres of an item, a road or a point: the rules of geo/query/within.py
 * on the record of layers/web/near.py. It knows no page; a test compares its ids with Python's.
 */
(() => {
  /** @type {NearRules} */
  const SonLaNear = /** @type {any} */ ({});
  globalThis.SonLaNear = SonLaNear;

  const PART_VERTICES = 16;
  const KM_DECIMALS = 2;
  const DEGREE_DECIMALS = 5;
  const NUMBER = "[+-]?\\d{1,3}(?:\\.\\d{1,12})?";
  const POINT = new RegExp(`^(${NUMBER}),(${NUMBER})$`);
  const KM = /^\d{1,3}(?:\.\d{1,12})?$/;

  const plainly = (value, decimals) => String(Number(value.toFixed(decimals)));

  /** Return what asks for the distance around an item or a road. */
  SonLaNear.around = (value, km) => `${value}~${plainly(km, KM_DECIMALS)}`;

  /** Return what asks for the distance around a point in degrees. */
  SonLaNear.point = (lon, lat, km) => SonLaNear.around(`${plainly(lon, DEGREE_DECIMALS)},${plainly(lat, DEGREE_DECIMALS)}`, km);

  /** Return {lon, lat, km} of a question for the surroundings of a point, null of any other. */
  SonLaNear.pointOf = (text) => {
    const { value, km } = split(text);
    const found = POINT.exec(value);
    return found && km ? { lon: Number(found[1]), lat: Number(found[2]), km } : null;
  };

  function split(text) {
    const end = text.lastIndexOf("~");
    const km = text.slice(end + 1).trim();
    return { value: text.slice(0, Math.max(end, 0)).trim(), km: KM.test(km) ? Number(Number(km).toFixed(KM_DECIMALS)) : 0 };
  }

  SonLaNear.open = (record) => new Surroundings(record);

  class Surroundings {
    /** @param {any} record what layers/web/near.py writes */
    constructor(record) {
      this.record = record;
      /** @type {Map<number, any>} */
      this.known = new Map();
    }

    /** Return kind, value, kilometres and shapes of what is asked for; null for what means nothing. */
    read(text) {
      const { value, km } = split(text);
      if (!(km > 0 && km <= this.record.most)) return null;
      const { items, roads } = this.record;
      for (const [kind, known] of [["item", items], ["road", roads]]) {
        if (Object.hasOwn(known, value)) return { kind, value, km, shapes: known[value].map((number) => this.shape(number)) };
      }
      const point = SonLaNear.pointOf(text);
      if (!point) return null;
      const { lon, lat } = point;
      const [west, south, east, north] = this.record.region;
      if (lon < west || lon > east || lat < south || lat > north) return null;
      return { kind: "point", value, km, lon, lat, shapes: [shapeOf([Float64Array.from(SonLaGrid.toGrid(lon, lat))], false)] };
    }

    /** Return the shape at a place in the list, read when it is first asked for. */
    shape(number) {
      let shape = this.known.get(number);
      if (!shape) {
        const code = this.record.shapes[number];
        const isArea = Array.isArray(code);
        shape = shapeOf((isArea ? code : [code]).map((ring) => positions(ring, this.record.steps)), isArea);
        this.known.set(number, shape);
      }
      return shape;
    }

    /** Return the ids of all items within the distance, its own centre included; null for nonsense. */
    ids(text) {
      const asked = this.read(text);
      if (!asked) return null;
      const reach = asked.km * 1000;
      /** @type {Map<number, boolean>} */
      const answered = new Map(); // many items share a road
      const isNear = (number) => {
        if (!answered.has(number)) {
          const shape = this.shape(number);
          answered.set(number, asked.shapes.some((centre) => areWithin(centre, shape, reach)));
        }
        return answered.get(number);
      };
      const items = Object.entries(this.record.items);
      return new Set(items.filter(([, numbers]) => numbers.some(isNear)).map(([id]) => id));
    }

    /** Return west, south, east, north in degrees of the surroundings. */
    box(text) {
      const asked = this.read(text);
      if (!asked) return null;
      const reach = asked.km * 1000;
      const boxes = asked.shapes.map(({ box }) => box);
      const [left, low] = [0, 1].map((place) => Math.min(...boxes.map((box) => box[place])) - reach);
      const [right, high] = [2, 3].map((place) => Math.max(...boxes.map((box) => box[place])) + reach);
      const corners = [[left, low], [left, high], [right, low], [right, high]].map(([x, y]) => SonLaGrid.toDegrees(x, y));
      const [lons, lats] = [0, 1].map((place) => corners.map((corner) => corner[place]));
      return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
    }

    /** Return distance and centre in words, as Near.describe; nameOf gives the name of an item. */
    describe(text, lang, marks, nameOf) {
      const asked = this.read(text);
      if (!asked) return "";
      const words = this.record.words[lang] || this.record.words.vi;
      const fill = (key, values) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
      const degrees = (value) => SonLaNumbers.number(marks, value, DEGREE_DECIMALS);
      const { kind, value, km, lon, lat } = asked;
      const places = {
        item: () => `“${nameOf(value)}”`,
        road: () => value,
        point: () => fill("point.degrees", { lat: degrees(lat), lon: degrees(lon) }),
      };
      return fill("selection.near", { km: SonLaNumbers.exact(marks, km, KM_DECIMALS), place: places[kind]() });
    }
  }

  /** Return x and y in turn of an encoded line, see layers/web/payload.py. */
  function positions(code, steps) {
    const found = [];
    let i = 0;
    const next = () => {
      let number = 0;
      for (let shift = 0; ; shift += 5) {
        const group = code.charCodeAt(i++) - 63;
        number |= (group & 31) << shift;
        if (group < 32) return number & 1 ? ~(number >>> 1) : number >>> 1;
      }
    };
    for (let x = 0, y = 0; i < code.length; ) {
      x += next();
      y += next();
      found.push(x / steps, y / steps);
    }
    return Float64Array.from(found);
  }

  /** Return a shape: its lines in short parts with their boxes, and its rings where it is an area. */
  function shapeOf(lines, isArea) {
    const parts = lines.flatMap((line) => {
      const found = [];
      const size = 2 * PART_VERTICES;
      for (let start = 0; start === 0 || start < line.length - 2; start += size) {
        const xy = line.subarray(start, start + size + 2);
        found.push({ xy, box: boxOf(xy) });
      }
      return found;
    });
    return { parts, rings: isArea ? lines : [], box: boxOf(lines[0]), start: [lines[0][0], lines[0][1]] };
  }

  function boxOf(xy) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < xy.length; i += 2) {
      box[0] = Math.min(box[0], xy[i]);
      box[1] = Math.min(box[1], xy[i + 1]);
      box[2] = Math.max(box[2], xy[i]);
      box[3] = Math.max(box[3], xy[i + 1]);
    }
    return box;
  }

  function areWithin(one, two, reach) {
    if (!boxesWithin(one.box, two.box, reach)) return false;
    if (holds(one, two.start) || holds(two, one.start)) return true;
    return one.parts.some((a) => boxesWithin(a.box, two.box, reach) && two.parts.some((b) => partsWithin(a, b, reach)));
  }

  /** Tell whether a place lies in an area. */
  function holds({ rings }, [x, y]) {
    let inside = false;
    for (const ring of rings) {
      for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
        const crosses = ring[i + 1] > y !== ring[j + 1] > y;
        if (crosses && x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) inside = !inside;
      }
    }
    return inside;
  }

  function boxesWithin(a, b, reach) {
    const across = Math.max(0, a[0] - b[2], b[0] - a[2]);
    const along = Math.max(0, a[1] - b[3], b[1] - a[3]);
    return across * across + along * along <= reach * reach;
  }

  function partsWithin(a, b, reach) {
    if (!boxesWithin(a.box, b.box, reach)) return false;
    const across = Math.max(a.box[2], b.box[2]) - Math.min(a.box[0], b.box[0]);
    const along = Math.max(a.box[3], b.box[3]) - Math.min(a.box[1], b.box[1]);
    const limit = reach * reach;
    if (across * across + along * along <= limit) return true;
    const [one, two] = [a.xy, b.xy];
    // A point is a stretch without length.
    const [lastOne, lastTwo] = [Math.max(1, one.length / 2 - 1), Math.max(1, two.length / 2 - 1)];
    for (let i = 0; i < lastOne; i++) {
      const from = 2 * i;
      const to = Math.min(from + 2, one.length - 2);
      if (awayFromBox(one, from, to, b.box) > limit) continue;
      for (let j = 0; j < lastTwo; j++) {
        if (stretchesApart(one, from, to, two, 2 * j, Math.min(2 * j + 2, two.length - 2)) <= limit) return true;
      }
    }
    return false;
  }

  // No arrays from here on: these are asked a million times.

  /** Return the square of the least distance between the box of a stretch, from a to b, and a box. */
  function awayFromBox(line, a, b, box) {
    const across = Math.max(0, Math.min(line[a], line[b]) - box[2], box[0] - Math.max(line[a], line[b]));
    const along = Math.max(0, Math.min(line[a + 1], line[b + 1]) - box[3], box[1] - Math.max(line[a + 1], line[b + 1]));
    return across * across + along * along;
  }

  /** Return the square of the distance between a stretch of one line, a to b, and one of another. */
  function stretchesApart(one, a, b, two, c, d) {
    if (side(one, a, b, two, c) * side(one, a, b, two, d) < 0 && side(two, c, d, one, a) * side(two, c, d, one, b) < 0) return 0;
    return Math.min(apart(one, a, b, two, c), apart(one, a, b, two, d), apart(two, c, d, one, a), apart(two, c, d, one, b));
  }

  const side = (line, a, b, other, c) =>
    (line[b] - line[a]) * (other[c + 1] - line[a + 1]) - (line[b + 1] - line[a + 1]) * (other[c] - line[a]);

  /** Return the square of the distance of a vertex from a stretch of a line. */
  function apart(line, a, b, other, c) {
    const dx = line[b] - line[a];
    const dy = line[b + 1] - line[a + 1];
    const length = dx * dx + dy * dy;
    const along = length ? ((other[c] - line[a]) * dx + (other[c + 1] - line[a + 1]) * dy) / length : 0;
    const part = Math.max(0, Math.min(1, along));
    const x = line[a] + part * dx - other[c];
    const y = line[a + 1] + part * dy - other[c + 1];
    return x * x + y * y;
  }
})();
