/*
 * Types of the map page, for `tsc --checkJs` alone: nothing of this file reaches a browser. The
 * records of the page are written by layers/, see page_record, theme_record and mark_record there.
 */
/** [left, top, right, bottom] in pixels, or [west, south, east, north] in degrees. */
type Box = [number, number, number, number];
/** [x, y] in pixels or metres, or [lon, lat] in degrees. */
type Pair = [number, number];
type Line = Pair[];
/** One wording for all languages, or one a language. */
type Wording = string | Record<string, string>;
/** [colour, width, dashes, opacity, cap] */
type Stroke = [string, number, number[], number, L.LineCapShape];
/** Path codes, see `path` of the script of shapes: of a line's parts, or of the rings of polygons. */
type Codes = any[];

interface Position {
  zoom: number;
  lat: number;
  lon: number;
}

interface Place {
  lat: number;
  lng: number;
}

interface MapState {
  lang: string;
  layers: string[] | null;
  shown: Record<"projects" | "assets" | "corridors" | "incidents", string[] | null>;
  status: Record<string, string>;
  frame: "district" | "commune";
  communes: boolean;
  areas: string[];
  corridors: string[];
  selected: string;
  halo: string[];
  scheme: string;
  mark: { lon: number; lat: number; label: string } | null;
  ring: { lon?: number; lat?: number; km?: number; codes?: string[][] } | null;
  sketch: { label: string; lines: Pair[][]; points: Pair[]; chosen: boolean }[] | null;
  picks: boolean;
  extent: Box | [number, number, number] | null;
  extentKey: string;
}

interface MapStyle {
  strokes: Stroke[];
  fill?: [string, number];
  /** How many of the strokes lie inside the edge alone. */
  inside?: number;
  svg?: string;
  size?: number;
  offset?: Pair;
  paired?: boolean;
}

interface Role {
  size: number;
  weight: number;
  color: string;
  spacing: number;
  italic?: boolean;
  capitals?: boolean;
  plate?: boolean;
  along?: boolean;
  halo?: string;
  edge?: string;
}

/** A mark as the page carries it: style, shape, name, label; what is empty is left out. */
interface MarkRecord {
  s: string;
  p?: Pair;
  g?: string[];
  a?: string[][];
  b?: Box;
  c?: Pair[];
  i?: string;
  r?: string;
  h?: 1;
  w?: 1;
  /** How wide its line is, of the widths of its style. */
  x?: number;
  d?: Box;
  n?: Wording;
  t?: Wording;
  l?: [Wording | 0, string, number, number];
}

/** What has levels of detail. */
interface Levelled {
  codes: Codes[];
  latLngs: any[];
  level: number;
  isArea: boolean;
}

interface Feature extends Levelled {
  theme: Theme;
  mark: MarkRecord;
  item: string;
  style: string;
  minZoom: number;
  strokes: any[]; // Leaflet paths, whose inside is used
  fill: L.Polygon | null;
  hit: L.Polyline | null;
  marker: L.Marker | null;
  latLng?: L.LatLng;
  bounds: L.LatLngBounds;
  anchors?: L.LatLng[];
  rings?: Line[][][]; // by level of detail
  box?: HTMLElement;
  scale?: number; // of the symbol as it is drawn
  size: number;
  offset?: Pair;
  shift: Pair;
  spot: Box;
  at: Pair;
  parts?: Line[];
  key?: string;
  visible: boolean;
  hidden: boolean;
  faded: boolean;
  inView: boolean;
}

interface MergedLine extends Levelled {
  style: string;
  cell: string; // of the grid, see SonLa.byCell
  strokes: any[];
}

interface Theme {
  id: string;
  order: number;
  follows: "" | "projects" | "assets" | "corridors" | "incidents";
  road: boolean;
  backdrop: boolean;
  interactive: boolean;
  switchable: boolean;
  named: boolean;
  styles: Record<string, MapStyle>;
  legend: Record<string, string>;
  heads: Record<string, string>;
  samples: Record<string, MapStyle>;
  /** By shape of its styles: how many strokes a feature may have. */
  passes?: Record<string, number>;
  features: Feature[];
  lines: MergedLine[];
  borders: MergedLine[];
  seen: Set<string>;
  names?: Map<string, MarkRecord["l"]>; // of its items that are lines
  pane: HTMLElement;
}

