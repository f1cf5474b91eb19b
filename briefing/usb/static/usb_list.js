/* The list of projects, a group a status. */
(() => {
  const { make } = SonLa;
  const mark = (status) => make("span", { class: `mark mark-${status}` });

  /** Return the list of projects; a choice calls `open(id)`. */
  Usb.drawList = (open) => {
    const { rows, totals } = Usb.view();
    const box = make("div", { class: "list" });
    const said = SonLa.say("usb.shown", { count: totals.projects, all: Usb.whole().totals.projects });
    box.append(
      make("h2", {}, make("span", { text: SonLa.say("table.title") }), make("span", { class: "count", role: "status", text: said })),
    );
    if (!rows.length) {
      const key = Usb.filter.statuses.length ? "table.empty" : "usb.none-status";
      box.append(make("p", { class: "empty", text: SonLa.say(key) }));
    }
    const heads = SonLaSelect.headings(rows);
    const tops = rows.filter((each) => !heads.has(each.project.partOf));
    for (const status of Usb.engine.record.liveliest) {
      const group = tops.filter((each) => each.status === status);
      if (!group.length) continue;
      const count = make("span", { class: "count", text: String(totals.byStatus[status]) });
      box.append(make("h3", {}, mark(status), make("span", { text: SonLa.say(`status.${status}`) }), count));
      box.append(make("ul", {}, ...group.map((each) => make("li", {}, row(each, open), partsOf(each, rows, open)))));
    }
    return box;
  };

  /** Return the list of the parts of a group among rows, each with its status. */
  function partsOf(group, rows, open) {
    const parts = rows.filter((each) => each.project.partOf === group.id);
    if (!parts.length) return "";
    return make("ul", { class: "parts" }, ...parts.map((each) => make("li", {}, mark(each.status), row(each, open))));
  }

  function row(one, open) {
    const { id, project } = one;
    const part = (css, text) => text && make("span", { class: css, text: SonLa.wording(text) });
    const { sources } = /** @type {UsbProject} */ (Usb.data.projects.find((each) => each.id === id));
    return SonLa.button(
      { class: "row", "data-id": id },
      () => open(id),
      part("name", project.name),
      part("about", about(one)),
      // They tell of the day of the file.
      Usb.filter.asof ? "" : part("origin", sources),
    );
  }

  /** Return day of the status, length and capital, each only where a source says it. */
  function about({ effective, shownDay, lengthKm, lengthSign, isMeasured, capital, capitalSign, project }) {
    const marks = Usb.engine.record.languages[SonLa.state.lang];
    const parts = [];
    if (effective) parts.push(SonLa.say("usb.updated", { day: SonLa.wording(shownDay) }));
    if (lengthKm) {
      const km = SonLaNumbers.signed(marks, lengthKm, lengthSign, 1);
      parts.push(SonLa.say(isMeasured ? "usb.km-drawn" : "summary.km-value", { km }));
    }
    if (capital !== null) {
      const value = SonLa.say("summary.capital-value", { amount: SonLaNumbers.exact(marks, capital, 1) });
      parts.push(capitalSign ? `${SonLa.say(`qualifier.${capitalSign}`)} ${value}` : value);
    }
    if (!project.box) parts.push(SonLa.say("search.no-position"));
    return parts.join(" · ");
  }
})();
