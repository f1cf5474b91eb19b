/*
 * A photo of a site, large, over the page: the others of the same card are one key or one press away.
 * Without this script the link of a small photo opens the large one by itself.
 */
import { icon, make } from "./dom.js";

const CHEVRONS = { previous: "M10 3L5 8L10 13", next: "M6 3L11 8L6 13", close: "M4 4L12 12M12 4L4 12" };
const DIGEST = /^[0-9a-f]{64}$/;
const KEYS = { ArrowLeft: -1, ArrowRight: 1 };

/** Return where a photo is, relative to the page; "" for what is no digest. */
export function photoAddress(links, digest, small) {
  if (!DIGEST.test(digest)) return "";
  return (small ? links.small : links.photo).replace("%7Bid%7D", digest);
}

export class PhotoView {
  /** @param {HTMLElement} place where it stands in the page: its look is that of the card */
  constructor(place) {
    this.place = place;
    this.box = null;
    /** @type {HTMLAnchorElement[]} */
    this.links = [];
    this.at = 0;
    /** @type {HTMLElement[]} */
    this.steps = [];
  }

  build(words) {
    const button = (name, press) => {
      const made = make("button", { type: "button", class: `photo-${name}`, "aria-label": words[name], title: words[name] }, icon(CHEVRONS[name]));
      made.addEventListener("click", press);
      return made;
    };
    this.picture = make("img", { alt: "", decoding: "async" });
    this.words = make("figcaption", { "aria-live": "polite" });
    this.steps = [button("previous", () => this.step(-1)), button("next", () => this.step(1))];
    this.closer = button("close", () => this.box.close());
    const figure = make("figure", {}, this.picture, this.words);
    this.box = make("dialog", { class: "photo-view", "aria-label": words.large }, this.closer, this.steps[0], figure, this.steps[1]);
    this.picture.addEventListener("error", () => this.words.append(make("strong", { text: ` ${words.lost}` })));
    // Keys are meant for what is open, and Escape must not close the card below as well.
    this.box.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (KEYS[event.key]) this.step(KEYS[event.key]);
    });
    // A click beside the picture closes, too.
    this.box.addEventListener("click", (event) => event.target === this.box && this.box.close());
    this.box.addEventListener("close", () => this.links[this.at]?.focus({ preventScroll: true }));
    this.place.append(this.box);
  }

  /** Show the photo of a link, among those of its card. */
  show(links, link, words) {
    if (!this.box) this.build({ previous: words.photoBefore, next: words.photoAfter, close: words.photoClose, large: words.photoLarge, lost: words.photoLost });
    this.links = links;
    this.at = links.indexOf(link);
    this.draw();
    this.box.showModal();
    this.closer.focus();
  }

  step(by) {
    if (this.links.length < 2) return;
    this.at = (this.at + by + this.links.length) % this.links.length;
    this.draw();
  }

  draw() {
    const link = this.links[this.at];
    if (!link) return;
    const row = link.closest("li");
    this.picture.src = link.href;
    this.picture.alt = link.querySelector("img")?.alt ?? "";
    const said = row ? [...row.querySelectorAll("p")] : [];
    this.words.replaceChildren(...said.map((one) => one.cloneNode(true)));
    for (const one of this.steps) one.hidden = this.links.length < 2;
  }
}
