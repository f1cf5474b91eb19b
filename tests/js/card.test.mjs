/* The one drawing of cards: elements from trees, texts as texts, links as the page says. */
import assert from "node:assert/strict";
import test from "node:test";
import { openPage } from "./page.mjs";

const { SonLaCard } = openPage(["card_tree.js"]);
const TEXTS = ["article.sl-card", "h3", "<b>Cầu</b>", "a", "href", "javascript:alert(1)", "https://example.org/", "128", "script"];

test("a text of a card is text, whatever it holds", () => {
  const card = SonLaCard.draw([0, [1, 2]], TEXTS);
  assert.equal(card.className, "sl-card");
  assert.deepEqual([...card.children[0].children], ["<b>Cầu</b>"]);
});

test("only http addresses become links, and no element but those of cards is made", () => {
  assert.equal(SonLaCard.draw([3, { href: 5 }, 2], TEXTS).href, undefined);
  const link = SonLaCard.draw([3, { href: 6 }, 2], TEXTS);
  assert.equal(link.href, "https://example.org/");
  assert.equal(link.rel, "noopener noreferrer");
  assert.throws(() => SonLaCard.draw([8, 2], TEXTS), /no element of a card/);
});

test("what a name leads to is asked of the page", () => {
  const asked = [];
  SonLaCard.draw([0, [3, { of: 7 }, 2]], TEXTS, (element, about) => asked.push([element.tag, about.of]));
  assert.deepEqual(asked, [["a", "128"]]);
});