/** The stops of a section, each [metres, node]; alone: it is not of the network. */
type Stops = [number, string][] & { alone?: boolean };

interface PageRecord {
  words: Record<string, Record<string, string>>;
  family: string;
  home: Box;
  limits: Box;
  detail: string;
  status: Record<string, string>;
  kinds: Record<string, string>;
  roles: Record<string, Role>;
  ground: string;
  band: Record<"km" | "least" | "most" | "opacity" | "nearOpacity" | "nearZoom", number> & { color: string };
  halo: string;
  ink: string;
  dark: Record<string, string>;
  chosen: { fill: [string, number]; strokes: Stroke[] };
  network: Record<string, Stops>;
  parts: Record<string, string[]>;
  locator: any;
}

/** A section of road in the grid: positions, places in metres, metres from its start. */
interface RoadPart {
  feature: Feature;
  ref: string;
  latLngs: L.LatLng[];
  grid: Pair[];
  at: number[];
  stops: Stops;
}

interface RoadSpot {
  part: RoadPart;
  at: number;
  away: number;
  latLng: L.LatLng;
}

interface Ride {
  part: RoadPart;
  from: number;
  to: number;
}

interface Way {
  from: RoadSpot;
  to: RoadSpot;
  metres: number;
  rides: Ride[];
}

interface TextBlock {
  lines: string[];
  w: number;
  h: number;
}

interface Tie {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  boxes: Box[];
}

/** A place that a label may take: the cheaper the better; `also` has the last word. */
interface Candidate {
  box: Box;
  align: string;
  cost: number;
  tie?: Tie;
  also?: (() => boolean) | null;
}

/** Where a symbol and its badge stand, the boxes they take, and the line from their place. */
interface Settled {
  spots: [Feature, Pair][];
  boxes: Box[];
  tie: Tie | null;
}

/** A symbol of a project with its badge, or a badge alone. */
interface Mover extends Settled {
  symbol: Feature | null;
  badge: Feature | null;
}

interface AlongOptions {
  width: number;
  size: number;
  offsets: number[];
  apart: number;
  most: number;
  allowed(boxes: Box[]): boolean;
  own?: string | null;
}

interface PlacedAlong {
  x: number;
  y: number;
  points: Line;
  boxes: Box[];
}

/** The ground that labels compete for. */
interface LabelGround {
  frame: Box;
  lines: Map<number, string>;
  thin: Map<number, string>;
  take(box: Box): void;
  release(box: Box): void;
  movable: Set<Box>;
  isFree(box: Box, gap?: number, but?: Set<Box>): boolean;
  draw(line: Line, reach: number, cells: Map<number, string>, owner?: string): void;
  count(box: Box, cells: Map<number, string>): number;
  fits(box: Box, gap?: number, own?: string | null): boolean;
  cuts(tie: Tie): boolean;
  kept: Map<number, string>;
  paths: Line[];
  overLines<T>(find: () => T): T;
  crosses(box: Box, own?: string | null): boolean;
  awayFromOthers(place: Pair, own: string, most: number): number;
}

/** What stands on the map: whose name it is, and the line that ties it to its symbol. */
interface PlacedLabel {
  text: string;
  role: string;
  boxes: Box[];
  item: string;
  tie?: [number, number, number, number];
  symbol?: Box;
}

interface LabelStats {
  labels: PlacedLabel[];
  dropped: number;
  missing: string[];
  needed: string[];
  symbols: { id: string; box: Box }[];
}

type Attributes = Record<string, string | number>;

/** What lies at a place: how many pixels away, and whether its symbol or its name was meant. */
interface PickedObject {
  feature: Feature;
  away: number;
  exact: boolean;
}

/** Kind and value; of a filter also its name and how many projects it leaves, see layers/web/find.py. */
type FindAction = [kind: string, value: string, name?: Wording, count?: number];

/** What can be found, as layers/web/find.py writes it. */
type FindEntry = [
  kind: string, id: string, target: string, label: Wording, sublabel: Wording,
  names: string[], codes: string[], others: string[], box: Box | 0, point: Pair | 0,
  roads: string[], action: FindAction, also: FindAction | 0, weight: number,
];

