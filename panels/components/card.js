/*
 * The card beside the map, on a phone a sheet over the lower part of the window. It follows the open
 * item of the store. Cards of today are fetched once and shown at once; the card of the server takes
 * their place where it differs.
 */
import "../../layers/web/static/card_tree.js";
import { icon, make, mounted, put } from "./dom.js";
import { fetched } from "./fetched.js";
import { PhotoView, photoAddress } from "./photo_view.js";
import { store } from "./store.js";

const FRAME = 'iframe[src*="/app/static/map/"]';
const PHONE = "(max-width: 640px), (max-height: 480px) and (max-width: 950px)";
const HEIGHTS = ["peek", "half", "full"];
const SWIPE_PX = 48;
const DRAG_PX = 4;
const SEEN_PX = 160; // of the map above a sheet, at least
const IDLE_MS = 3000;
const CHEVRONS = { before: "M10 3L5 8L10 13", after: "M6 3L11 8L6 13", close: "M4 4L12 12M12 4L4 12" };
const begun = new Set(); // what has been asked for

/** Return what has the focus, inside the components of the page, too. */
function focused() {
  let now = document.activeElement;
  while (now?.shadowRoot?.activeElement) now = now.shadowRoot.activeElement;
  return now;
}

const mapPage = () => /** @type {HTMLIFrameElement | null} */ (document.querySelector(FRAME))?.contentWindow?.SonLa;

class Card {
  constructor(root) {
    this.box = root.querySelector(".card");
    this.item = "";
    this.shown = ""; // whose facts stand in the card
    this.height = "half";
    this.phone = window.matchMedia(PHONE);
    this.photos = new PhotoView(this.box);
    this.build();
    this.onKey = (event) => this.press(event);
    this.onPhone = () => this.suit();
    document.addEventListener("keydown", this.onKey);
    this.phone.addEventListener("change", this.onPhone);
    this.unsubscribe = store.subscribe((change) => this.hear(change));
  }

  close() {
    document.removeEventListener("keydown", this.onKey);
    this.phone.removeEventListener("change", this.onPhone);
    this.unsubscribe();
    delete document.documentElement.dataset.slCard;
    document.documentElement.style.removeProperty("--sl-sheet");
  }

