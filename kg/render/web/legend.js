// The legend, which is also the filters; and what mode the graph is in, with the way out of it.

const side = {
  open: new Set(["kind", "relation"]),

  show(state) {
    const key = JSON.stringify([app.passed, language, state.most]);
    if (key === app.sideKey) return;
    app.sideKey = key;
    const element = byId("filters");
    const scroll = element.scrollTop;
    const focused = document.activeElement?.dataset?.facet;
    element.replaceChildren(...[
      h("div", { class: "side-head" }, h("h2", { text: word("legend") }), filters.active(state) || state.until ? h("button", { type: "button", class: "more", onclick: () => app.clearFilters(), text: word("clear") }) : null),
      this.facet("kind", state, KINDS, kindWord, (kind) => glyph(kind, 16)),
      this.facet("subtype", state, Object.keys(WORDS.zh.subtypes), subtypeWord),
      this.facet("relation", state, Object.keys(WORDS.zh.relations), relationWord),
      this.facet("year", state, [], (year) => (year ? year : word("undated"))),
      this.facet("article", state, null, (id) => clip(store.articles[store.byArticle.get(id)]?.headline || id, 26)),
      this.level("confidence", state, percent),
      this.level("sources", state, (n) => word("atLeast", n)),
      h("label", { class: "most" }, h("span", { text: word("most") }), h("select", { onchange: (event) => app.commit({ most: Number(event.target.value) }, { keepCamera: true }) },
        MOST.map((n) => h("option", { value: n, selected: n === state.most, text: n })))),
    ].filter(Boolean));
    element.scrollTop = scroll;
    if (focused) element.querySelector(`[data-facet="${CSS.escape(focused)}"]`)?.focus();
  },

  group(name, count, ...children) {
    const details = h("details", { class: "facet", open: this.open.has(name), ontoggle: () => { if (details.open) this.open.add(name); else this.open.delete(name); } },
      h("summary", {}, h("span", { text: word(name) }), count ? h("small", { text: count }) : null), ...children);
    return details;
  },

  facet(name, state, order, say_, mark) {
    const counts = filters.counts[name];
    const chosen = state.filters[name];
    const values = [...new Set([...counts.keys(), ...chosen])];
    if (!values.length) return null;
    if (order?.length) values.sort((a, b) => (order.indexOf(a) + 99) % 99 - (order.indexOf(b) + 99) % 99 || (a < b ? -1 : 1));
    else if (order) values.sort((a, b) => Number(b || 0) - Number(a || 0));
    else values.sort((a, b) => (counts.get(b) || 0) - (counts.get(a) || 0) || (a < b ? -1 : 1));
    const row = (value) => h("li", {}, h("label", {},
      h("input", { type: "checkbox", "data-facet": `${name}:${value}`, checked: chosen.includes(value), onchange: () => app.toggle(name, value) }),
      mark ? mark(value) : null, h("bdi", { text: say_(value) }), h("small", { text: counts.get(value) || 0 })));
    return this.group(name, chosen.length || "", panelList(values, row, name === "article" || name === "year" ? 12 : 40));
  },

  level(name, state, say_) {
    const counts = filters.counts[name];
    const levels = LEVELS[name].filter((level) => counts.get(level) || state.filters[name] === level);
    if (!levels.length) return null;
    const radio = (level, text) => h("li", {}, h("label", {},
      h("input", { type: "radio", name, "data-facet": `${name}:${level}`, checked: state.filters[name] === level, onchange: () => app.commit({ filters: { ...state.filters, [name]: level } }) }),
      h("span", { text }), level ? h("small", { text: counts.get(level) || 0 }) : null));
    return this.group(name, state.filters[name] ? 1 : "", h("ul", {}, radio(0, "—"), levels.map((level) => radio(level, name === "confidence" ? `≥ ${say_(level)}` : say_(level)))));
  },
};

function panelList(values, row, first) {
  return panel.list(values, row, { first, className: "" });
}

// --- what mode the graph is in, with the way out of it

const modes = {
  show(state, chosen) {
    const rows = [];
    const out = (text, act) => h("button", { type: "button", class: "out", onclick: act, text: "×", title: text, "aria-label": text });
    const centre = store.byId.get(state.focus);
    if (state.picking) rows.push(h("p", { class: "mode pick" }, h("span", { text: word("pathPick", clip(nameOf(store.byId.get(state.picking)), 20)) }), out(word("cancel"), () => app.pick(state.picking))));
    if (chosen.mode === "path") rows.push(h("p", { class: "mode" }, h("span", {}, `${word("path")} · `, h("bdi", { text: state.path.map((id) => clip(nameOf(store.byId.get(id)), 12)).join(" — ") })), out(word("close"), () => app.commit({ path: [] }))));
    else if (centre !== undefined) {
      rows.push(h("p", { class: "mode" }, h("span", {}, `${word("focus")} · `, h("bdi", { text: clip(nameOf(centre), 16) })),
        h("span", { class: "steps", role: "group", "aria-label": word("focus") }, [1, 2, 3].map((n) => h("button", { type: "button", "aria-pressed": String(state.steps === n), title: word("steps", n), "aria-label": word("steps", n), onclick: () => app.commit({ steps: n }), text: n }))),
        out(word("leaveFocus"), () => app.commit({ focus: "", steps: 1 }))));
    }
    if (state.hidden.length) rows.push(h("p", { class: "mode" }, h("button", { type: "button", class: "more", onclick: () => app.commit({ hidden: [] }), text: word("hiddenCount", state.hidden.length) })));
    byId("modes").replaceChildren(...rows);
  },
};