/** An entry as the search reads it: its names and phrases in folded words. */
interface Entry {
  kind: string;
  id: string;
  target: string;
  label: Wording;
  sublabel: Wording;
  box: Box | null;
  point: Pair | null;
  refs: string[];
  action: FindAction;
  also: FindAction | 0;
  weight: number;
  names: { name: string; parts: string[] }[];
  codes: string[];
  phrases: string[];
  padded: string[];
  keywords: string[];
  marked: string[];
  words: Set<string>;
}

/** A run of kilometres of a road; one without a range has no kilometre whose place is known. */
interface FindRoute {
  id: string;
  ref: string;
  road: string;
  branch: number;
  count: string; // "old" for the kilometres that today's have replaced
  range: [number, number] | 0; // first and last kilometre
  schematic: boolean;
  points: string;
  doubt: number[]; // of each point, in tenths of a kilometre
}

/** What the search goes by: geo.search.index.search_rules. The patterns fit whole texts. */
interface SearchRules {
  limit: number;
  letters: number;
  scores: Record<
    | "place" | "exact" | "joined" | "begins" | "framed" | "phrase" | "words" | "onRoad" | "together"
    | "other" | "drawn" | "nameSlip" | "wordSlip" | "slip" | "marks" | "cover" | "nextRoad" | "elsewhere",
    number
  >;
  patterns: Record<
    "roadKm" | "kmRoad" | "kmAlone" | "pair" | "thousands" | "ref" | "km" | "sexagesimal" | "degreeSign",
    string
  >;
  northM: [number, number];
  eastM: [number, number];
  metresInDegree: number;
  pointRoom: number;
  leastRoom: number;
  prefixes: Record<string, string>;
  longestPrefix: number;
  abbreviations: Record<string, string>;
  fillers: string[];
  fillerPairs: string[][];
  junction: string[];
  junctionWords: string[][];
  joinedTypes: string[];
  formerFirst: string[];
  formerLast: string;
  bareRoad: string;
  barePrefixes: string[];
  unitTypes: string[][];
  crossing: string;
  crossingWays: Record<string, string>;
  slipLetters: number;
  twoSlipLetters: number;
  nameLetters: number;
  twoSlipNameLetters: number;
  mostSlips: number;
  shortWord: number;
  rare: number;
  sounds: [written: string, heard: string][];
}

interface FindRecord {
  rules: SearchRules;
  kinds: string[];
  groups: Record<string, string>;
  region: Box;
  words: Record<string, Record<string, string>>;
  entries: FindEntry[];
  counted: Record<string, [group: string, keywords: number]>; // of the projects that count
  communes: Record<string, { name: Wording; filter: FindAction }>;
  routes: FindRoute[];
}

/** What a choice does: geo.search.hits.ActionKind, with the words of a button. */
interface HitAction {
  kind: string;
  value: string;
  label: string;
  count: number | null; // of the projects that a filter leaves of all
}

/** One answer of the search: geo.search.hits.Hit. */
interface FindHit {
  kind: string;
  group: string;
  id: string;
  target: string;
  label: string;
  sublabel: string;
  box: Box | null;
  point: Pair | null;
  score: number;
  action: HitAction;
  also: HitAction | null;
}

interface MapPage {
  page: PageRecord;
  map: L.Map;
  themes: Theme[];
  drawn: boolean;
  painted: boolean;
  met: boolean;
  broken?: boolean;
  state: MapState;
  onSelect(id: string): void;
  onArea(code: string): void;
  onLayers(ids: string[]): void;
  onExport(request: { bounds: Box; zoom: number }): void;
  onMove(position: Position): void;
  onNear: ((asked: { lon: number; lat: number; km: number }) => void) | null;
  onPick(place: { lon: number; lat: number }): void;

