import assert from "node:assert/strict";
import test from "node:test";
import { openPage, plain, seeded } from "./page.mjs";

const SCRIPTS = ["shapes.js", "detail.js", "scales.js", "scheme.js", "place.js", "along.js", "spots.js", "movers.js", "labels.js"];
const SIZE = [1000, 700];
const role = (more) => ({ size: 11, weight: 400, color: "#000000", spacing: 0, ...more });
const ROLES = {
  place: role({}),
  project: role({ weight: 600 }),
  seat: role({ size: 13 }),
  district: role({ size: 14, capitals: true }),
  river: role({ along: true, italic: true }),
  road: role({ plate: true }),
  "project-code": role({ plate: true }),
};
const WORDS = "Mường La Bản Chiềng Nà Sông Phiêng Thuận Sơn Hang Tà Vân Hồ Yên".split(" ");

const overlap = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
const placeAt = (x, y) => ({ lat: 22 - y / 1000, lng: 103 + x / 1000 });

const BORDER = 500;
const isEast = ({ lng }) => lng >= placeAt(BORDER, 0).lng;

/** Return a page on whose frame features are in view already. */
function withFeatures(features, zoom = 10) {
  const { SonLa } = openPage(SCRIPTS, { zoom, size: SIZE, page: { roles: ROLES, band: { nearZoom: 11 } } });
  SonLa.isFocusPost = () => false;
  SonLa.isBand = () => false;
  SonLa.moveSymbol = () => {};
  SonLa.placeOf = ({ item }) => item;
  SonLa.areaAt = (place) => (isEast(place) ? "east" : "");
  SonLa.inSameCommune = (one, two) => isEast(one) === isEast(two);
  const styles = { one: { size: 14, offset: [0, 0], strokes: [["#000000", 2, [], 1, "round"]] } };
  for (const id of ["facilities", "projects", "water", "roads"]) {
    const follows = id === "projects" ? "projects" : "";
    const theme = { id, follows, road: id === "roads", styles, features: [], lines: [], borders: [], seen: new Set() };
    theme.features = features
      .filter((feature) => feature.themeId === id)
      .map((feature) => ({ theme, style: "one", inView: true, strokes: [], size: 14, shift: [0, 0], ...feature }));
    SonLa.themes.push(theme);
  }
  return SonLa;
}

function lay(features, zoom) {
  const SonLa = withFeatures(features, zoom);
  SonLa.layLabels();
  return { ...plain(SonLa.labelStats()), frame: plain(SonLa.frameBox()) };
}

/**
 * Return points with names and ranks, a river, a road and lines of status, all by chance.
 *
 * @returns {any[]}
 */
function madeUp(seed, count) {
  const chance = seeded(seed);
  const pick = (list) => list[Math.floor(chance() * list.length)];
  const bent = () => {
    let [x, y] = [chance() * 300, 100 + chance() * 500];
    return Array.from({ length: 40 }, () => [(x += 10 + chance() * 10), (y += (chance() - 0.5) * 12)]);
  };
  const points = Array.from({ length: count }, (_, i) => {
    const at = [20 + chance() * 960, 20 + chance() * 660];
    const themeId = pick(["facilities", "projects"]);
    const name = `${pick(WORDS)} ${pick(WORDS)} ${pick(WORDS)} ${i}`;
    const roleId = pick(["place", "project", "seat", "district"]);
    const label = [0, roleId, 1 + Math.floor(chance() * 40), 0];
    return { themeId, item: `I${i}`, at, latLng: placeAt(at[0], at[1]), box: {}, mark: { n: name, l: label } };
  });
  const line = (themeId, name, roleId) => ({ themeId, item: "", parts: [bent()], mark: { n: name, l: [0, roleId, 20, 0] } });
  return [
    ...points,
    line("water", "Sông Đà", "river"),
    line("roads", "QL.6", "road"),
    { themeId: "projects", item: "P", parts: [bent()], mark: { n: "" } },
  ];
}

test("labels overlap neither each other nor symbols, a line of status only as a last resort, and stay in the frame", () => {
  const seats = { all: 0, onStatus: 0 };
  for (let seed = 1; seed <= 25; seed++) {
    const features = madeUp(seed, 10 + seed * 4);
    const { labels, symbols, frame } = lay(features, 8 + (seed % 5));
    const boxes = labels.map(({ boxes: own }) => own);
    boxes.forEach((own, i) => {
      for (const box of own) {
        assert.ok(box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3]);
        for (const other of boxes.slice(0, i).flat()) assert.ok(!overlap(box, other), `${seed}: ${labels[i].text}`);
        for (const { box: other } of symbols) assert.ok(!overlap(box, other), `${seed}: ${labels[i].text}`);
        const [status] = features[features.length - 1].parts ?? [];
        const onStatus = status.some(([x, y]) => overlap(box, [x, y, x, y]));
        // Without the names of the seats nobody reads a map.
        if (labels[i].role !== "seat") assert.ok(!onStatus, `${seed}: ${labels[i].text} on a status`);
        else {
          seats.all += 1;
          seats.onStatus += onStatus ? 1 : 0;
        }
      }
    });
  }
  assert.ok(seats.onStatus < seats.all / 20, `${seats.onStatus} of ${seats.all}`);
});

