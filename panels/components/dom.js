/* Elements of a component, made in one line. */

/** Return an element with attributes and children; `text` is its text, null and false leave one out. */
export function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "text") element.textContent = value;
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : `${value}`);
  }
  element.append(...children);
  return element;
}

/** Return a sign of 16 pixels for a button, drawn along a path; words stand beside it or in its label. */
export function icon(d) {
  const box = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true" })) box.setAttribute(name, value);
  path.setAttribute("d", d);
  box.append(path);
  return box;
}

/** Set an attribute or text only where it differs: what is the same is not read out again. */
export function put(element, name, value) {
  if (name === "text") {
    if (element.textContent !== value) element.textContent = value;
  } else if (value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, `${value}`);
}

/**
 * Return what Streamlit calls for a component, at first and whenever the server has run: each place of the
 * page has one instance, which is told by `update` what the server says, and by `close` that it is gone.
 */
export function mounted(make) {
  const known = new WeakMap();
  return (component) => {
    const root = component.parentElement;
    if (!known.has(root)) known.set(root, make(root));
    const mine = known.get(root);
    mine.update(component);
    return () => {
      mine.close();
      known.delete(root);
    };
  };
}

let made = 0;

/** Return an id that no other element of the page has. */
export const newId = (name) => `sl-${name}-${++made}`;