  // core, around, scheme
  say(key: string, values?: Record<string, string | number>): string;
  wording(text: Wording | null | undefined): string;
  make<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    options?: Record<string, string>,
    ...children: (Node | string | number | null | undefined | false)[]
  ): HTMLElementTagNameMap[K];
  draw<K extends keyof SVGElementTagNameMap>(
    tag: K,
    attributes?: Attributes,
    ...children: (Node | string)[]
  ): SVGElementTagNameMap[K];
  button(
    options: Record<string, string>,
    press: () => void,
    ...children: (Node | string | null | undefined | false | "")[]
  ): HTMLButtonElement;
  name(element: HTMLElement, key: string): void;
  icon(size: number, d: string, look: Attributes): SVGSVGElement;
  decimal(value: number, digits: number): string;
  pane(id: string, zIndex: number): HTMLElement;
  open(id: string, page: PageRecord): void;
  features(): Feature[];
  addTheme(record: any): void;
  start(): void;
  layLater(): void;
  layNow(): void;
  tellPosition(): void;
  goHome(): void;
  goTo(position: Position): void;
  apply(state: Partial<MapState>): void;
  switchLayer(id: string, on: boolean): void;
  isOn(theme: Theme): boolean;
  stats(): any;
  stateAsked(): Partial<MapState>;
  positionAsked(): Position | null;
  schemeAround(): string;
  widthAround(): number;
  watchWheel(): void;
  watchScheme(): void;
  paint(color: string): string;
  symbol(svg: string): SVGElement;
  followScheme(): void;

  // vn2000, shapes, detail, scales
  toGrid(lon: number, lat: number): Pair;
  lines(parts: string[]): L.LatLng[][];
  areas(polygons: string[][]): L.LatLng[][][];
  point(place: Pair): L.LatLng;
  disc(box: Box): L.LatLng[][][];
  bounds(box: Box): L.LatLngBounds;
  quickenLines(): void;
  freshen(drawn: any): void;
  pixels(drawn: any): Line[];
  shiftedLine(latLngs: any, options: any): L.Polyline;
  pixel(latLng: L.LatLng): Pair;
  inside(x: number, y: number, rings: Line[]): boolean;
  meets(line: Line, box: Box): boolean;
  resample(line: Line, step: number): Line;
  piecesIn(line: Line, box: Box): Line[];
  roomIn(ring: Line, w: number, h: number): Pair | null;
  detailed: boolean;
  fetchDetail(): void;
  addDetail(details: Record<string, any>): void;
  detailLater(): void;
  chooseDetail(): void;
  positions(feature: Levelled): any;
  exact(feature: Levelled): any;
  positionsAt(feature: Levelled, level: number): any;
  byCell(codes: string[]): Map<string, string[]>;
  firstOf(code: string): L.LatLng;
  levels(codes: Codes, isArea: boolean): Levelled;
  lineScale(zoom?: number): number;
  symbolScale(zoom?: number): number;
  backdropScale(theme: { backdrop?: boolean }, zoom?: number): number;
  from(minZoom: number): number;

  // numbers, spelling, typed, find
  number(value: number, decimals?: number): string;
  exactNumber(value: number, most?: number): string;
  spelling: {
    follow(rules: SearchRules): void;
    roadWords(parts: string[]): string[];
    spellingsOf(name: string): string[][];
    renamedReadings(readings: string[][]): string[][];
    furtherReadings(readings: string[][]): string[][];
    slipsAllowed(word: string): number;
    nameSlipsAllowed(letters: number): number;
    countSlips(one: string, two: string, most: number): number | null;
    mayMean(typed: string, word: string, anySlip: boolean): boolean;
    isAlpha(word: string): boolean;
    digits(text: string): string;
  };
  typed: {
    follow(record: FindRecord): void;
    normalRef(text: string): string | null;
    withRoadNames(query: string, known: { has(ref: string): boolean }): string;
    roadKm(asked: string): { ref: string; km: number } | null;
    loneKm(asked: string): number | null;
    kmHits(ref: string, km: number, score: number): { hits: any[]; about: string };
    coordinates(asked: string): number[] | null;
    pointHit(point: number[]): any;
  };
  hitAction(action: FindAction): HitAction;
  findable: boolean;
  findAt(address: string): void;
  fetchFind(): void;
  addFind(record: FindRecord): void;
  find(query: string, options?: { roads?: string[]; limit?: number }): FindHit[];

  // draw
  drawTheme(record: any): Theme;
  listenAll(): void;
  moveSymbol(feature: Feature, shift: Pair): void;
  drawGround(): void;
  repaint(): void;
  haloItem(id: string): void;
  isFocusPost(feature: Feature): boolean;
  refresh(): void;
  refreshed: boolean; // whether all is in line with the state since the last call
  frameShows(key: string, theme: Theme): boolean;
  holds(feature: Feature, lat: number, lng: number, level?: number): boolean;
  areaAt(place: Place): string;
  placeOf(feature: Feature): string;
  inSameCommune(one: Place, two: Place): boolean;
  communeName(place: Place): string;

  // place, along, spots, movers, labels
  set(text: string, role: Role): string;
  widthOf(text: string, role: Role): number;
  block(text: string, role: Role, near: number): TextBlock;
  Ground: new (frame: Box) => LabelGround;
  drawBlock(block: { lines: string[]; box: Box; align: string }, role: Role): SVGGElement;
  tie(box: Box, end: Pair): Tie;
  drawTie(tie: Tie): SVGLineElement[];
  drawAlong(text: string, points: Line, role: Role): SVGGElement;
  placeAlong(ground: LabelGround, lines: Line[], options: AlongOptions): PlacedAlong[];
  placePlates(
    ground: LabelGround,
    lines: Line[],
    block: { w: number; h: number },
    spacing: { every: number; apart: number; own?: string | null },
  ): Box[];
  awayFrom(lines: Line[], place: Pair): number;
  sides(points: Line, i: number, w: number, h: number): Pair[];
  frameBox(margin?: number): Box;
  waysToPlace(
    feature: Feature,
    reaches: number[],
  ): [number, (block: TextBlock) => Iterable<Candidate>][];
  symbolBox(feature: Feature, shift: Pair): Box;
  settleSymbols(ground: LabelGround, symbols: Feature[]): Mover[];
  makeRoom(
    ground: LabelGround,
    movers: Mover[],
    candidates: Iterable<Candidate>,
    isAllowed: (candidate: Candidate) => boolean,
    airOf: (candidate: Candidate) => number,
  ): Candidate | null;
  labelStats(): LabelStats;
  layLabels(): void;
  lookOver(theme: Theme): void;

  // legend, mark, locator, tools, controls
  addLegend(): void;
  updateLegend(): void;
  styleText(theme: Theme, key: string): string;
  swatch(style: MapStyle): Element;
  fitPadding(): L.FitBoundsOptions;
  legendToPaper(on: boolean): void;
  legendBody(): HTMLElement;
  toPaper(on: boolean): void;
  belowPx(): number;
  mark(lon?: number, lat?: number, label?: string): void;
  applyMark(asked: MapState["mark"]): void;
  applyRing(asked: MapState["ring"]): void;
  applySketch(asked: MapState["sketch"]): void;
  coordinates(lon: number, lat: number): [string, string];
  tellWhere(lon: number, lat: number, label: string): void;
  closeWhere(): void;
  sayWhere(): void;
  locatorShown(): boolean;
  showLocator(on: boolean): void;
  hasLocatorRoom(): boolean;
  suitLocator(): void;
  addLocator(): void;
  sayLocator(): void;
  addTools(): void;
  sayTools(): void;
  tell(text: string, close?: (() => void) | null): void;
  addReadout(): void;
  addPanel(element: HTMLElement, position: L.ControlPosition): void;
  addControls(): void;
  sayControls(): void;
  isBand(feature: Feature): boolean;
  kindsShown(): boolean;
  metresAPixel(): number;
  showTip(feature: Feature, latLng: L.LatLng, event?: MouseEvent): void;
  hideTip(click?: MouseEvent | null): void;

  // pick
  objectsAt(place: Pair, reach?: number): PickedObject[];
  objectsInFrame(): PickedObject[];
  areaUnder(place: Pair): string;
  isUnder(feature: Feature, box: Box): boolean;
  clickAt(latLng: L.LatLng, event?: PointerEvent): void;
  roadsInView(): string[];
  closeList(back?: boolean): void;
  showItem(id: string): void;
  addPick(): void;
  sayPick(): void;

  // network, measure
  roadsNear(place: Place, reach: number): Map<string, RoadSpot>;
  wayBetween(starts: RoadSpot[], ends: RoadSpot[], allowed?: (part: RoadPart) => boolean): Way | null;
  rideLine(ride: Ride): L.LatLng[];
  measuring: boolean;
  measured: any;
  startMeasure(): void;
  stopMeasure(): void;
  measureAt(latLng: L.LatLng): void;
  listenMeasure(): void;
}

/** What a link of a card leads to: another card, or the profile of an area, corridor or agency. */
interface CardLink {
  card?: string;
  of?: string;
}

declare const SonLaCard: {
  draw(tree: any[], texts: string[], link?: (element: HTMLAnchorElement, about: CardLink) => void): HTMLElement;
};

interface Window {
  SonLa: MapPage;
}
