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
  find: FindRecord;
  search: FindEntry[];
  cards: Record<string, Record<string, any>>;
  texts: string[];
}

interface UsbPage {
  data: UsbData;
  engine: SelectionEngine;
  filter: UsbFilter;
  readIndex(): void;
  search(query: string): FindHit[];
  number(value: number, decimals?: number): string;
  exact(value: number, most?: number): string;
  caption(): string;
  heading(filter: UsbFilter): string;
  isFiltered(filter: UsbFilter): boolean;
  statuses(): string[];
  area(code: string): any;
  areaName(code: string): string;
  corridor(id: string): FindEntry | undefined;
  corridorName(id: string): string;
  view(): ChosenView;
  drawFilters(change: (filter: Partial<UsbFilter>) => void): HTMLElement;
  drawList(open: (id: string) => void): HTMLElement;
}

interface Window {
  Usb: UsbPage;
}
