/* Types of the USB edition, for `tsc --checkJs` alone. Its records are written by briefing/, see page_data. */
interface UsbFilter {
  area: string;
  corridor: string;
  statuses: string[];
}

interface UsbProject {
  id: string;
  about: Wording;
  sources: Wording;
}

interface UsbArea {
  code: string;
  name: Wording;
}

/** A run of kilometres of a road; one without a range has no kilometre whose place is known. */
interface UsbRoute {
  id: string;
  ref: string;
  branch: number;
  count: string; // "old" for the kilometres that today's have replaced
  range: [number, number] | 0; // first and last kilometre
  schematic: boolean;
  points: string;
  doubt: number[]; // of each point, in tenths of a kilometre
}

/** Kind, id, target, label, sublabel, names, further words, box, point, road numbers. */
type UsbEntry = [
  string, string, string, Wording, Wording, string[], string, Box | 0, Pair | 0, string[],
];

/** An entry as the search reads it: its names in folded words, and with their marks. */
interface Entry {
  kind: string;
  id: string;
  target: string;
  label: Wording;
  sublabel: Wording;
  box: Box | null;
  point: Pair | null;
  refs: string[];
  named: string[][];
  marked: string[];
  inNames: string[];
  inAll: string[];
}

/** What the search goes by: geo.search.index.search_rules. The patterns fit whole texts. */
interface SearchRules {
  limit: number;
  letters: number;
  scores: Record<
    "place" | "exact" | "begins" | "words" | "onRoad" | "other" | "marks" | "cover",
    number
  >;
  patterns: Record<"roadKm" | "kmRoad" | "pair" | "thousands" | "ref" | "km", string>;
  northM: [number, number];
  eastM: [number, number];
  metresInDegree: number;
  pointRoom: number;
  leastRoom: number;
}

interface UsbData {
  lang: string;
  title: Wording;
  place: [Wording, Wording];
  asOf: Wording;
  made: Wording;
  digest: string;
  frame: MapState["frame"];
  chosen: string[];
  corridors: string[];
  extent: Box;
  layers: string[];
  record: any; // geo.reports.records.selection_record
  day: number; // an ordinal
  projects: UsbProject[];
  corridorsShown: string[];
  areas: UsbArea[];
  words: Record<string, Record<string, string>>;
  search: UsbEntry[];
  kinds: string[];
  prefixes: Record<string, string>;
  region: Box;
  routes: UsbRoute[];
  rules: SearchRules;
  cards: Record<string, Record<string, any>>;
  texts: string[];
}

interface UsbHit {
  kind: string;
  id: string;
  target: string;
  label: string;
  sublabel: string;
  box: Box | null;
  point: Pair | null;
  score: number;
}

interface UsbPage {
  data: UsbData;
  engine: SelectionEngine;
  filter: UsbFilter;
  fold(text: string): string;
  readIndex(): void;
  search(query: string): UsbHit[];
  number(value: number, decimals?: number): string;
  exact(value: number, most?: number): string;
  caption(): string;
  heading(filter: UsbFilter): string;
  isFiltered(filter: UsbFilter): boolean;
  statuses(): string[];
  area(code: string): any;
  areaName(code: string): string;
  corridor(id: string): UsbEntry | undefined;
  corridorName(id: string): string;
  view(): ChosenView;
  drawFilters(change: (filter: Partial<UsbFilter>) => void): HTMLElement;
  drawList(open: (id: string) => void): HTMLElement;
}

interface Window {
  Usb: UsbPage;
}