test("symbols at one place stand apart and never cross a border", () => {
  for (const x of [BORDER - 2, BORDER + 2, 700]) {
    const at = [x, 350];
    const one = (themeId, item) => ({ themeId, item, at, latLng: placeAt(x, 350), box: {}, mark: { n: item } });
    const { symbols } = lay([one("facilities", "gate"), ...["A", "B", "C", "D"].map((item) => one("projects", item))]);
    symbols.forEach(({ box }, i) => {
      for (const { box: other } of symbols.slice(0, i)) assert.ok(!overlap(box, other));
      const middle = (box[0] + box[2]) / 2;
      assert.equal(middle >= BORDER, x >= BORDER);
    });
  }
});

test("every name that is due is placed or counted as missing", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const { labels, dropped, missing } = lay(madeUp(seed, 120));
    assert.equal(missing.length, dropped);
    const names = new Set([...labels.map(({ text }) => text), ...missing]);
    assert.equal(names.size, 122);
    assert.ok(!missing.some((name) => labels.some(({ text }) => text === name)));
  }
});

test("the same view gives the same picture, in whatever order its features come", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const features = madeUp(seed, 60);
    const usual = lay(features);
    assert.deepEqual(lay(features), usual);
    const chance = seeded(seed);
    const dice = new Map(features.map((feature) => [feature, chance()]));
    const mixed = [...features].sort((a, b) => (dice.get(a) ?? 0) - (dice.get(b) ?? 0));
    assert.deepEqual(lay(mixed).labels, usual.labels);
  }
});

test("a name of less weight never moves one of more", () => {
  for (let seed = 1; seed <= 10; seed++) {
    const features = madeUp(seed, 80);
    const isHigh = ({ mark }) => mark.l && mark.l[2] < 15;
    const alone = features.map((feature) => (isHigh(feature) ? feature : { ...feature, mark: { ...feature.mark, l: undefined } }));
    const high = lay(alone).labels;
    assert.ok(high.length > 10);
    assert.deepEqual(lay(features).labels.slice(0, high.length), high);
  }
});

test("what is chosen comes first, though its rank is last", () => {
  const features = madeUp(7, 150);
  const last = features.filter(({ latLng }) => latLng).sort((a, b) => b.mark.l[2] - a.mark.l[2])[0];
  const SonLa = withFeatures(features);
  SonLa.state.selected = last.item;
  SonLa.layLabels();
  assert.equal(plain(SonLa.labelStats()).labels[0].text, last.mark.n);
});

test("a name stands to the right of its symbol, but for a road that is better left free", () => {
  const one = { themeId: "facilities", item: "I", at: [500, 300], latLng: placeAt(500, 300), box: {}, mark: { n: "Mường La", l: [0, "place", 1, 0] } };
  const road = { themeId: "roads", item: "", parts: [[[400, 300], [900, 300]]], mark: { n: "" } };
  const [usual, beside] = [[one], [one, road]].map((features) => lay(features, 12).labels[0].boxes[0]);
  assert.ok(usual[0] > 507 && usual[1] < 300 && usual[3] > 300);
  assert.ok(beside[3] <= 300 || beside[1] >= 300, `${beside}`);
});

test("the same name does not stand twice side by side", () => {
  const at = (x, y, i) => ({
    ...{ themeId: "facilities", item: `I${i}`, at: [x, y], latLng: placeAt(x, y), box: {} },
    mark: { n: "Mường La", l: [0, "place", i, 0] },
  });
  assert.equal(lay([at(300, 300, 1), at(340, 330, 2)]).labels.length, 1);
  assert.equal(lay([at(300, 300, 1), at(700, 330, 2)]).labels.length, 2);
});

test("a long name is broken into at most three lines that hold all of it", () => {
  const { SonLa } = openPage(SCRIPTS, { page: { roles: ROLES } });
  for (const near of [20, 60, 100, 150, Infinity]) {
    const name = WORDS.join(" ");
    const { lines, w, h } = SonLa.block(name, ROLES.place, near);
    assert.ok(lines.length >= 1 && lines.length <= 3);
    assert.equal(lines.join(" "), name);
    assert.ok(lines.every((line) => SonLa.widthOf(line, ROLES.place) <= w));
    assert.ok(h >= lines.length * ROLES.place.size);
  }
});

