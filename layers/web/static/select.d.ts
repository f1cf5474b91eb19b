/* Types of select.js, for `tsc --checkJs` alone. Its records are written by geo/reports/records.py. */
type SaidText = string | Record<string, string>;

/** What a person asks to see, as geo.query.selection.Selection. */
interface ChosenSelection {
  lang: string;
  frame: string;
  areas: string[];
  corridors: string[];
  kinds: string[];
  statuses: string[];
  words: string;
  asof: string; // YYYY-MM-DD, empty for today
  near: string;
  agencies: string[];
}

/** How a project stands on a day, as geo.query.view.ProjectRow. */
interface ChosenRow {
  id: string;
  project: any;
  status: string;
  effective: number;
  shownDay: SaidText;
  stale: boolean;
  lengthKm: number;
  lengthSign: string;
  isMeasured: boolean; // whether nobody says the length: it is that of the line drawn
  capital: number | null;
  capitalSign: string;
  approved: boolean;
  km: number;
  reach: "inside" | "crossing" | "outside";
}

interface ChosenView {
  day: number;
  rows: ChosenRow[];
  assets: any[];
  corridors: any[];
  totals: any;
  extent: number[] | null;
  incidents: string[];
}

interface SelectionEngine {
  record: any;
  areas: Map<string, any>;
  corridors: Map<string, any>;
  projects: Map<string, any>;
  codes: Map<string, Set<string>>;
  tidy(selection: Partial<ChosenSelection>): ChosenSelection;
  read(query: string): ChosenSelection;
  toQuery(selection: ChosenSelection): Record<string, string>;
  today: () => number; // of the machine, unless somebody knows better
  view(selection: ChosenSelection, options?: { today?: number; near?: Set<string> | null; nearBox?: number[] | null }): ChosenView;
  counts(selection: ChosenSelection, field: string, options?: object): Map<string, number>;
}

interface NumberMarks {
  thousands: string;
  decimal: string;
}

interface SelectionRules {
  ordinalOf(text: string): number;
  isoOf(ordinal: number): string;
  today(): number;
  whole(): ChosenSelection;
  open(record: any): SelectionEngine;
  headings(rows: any[]): Set<string>;
  countedRows(rows: any[]): any[];
  partsUnderGroups(rows: any[]): any[];
}

/** How words are said: in which language, from which strings; `near` is the distance asked for in words. */
interface SentenceWay {
  engine: SelectionEngine;
  lang: string;
  say(key: string, values?: object): string;
  near?: string;
}

interface SentenceRules {
  areaName(code: string, day: number, way: SentenceWay): string;
  corridorName(id: string, way: SentenceWay): string;
  dayOf(iso: string, way: SentenceWay): string;
  areas(selection: ChosenSelection, way: SentenceWay): string;
  rest(selection: ChosenSelection, way: SentenceWay): string[];
  place(areas: string, rest: string[], way: SentenceWay): string;
  caption(view: ChosenView, place: string, way: SentenceWay): string;
  captionOf(selection: ChosenSelection, view: ChosenView, way: SentenceWay): string;
}

declare var SonLaSentences: SentenceRules;
declare var SonLaDay: {
  readDay(text: string): string;
  showDay(iso: string): string;
  DayField: new (options: {
    label: string; value?: string; max?: string; words: any; onChange(iso: string): void;
  }) => { element: HTMLElement; update(given: object): void };
};

declare var SonLaLetters: {
  fold(text: string): string;
  words(text: string): string[];
  byName(one: string, two: string): number;
};

declare var SonLaNumbers: {
  rounded(value: number, decimals: number): string;
  number(marks: NumberMarks, value: number, decimals?: number): string;
  exact(marks: NumberMarks, value: number, most?: number): string;
  signed(marks: NumberMarks, value: number, qualifier: string, most: number): string;
};
interface Surroundings {
  record: any; // layers.web.near.near_record
  ids(text: string): Set<string> | null;
  box(text: string): number[] | null;
  describe(text: string, lang: string, marks: NumberMarks, nameOf: (id: string) => string): string;
}

interface NearRules {
  around(value: string, km: number): string;
  point(lon: number, lat: number, km: number): string;
  pointOf(text: string): { lon: number; lat: number; km: number } | null;
  open(record: any): Surroundings;
}

declare var SonLaGrid: {
  toGrid(lon: number, lat: number): [number, number];
  toDegrees(east: number, north: number): [number, number];
};
declare var SonLaNear: NearRules;
declare var SonLaSelect: SelectionRules;
declare var sonLaStore: any;
