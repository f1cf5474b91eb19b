/* Types of the USB edition, for `tsc --checkJs` alone. Its records are written by briefing/, see page_data. */
interface UsbFilter {
  area: string;
  corridor: string;
  kind: string;
  statuses: string[];
  words: string;
  asof: string; // YYYY-MM-DD, empty for the day of the file
}

interface UsbProject {
  id: string;
  sources: Wording;
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
  kinds: { id: string; group: Wording }[];
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
  way(): SentenceWay;
  caption(): string;
  heading(filter: UsbFilter): string;
  isFiltered(filter: UsbFilter): boolean;
  lifted(): UsbFilter;
  statuses(asof?: string): string[];
  whole(): ChosenView;
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