/** Return a project that is a line, with its name. */
const { SonLa: geometry } = openPage(["shapes.js"]);
const lineProject = (item, name, points, more = {}) => ({
  ...{ themeId: "projects", item, parts: [points] },
  mark: { n: name, g: [""], l: [0, "project", 35, 0], ...more },
});
const STRAIGHT = Array.from({ length: 60 }, (_, i) => [200 + i * 10, 350]);
const fine = (line) => plain(geometry.resample(line, 1));
const away = (line, [left, top, right, bottom]) =>
  Math.min(...line.map(([x, y]) => Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0))));

test("the name of a project that is a line follows it within eight pixels, on no other line", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const chance = seeded(seed);
    const wave = STRAIGHT.map(([x, y], i) => [x, y + 40 * Math.sin(i / (4 + 10 * chance()))]);
    const other = wave.map(([x, y]) => [x, y + 8 + 30 * chance()]);
    const { labels } = lay([lineProject("P-1", "Nâng cấp đường", wave), lineProject("P-2", "", other)], 12);
    for (const { text, item, boxes } of labels) {
      assert.equal(item, "P-1");
      for (const box of boxes) {
        assert.ok(away(fine(wave), box) <= 8.5, `${seed}: ${text}`);
        assert.ok(!other.some(([x, y]) => overlap(box, [x, y, x, y])), `${seed}: ${text} on another line`);
      }
    }
  }
});

test("where no stretch bears its name a line has its code on it, and where that has no room nothing", () => {
  const crooked = Array.from({ length: 60 }, (_, i) => [200 + i * 6, 350 + (i % 2) * 50]);
  const [only] = lay([lineProject("P-1", "Nâng cấp đường tỉnh", crooked)], 12).labels;
  assert.equal(only.text, "P-1");
  assert.equal(only.role, "project-code");
  assert.ok(away(fine(crooked), only.boxes[0]) === 0);
  const beside = lineProject("P-2", "", crooked.map(([x, y]) => [x + 4, y]));
  assert.deepEqual(lay([lineProject("P-1", "Nâng cấp đường tỉnh", crooked), beside], 12).labels, []);
});

test("whichever stretch of a project is in view bears its name, and it is named once", () => {
  const further = { ...lineProject("P-1", "", STRAIGHT), mark: { n: "", g: [""] } };
  const first = { ...lineProject("P-1", "Nâng cấp", STRAIGHT), inView: false };
  const { labels } = lay([first, { ...further, mark: { n: "Nâng cấp", g: [""] } }, { ...further, mark: { n: "Nâng cấp", g: [""] } }], 12);
  assert.deepEqual(labels.map(({ text }) => text), ["Nâng cấp"]);
});

test("UX-38: a district goes by the name of its seat at every level, and by its own where the seat is out of sight", () => {
  const seat = (x) => ({
    ...{ themeId: "facilities", item: "S", at: [x, 300], latLng: placeAt(x, 300), box: {} },
    mark: { n: "Mai Sơn (Hát Lót)", l: [0, "seat", 5, 0] },
  });
  const anchors = [placeAt(400, 500)];
  const district = { themeId: "facilities", item: "D", anchors, mark: { n: "Mai Sơn", l: [0, "district", 30, 0] } };
  for (const zoom of [8, 9, 10, 10.9]) {
    assert.deepEqual(lay([seat(500), district], zoom).labels.map(({ role, text }) => [role, text]), [["seat", "Mai Sơn"]]);
    assert.deepEqual(lay([seat(-4), district], zoom).labels.map(({ role }) => role), ["district"]);
  }
  assert.deepEqual(lay([seat(500), district], 12).labels.map(({ text }) => text), ["Mai Sơn (Hát Lót)"]);
});

test("UX-38: symbols of projects make room for the name of a seat, its leader is short and crosses no line of status", () => {
  const leads = [];
  for (let seed = 1; seed <= 20; seed++) {
    const chance = seeded(seed);
    const point = (themeId, item, x, y, l) => ({ themeId, item, at: [x, y], latLng: placeAt(x, y), box: {}, mark: { n: item, w: themeId === "projects" ? 1 : undefined, l } });
    const crowd = Array.from({ length: 14 }, (_, i) => point("projects", `P${i}`, 640 + chance() * 120, 310 + chance() * 80));
    const line = lineProject("L", "", STRAIGHT.map(([x, y]) => [x, y + 12]));
    const zoom = 8 + (seed % 3);
    const { labels, symbols, needed } = lay([point("facilities", "Sơn La", 700, 350, [0, "seat", 5, 0]), ...crowd, line], zoom);
    if (zoom >= 10) assert.deepEqual(needed, []);
    for (const { tie, boxes } of labels) {
      for (const { box } of symbols) assert.ok(!overlap(boxes[0], box), `${seed}`);
      if (!tie) continue;
      leads.push(tie);
      assert.ok(Math.hypot(tie[2] - tie[0], tie[3] - tie[1]) <= (zoom < 10 ? 24 : 36));
      assert.ok((tie[1] - 362) * (tie[3] - 362) >= 0, `${seed}: over the line`);
    }
  }
  assert.ok(leads.length > 3);
});
