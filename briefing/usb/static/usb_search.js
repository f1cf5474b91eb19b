/*
 * The page of the USB edition around the map. This part finds what a person types, as the map page
 * does; what this page cannot do – list sources, filter by kind or agency – it does not offer.
 */
/** @type {UsbPage} */
const Usb = (window.Usb = /** @type {any} */ ({ data: null }));

(() => {
  Usb.readIndex = () => {
    SonLa.addFind(Usb.data.find);
    Usb.data.search = Usb.data.find.entries;
  };

  /** Return the best hits for what was typed, the best first. */
  Usb.search = (query) => {
    const { limit } = Usb.data.find.rules;
    const hits = SonLa.find(query, { limit: Number.POSITIVE_INFINITY }).filter(({ action }) => isDone(action));
    const isPhrase = ({ kind }) => kind === "words";
    return [...hits.filter((hit) => !isPhrase(hit)).slice(0, limit), ...hits.filter(isPhrase)];
  };

  function isDone({ kind, value }) {
    if (kind === "open") return value in Usb.data.cards;
    if (kind === "filter-area") return Boolean(Usb.area(value));
    if (kind === "filter-status") return Usb.statuses().includes(value);
    if (kind === "filter-kind") return Usb.data.kinds.some(({ id }) => id === value);
    return ["go", "filter-corridor", "filter-words"].includes(kind);
  }
})();
