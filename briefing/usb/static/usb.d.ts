/* Types of the USB edition, for `tsc --checkJs` alone. Its records are written by briefing/, see page_data. */
interface UsbFilter {
  area: string;
  corridor: string;
  statuses: string[];
}

interface UsbProject {
  id: string;
  name: Wording;
  kind: Wording;
  status: string;
  about: Wording;
  sources: Wording;
  km: number;
  money: [value: number, isExact: boolean, isApproved: boolean] | null; // of what is in a sum
  schematic: boolean;
  outside: boolean;
  inside: string[]; // areas that hold all of it; "" is the province
  partOf: string;
  areas: Record<string, number>;
  corridors: string[];
  box: Box | null;
}

interface UsbArea {
  code: string;
  frame: string;
  name: Wording;
  box: Box;
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
  order: string[];
  projects: UsbProject[];
  corridorsShown: string[];
  incidents: string[];
  areas: UsbArea[];
  words: Record<string, Record<string, string>>;
  find: FindRecord;
  search: FindEntry[];
  cards: Record<string, Record<string, any>>;
  texts: string[];
}

interface UsbPage {
  data: UsbData;
  filter: UsbFilter;
  readIndex(): void;
  search(query: string): FindHit[];
  number(value: number, decimals?: number): string;
  exact(value: number, most?: number): string;
  caption(projects: UsbProject[], filter: UsbFilter): string;
  kmIn(project: UsbProject, filter: UsbFilter): number;
  heading(filter: UsbFilter): string;
  headings(projects: UsbProject[]): Set<string>;
  counted(projects: UsbProject[]): UsbProject[];
  card(id: string): HTMLElement | null;
  isFiltered(filter: UsbFilter): boolean;
  statuses(): string[];
  area(code: string): UsbArea | undefined;
  areaName(code: string): string;
  corridor(id: string): FindEntry | undefined;
  corridorName(id: string): string;
  shown(): UsbProject[];
  drawFilters(change: (filter: Partial<UsbFilter>) => void): HTMLElement;
  drawList(projects: UsbProject[], open: (id: string) => void): HTMLElement;
}

interface Window {
  Usb: UsbPage;
}