  build() {
    const button = (name, press) => {
      const made = make("button", { type: "button", class: `card-${name}` }, icon(CHEVRONS[name]));
      made.addEventListener("click", press);
      return made;
    };
    this.before = button("before", () => this.step("before"));
    this.after = button("after", () => this.step("after"));
    this.closer = button("close", () => this.open(""));
    this.title = make("h2", { class: "unseen" });
    this.place = make("span", { class: "card-place", role: "status" });
    this.handle = make("button", { type: "button", class: "card-handle" }, make("span"));
    this.handle.addEventListener("click", () => this.dragged || this.turn());
    // In view however long the card is: whoever scans the code of a sheet is one tap from the form.
    this.wrong = make("a", { class: "card-wrong", target: "_self" });
    this.head = make("div", { class: "card-head" }, this.before, this.place, this.after, this.wrong, this.closer);
    this.top = make("div", { class: "card-top" }, this.handle, this.head);
    this.note = make("p", { class: "card-note" });
    this.drafts = make("div", { class: "card-drafts" });
    this.body = make("div", { class: "card-body" });
    this.km = make("input", { type: "number", inputmode: "numeric", step: "1" });
    this.kmWords = make("span");
    this.show = make("button", { type: "submit" });
    this.near = make("form", { class: "card-near" }, make("label", {}, this.kmWords, this.km), this.show);
    this.near.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.near.reportValidity()) this.ask(this.km.valueAsNumber);
    });
    this.entry = make("a", { "data-go": "" });
    this.foot = make("p", { class: "card-foot" }, this.entry);
    this.scroller = make("div", { class: "card-scroll" }, this.note, this.drafts, this.body, this.near, this.foot);
    this.box.append(this.title, this.top, this.scroller);
    for (const part of [this.drafts, this.body]) part.addEventListener("click", (event) => this.follow(event));
    this.listenSwipe();
  }

  /** A filter must not wait for the card: it alone follows at once when another item is opened. */
  hear({ chosen, settled, server }) {
    if (!this.data) return;
    if (store.item !== this.item) this.turnTo(store.item, Boolean(chosen));
    else if ((settled || server) && this.item) this.drawHead();
  }

  /** Filter to what is around the item: here, or by the server where the shapes are not there yet. */
  ask(km) {
    if (!store.chooseNear(SonLaNear.around(this.item, km))) this.send("near", { id: this.item, km });
  }

  update({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    this.say();
    this.fetchLater();
    // The first item is that of the address: nobody has asked for it here.
    this.turnTo(store.server ? store.item : data.item, false);
  }

  say() {
    const { words, bounds } = this.data;
    const names = { before: "previous", after: "next", closer: "close" };
    for (const [part, word] of Object.entries(names)) {
      this[part].setAttribute("aria-label", words[word]);
      this[part].title = words[word];
    }
    this.title.textContent = words.title;
    this.kmWords.textContent = words.radius;
    this.show.textContent = words.show;
    Object.assign(this.km, { min: bounds.least, max: bounds.most });
  }

  /** Fetch the cards when the browser has nothing else to do: they are there when one is asked for. */
  fetchLater() {
    const { cards } = this.data;
    if (!cards || begun.has(cards)) return;
    begun.add(cards);
    const fetchNow = () => fetched(cards).catch(() => {});
    if (window.requestIdleCallback) window.requestIdleCallback(fetchNow, { timeout: IDLE_MS });
    else setTimeout(fetchNow, IDLE_MS);
  }

  /** Show the card of an item, "" for none; `byHand` where somebody has just asked for it. */
  turnTo(id, byHand) {
    const before = this.item;
    const opening = id !== before;
    if (opening && !before) this.opener = focused();
    this.item = id;
    if (!id) {
      if (before) this.hide(before);
      return;
    }
    if (opening && !before) this.height = "half";
    this.box.hidden = false;
    document.documentElement.dataset.slCard = "open";
    this.suit();
    this.drawHead();
    const own = this.data.item === id;
    this.drawDrafts(own ? this.data.drafts : null);
    this.drawWays(id);
    const km = this.askedKm(id);
    this.near.hidden = !km;
    if (km && (opening || this.kmOf !== id)) this.km.value = String(km);
    if (km) this.kmOf = id;
    this.drawn = this.draw(id, own ? this.data.tree : null, opening);
    if (opening) this.due = null;
    if (byHand || (opening && store.handed === id)) this.due = { id, before, at: focused() };
    if (store.handed === id) store.handed = "";
    this.drawn.then(() => this.reachDue());
  }

  /** Return the kilometres around an item that are asked for, or might be; 0 where it has no place. */
  askedKm(id) {
    if (!store.around) return (this.data.item === id && this.data.near) || 0;
    if (!Object.hasOwn(store.around.record.items, id)) return 0;
    const { least, most, usual } = this.data.bounds;
    const [value, km] = store.selection.near.split("~");
    return Math.min(Math.max(value === id ? Math.round(Number(km)) : usual, least), most);
  }

  /** Say that the filters leave the item out, or that it is gone. */
  drawNote() {
    const view = store.view();
    const isKnown = view && store.engine.codes.has(this.item);
    const isShown = isKnown && [...view.rows, ...view.assets].some(({ id }) => id === this.item);
    const told = this.data.item === this.item ? this.data.hidden : "";
    this.note.textContent = isKnown ? (isShown ? "" : this.data.words.hidden) : told;
  }

  /** Show what waits about the item, to who may see it: it is no part of the card. */
  drawDrafts(drafts) {
    const lead = (element, about) => this.lead(element, about);
    this.drafts.replaceChildren(...(drafts ? [SonLaCard.draw(drafts.tree, drafts.texts, lead)] : []));
  }

  /** Lead to the form of suggestions, which is a page of the server, and to that of who may write. */
  drawWays(id) {
    const { links, words } = this.data;
    const ways = [
      [this.wrong, links.suggest, words.suggest],
      [this.entry, links.entry, words.entry],
    ];
    for (const [link, address, text] of ways) {
      put(link, "text", text);
      put(link, "href", address.replace("%7Bid%7D", encodeURIComponent(id)));
      link.hidden = !address;
    }
    this.wrong.title = words.wrong;
    this.foot.hidden = !links.entry;
  }

  drawHead() {
    this.drawNote();
    const steps = this.steps();
    // Until it is known, the buttons stay: who steps on by keyboard must not lose them.
    if (steps || this.data.item === this.item) for (const part of [this.before, this.after]) part.disabled = !steps;
    // Rows of the list, which has groups and what lies outside the province beside the projects.
    const words = this.data.words.place.replace("{count}", `${steps?.count}`);
    this.place.textContent = steps?.place ? words.replace("{place}", `${steps.place}`) : "";
  }

  /** Return the ids before and after the item in the list, round at its ends, its place and how many. */
  steps() {
    const rows = store.view()?.rows;
    if (!rows) return this.data.item === this.item ? this.data.steps : null;
    if (!rows.length) return null;
    const place = rows.findIndex(({ id }) => id === this.item);
    const [before, after] = [place < 0 ? -1 : place - 1, place < 0 ? 0 : (place + 1) % rows.length].map((i) => rows.at(i).id);
    return { before, after, place: place + 1, count: rows.length };
  }

  async draw(id, exact, opening) {
    if (exact) {
      this.put(exact.tree, exact.texts, opening);
      return;
    }
    const { cards, words } = this.data;
    if (!cards) return;
    if (opening) this.box.setAttribute("aria-busy", "true");
    const waiting = setTimeout(() => opening && this.item === id && this.tell(words.waiting), 150);
    try {
      const record = await fetched(cards);
      const tree = Object.hasOwn(record.cards, id) && record.cards[id];
      if (this.item === id && tree) this.put(tree, record.texts, opening);
    } catch {
      if (this.item === id && opening) this.tell(words.missing);
    } finally {
      clearTimeout(waiting);
    }
  }

  /** Put a card in the place of the one before, unless it is the same. */
  put(tree, texts, opening) {
    const card = SonLaCard.draw(tree, texts, (element, about) => this.lead(element, about));
    const heading = /** @type {HTMLElement} */ (card.querySelector("h3"));
    heading.id = "sl-card-name";
    heading.tabIndex = -1;
    this.box.setAttribute("aria-labelledby", heading.id);
    this.box.removeAttribute("aria-busy");
    if (this.pristine?.isEqualNode(card)) return;
    const kept = document.activeElement?.id === heading.id;
    this.pristine = card.cloneNode(true);
    this.body.replaceChildren(card);
    if (opening) this.scroller.scrollTop = 0;
    this.shown = this.item;
    if (kept) heading.focus({ preventScroll: true });
    this.reachDue();
  }

  tell(words) {
    this.pristine = null;
    this.shown = "";
    this.body.replaceChildren(make("p", { role: "status", text: words }));
  }

  lead(element, about) {
    if (about.photo) {
      const small = element.localName === "img";
      element.setAttribute(small ? "src" : "href", photoAddress(this.data.links, about.photo, small));
      if (small) Object.assign(element, { loading: "lazy", decoding: "async" });
      else element.dataset.photo = about.photo;
      return;
    }
    const [kind, id] = about.card ? ["card", about.card] : ["of", about.of];
    element.setAttribute("href", this.data.links[kind].replace("%7Bid%7D", encodeURIComponent(id)));
    if (kind === "card") element.dataset.card = id;
    else element.dataset.go = "";
  }

  /** Follow a link to another card or to a photo at once; links to pages are followed by the page. */
  follow(event) {
    const link = event.target.closest("a[data-card], a[data-photo]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.dataset.card) this.open(link.dataset.card);
    else this.photos.show([...event.currentTarget.querySelectorAll("a[data-photo]")], link, this.data.words);
  }

  step(direction) {
    const id = this.steps()?.[direction];
    if (!id) return;
    this.open(id);
    mapPage()?.showItem?.(id);
  }

  /** Open a card, "" closes; before the store knows the projects, the server is asked. */
  open(id) {
    if (store.engine) store.openItem(id);
    else {
      this.send("opened", id);
      this.turnTo(id, true);
    }
  }

  /**
   * Reach the card that somebody has asked for, once it is there: the browser may have no cards yet,
   * and who has gone on to something else meanwhile stays there.
   */
  reachDue() {
    const { due } = this;
    if (!due || due.id !== this.item || due.id !== this.shown) return;
    this.due = null;
    if (due.at === focused() || !due.at?.isConnected) this.reach(Boolean(due.before));
  }

  /** Bring the card into sight, and who asked for it into the card; who steps on stays at the button. */
  reach(stepping) {
    if (this.phone.matches) this.uncoverMap();
    else this.showTop();
    if (stepping && this.head.contains(document.activeElement)) return;
    this.body.querySelector("h3")?.focus({ preventScroll: true });
  }

  /** Scroll the page to the card; of one longer than the window its name is to be seen, not its end. */
  showTop() {
    const { top, height } = this.box.getBoundingClientRect();
    const name = this.body.querySelector("h3")?.getBoundingClientRect();
    const fits = height <= window.innerHeight;
    if (fits || top < 0 || !name || name.bottom > window.innerHeight) this.box.scrollIntoView({ block: fits ? "nearest" : "start" });
  }

  /** Scroll the page where the sheet leaves too little of the map to be seen. */
  uncoverMap() {
    const frame = document.querySelector(FRAME);
    if (!frame) return;
    const { top, bottom } = frame.getBoundingClientRect();
    const end = window.innerHeight - this.box.offsetHeight;
    if (Math.min(bottom, end) - Math.max(top, 0) < SEEN_PX) frame.scrollIntoView({ block: "start" });
  }

  hide(before) {
    const inside = this.box.contains(document.activeElement);
    this.box.hidden = true;
    this.pristine = null;
    this.shown = "";
    this.body.replaceChildren();
    delete document.documentElement.dataset.slCard;
    this.suit();
    if (inside) this.goBack(before);
  }

  /** Give the focus back to the row or the map that the card was opened from. */
  goBack(item) {
    const { opener } = this;
    if (!opener?.isConnected || opener === document.body) return;
    const row = /** @type {any} */ (opener.getRootNode()).querySelector?.(`tr[data-id="${CSS.escape(item)}"] button`);
    if (opener instanceof HTMLIFrameElement) {
      opener.focus();
      opener.contentWindow?.SonLa?.map?.getContainer().focus({ preventScroll: true });
    } else (row || opener).focus();
  }

  /** Escape closes, unless it is meant for what is open above the page or for what is typed in. */
  press(event) {
    if (event.key !== "Escape" || !this.item || event.defaultPrevented) return;
    const now = focused();
    if (document.querySelector('[data-testid="stDialog"]')) return;
    const elsewhere = !this.box.contains(now);
    if (elsewhere && now?.closest('input, select, textarea, [aria-expanded="true"], [data-baseweb]')) return;
    this.open("");
  }

  /** As high as it is on a phone; beside the map it has the height of the map. */
  suit() {
    const sheet = this.phone.matches && Boolean(this.item);
    this.box.classList.toggle("sheet", sheet);
    this.box.dataset.height = this.height;
    const full = this.height === "full";
    const words = this.data?.words;
    this.handle.setAttribute("aria-label", words ? (full ? words.smaller : words.larger) : "");
    this.handle.setAttribute("aria-expanded", String(full));
    if (sheet) document.documentElement.style.setProperty("--sl-sheet", full ? "0px" : `${this.box.offsetHeight}px`);
    else document.documentElement.style.removeProperty("--sl-sheet");
  }

  setHeight(height) {
    this.height = height;
    this.suit();
  }

  /** One height up, from the highest back to the lowest. */
  turn() {
    this.setHeight(HEIGHTS[(HEIGHTS.indexOf(this.height) + 1) % HEIGHTS.length]);
  }

  /** A swipe on the head goes one height up or down, below the lowest the card closes. */
  listenSwipe() {
    let from = 0;
    let down = false;
    const move = (event) => {
      const by = event.clientY - from;
      // Not before: a captured pointer clicks no button.
      if (!this.dragged && Math.abs(by) > DRAG_PX) this.top.setPointerCapture(event.pointerId);
      this.dragged ||= Math.abs(by) > DRAG_PX;
      if (this.dragged) this.box.style.transform = `translateY(${Math.max(0, by)}px)`;
    };
    const end = (event) => {
      if (!down) return;
      down = false;
      setTimeout(() => (this.dragged = false)); // after the click that may follow
      this.box.style.transform = "";
      const by = event.clientY - from;
      const place = HEIGHTS.indexOf(this.height);
      if (event.type === "pointercancel" || Math.abs(by) < SWIPE_PX) return;
      if (by < 0) this.setHeight(HEIGHTS[Math.min(place + 1, HEIGHTS.length - 1)]);
      else if (place && by < window.innerHeight * 0.4) this.setHeight(HEIGHTS[place - 1]);
      else this.open("");
    };
    this.top.addEventListener("pointerdown", (event) => {
      if (!this.phone.matches || event.button) return;
      if (event.target.closest(".card-head button")) return;
      [from, down, this.dragged] = [event.clientY, true, false];
    });
    this.top.addEventListener("pointermove", (event) => down && move(event));
    this.top.addEventListener("pointerup", end);
    this.top.addEventListener("pointercancel", end);
  }
}

export default mounted((root) => new Card(root));
