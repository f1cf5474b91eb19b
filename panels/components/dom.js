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

/** Set an attribute or text only where it differs: what is the same is not read out again. */
export function put(element, name, value) {
  if (name === "text") {
    if (element.textContent !== value) element.textContent = value;
  } else if (value === null || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== `${value}`) element.setAttribute(name, `${value}`);
}

let made = 0;

/** Return an id that no other element of the page has. */
export const newId = (name) => `sl-${name}-${++made}`;
