/* A day among the widgets of a page; the server hears of it when it counts. */
import "../../layers/web/static/day_field.js";

/** @type {WeakMap<HTMLElement, any>} */
const fields = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const onChange = (value) => setTriggerValue("day", { value });
  const known = fields.get(parentElement);
  if (known) {
    known.onChange = onChange;
    known.update(data);
    return;
  }
  const field = new SonLaDay.DayField({ ...data, onChange });
  fields.set(parentElement, field);
  parentElement.querySelector(".holder").replaceChildren(field.element);
}
