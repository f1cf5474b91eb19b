/* What map and list show, in sentences for those who cannot see it and for all others; drawn from the store. */
import "../../layers/web/static/letters.js";
import "../../layers/web/static/numbers.js";
import "../../layers/web/static/sentences.js";
import { say } from "./choices.js";
import { mounted, put } from "./dom.js";
import { fetched } from "./fetched.js";
import { store } from "./store.js";


class Caption {
  constructor(root) {
    this.caption = root.querySelector(".caption");
    this.notes = root.querySelector(".notes");
    this.close = store.subscribe((change) => !change.chosen && !change.moved && this.draw());
  }

  update({ data }) {
    fetched(data.words).then((words) => {
      this.words = words;
      this.draw();
    });
  }

  draw() {
    const view = this.words && store.view();
    if (!view) return;
    const { engine, selection, nearWords } = store;
    const { lang } = selection;
    const spoken = (key, values) => say(this.words[lang], key, values);
    put(this.caption, "text", SonLaSentences.captionOf(selection, view, { engine, lang, near: nearWords, say: spoken }));
    const unplaced = view.rows.filter(({ project }) => !project.box).length;
    const notes = [spoken("table.nothing"), unplaced && spoken("table.unplaced", { n: unplaced })];
    put(this.notes, "text", view.rows.length ? notes.filter(Boolean).join(" ") : "");
  }
}

export default mounted((root) => new Caption(root));
