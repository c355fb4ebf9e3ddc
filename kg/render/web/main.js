// Puts the parts together. One state says what is seen; each act makes a new one, which back and undo
// can return from; everything on the page is drawn from it.

const store = new Store();
const source = new EmbeddedSource();
const filters = new Filters();
const search = new Search();
let canvas;
let panel;
let timeline;
let table;

const app = {
  state: readRoute(window.location.hash),
  past: [],

  async start() {
    store.add(await source.first());
    setWords();
    theme.apply();
    panel = new Panel(byId("panel"));
    table = new Table(byId("table"));
    timeline = new Timeline(byId("timeline"));
    canvas = new Canvas(byId("canvas"), {
      entity: (i) => this.choose(i),
      pair: (pair) => this.openPair(pair),
      nothing: () => { if (this.state.select && !narrow()) this.commit({ select: null }); },
      expand: (i) => this.expand(i),
      pin: (i, place) => this.commit({ pinned: { ...this.state.pinned, [store.entities[i].id]: place } }, { keepCamera: true }),
    });
    timeline.build();
    listen();
    this.render();
    this.frame();
    document.documentElement.classList.add("ready");
    performance.mark("kg-ready");
  },

  // A source that holds more than the page: what is near comes when it is looked at.
  async learn(asked) {
    const fragment = await asked;
    if (!fragment) return false;
    store.add(fragment);
    this.passed = "";
    this.render();
    return true;
  },

  // Every act of the reader goes through here.
  commit(changes, { step = true, keepCamera = false } = {}) {
    const before = this.state;
    this.state = { ...before, picking: "", ...changes };
    const address = writeRoute(this.state) || window.location.pathname + window.location.search;
    if (step) {
      this.past.push(before);
      if (this.past.length > 200) this.past.shift();
      window.history.pushState(null, "", address);
    } else window.history.replaceState(null, "", address);
    this.render();
    if (!keepCamera) this.follow(before);
    if (this.state.select !== before.select) for (const i of selected(this.state)) this.learn(source.around(store.entities[i]));
  },

  undo() {
    const before = this.past.pop();
    if (!before) { say(word("nothingToUndo")); return; }
    const now = this.state;
    this.state = before;
    window.history.pushState(null, "", writeRoute(before) || window.location.pathname + window.location.search);
    this.render();
    this.follow(now);
    say(word("undone"));
  },

  render() {
    const { state } = this;
    const passed = JSON.stringify([state.filters, state.hidden, state.until, state.undated]);
    if (passed !== this.passed) {
      filters.apply(state);
      this.passed = passed;
      this.sideKey = "";
    }
    this.chosen = choose(state, filters);
    const marked = new Set(selected(state).filter((i) => this.chosen.at.has(i)));
    let bright = null;
    if (marked.size && this.chosen.mode !== "path") {
      bright = new Set(marked);
      if (state.select.type === "entity") for (const i of marked) for (const other of filters.neighbours(i)) bright.add(other);
      if (this.chosen.mode === "focus" && marked.has(store.byId.get(state.focus))) bright = null;
    }
    if (state.select?.type === "article" && this.chosen.mode === "map") bright = new Set(told(state));
    canvas.show(this.chosen, { bright, marked, whole: state.select?.type === "entity" });
    panel.show(state, this.chosen);
    table.show(state, this.chosen);
    timeline.show(state);
    side.show(state);
    modes.show(state, this.chosen);
    byId("shown").textContent = word("shown", this.chosen.at.size, filters.count, this.chosen.facts.length);
    byId("shown").title = this.chosen.rest.length ? word("rest", this.chosen.rest.length) : "";
    byId("do-table").setAttribute("aria-pressed", String(state.table));
    document.documentElement.classList.toggle("tabled", state.table);
    document.documentElement.classList.toggle("reads", Boolean(state.select || state.path.length));
  },

  // The camera goes where the reader's eye goes.
  frame() {
    const numbers = selected(this.state);
    if (this.chosen.mode !== "map") canvas.fit(null, 1.3);
    else if (numbers.length) this.neighbourhood(numbers);
    else canvas.fit(null);
  },

  neighbourhood(numbers) {
    const near = new Set(numbers);
    if (this.state.select?.type === "entity") for (const i of numbers) for (const other of filters.neighbours(i)) if (this.chosen.at.has(other)) near.add(other);
    canvas.fit([...near], 0.9);
  },

  follow(before) {
    const { state } = this;
    const mode = (of) => JSON.stringify([of.focus, of.steps, of.path]);
    if (mode(state) !== mode(before) || JSON.stringify(state.filters) !== JSON.stringify(before.filters)) this.frame();
    else if (JSON.stringify(state.select) !== JSON.stringify(before.select)) canvas.reveal(selected(state));
  },

  // A click on an entity: it is read; where a path is sought, it is its end.
  choose(i) {
    const { id } = store.entities[i];
    if (this.state.picking && this.state.picking !== id) this.commit({ path: [this.state.picking, id], select: null, focus: "" });
    else this.commit({ select: { type: "entity", id } });
  },

  // A hit of the search: centred with its neighbourhood.
  visit(i) {
    const { id } = store.entities[i];
    if (this.state.picking && this.state.picking !== id) { this.choose(i); return; }
    const hidden = this.state.hidden.filter((other) => other !== id);
    const changes = { select: { type: "entity", id }, focus: id, steps: 1, path: [], hidden, table: false };
    if (!filters.entityPasses[i]) Object.assign(changes, { filters: structuredClone(START.filters), until: 0 });
    this.commit(changes);
  },

  openPair(pair) {
    if (!pair) return;
    if (pair.facts.length === 1) this.commit({ select: { type: "fact", key: store.facts[pair.facts[0]].key } });
    else this.commit({ select: { type: "pair", a: store.entities[pair.a].id, b: store.entities[pair.b].id } });
  },

  expand(i) {
    const { id } = store.entities[i];
    const { expanded } = this.state;
    this.commit({ expanded: expanded.includes(id) ? expanded.filter((other) => other !== id) : [...expanded, id], table: false });
  },

  hide(i) {
    const { id } = store.entities[i];
    this.commit({ hidden: [...this.state.hidden, id], select: null, focus: this.state.focus === id ? "" : this.state.focus, path: this.state.path.includes(id) ? [] : this.state.path });
  },

  pin(i) {
    const { id } = store.entities[i];
    const pinned = { ...this.state.pinned };
    if (Object.hasOwn(pinned, id)) delete pinned[id];
    else pinned[id] = (this.chosen.at.get(i) ?? [store.entities[i].x, store.entities[i].y]).map(Math.round);
    this.commit({ pinned }, { keepCamera: true });
  },

  pick(id) {
    this.state = { ...this.state, picking: this.state.picking === id ? "" : id };
    this.render();
    if (this.state.picking) { say(word("pathPick", clip(nameOf(store.byId.get(id)), 20))); byId("find").focus(); }
  },

  toggle(facet, value) {
    const chosen = this.state.filters[facet];
    const next = chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
    this.commit({ filters: { ...this.state.filters, [facet]: next } });
  },

  clearFilters() {
    this.commit({ filters: structuredClone(START.filters), until: 0 });
  },

  lookAt(community) {
    const hub = store.entities[community.hub];
    this.commit({ select: { type: "entity", id: hub.id }, focus: "", path: [], table: false }, { keepCamera: true });
    const members = store.entities.filter((entity) => entity.community === hub.community && this.chosen.at.has(entity.i));
    canvas.fit(members.map((entity) => entity.i), 1.3);
  },
};

// --- light and dark

const theme = {
  dark: () => (memory.get("theme") ? memory.get("theme") === "dark" : window.matchMedia("(prefers-color-scheme: dark)").matches),
  apply() {
    document.documentElement.dataset.theme = this.dark() ? "dark" : "light";
    canvas?.retheme();
  },
  turn() {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    memory.set("theme", next);
    document.documentElement.dataset.theme = next;
    canvas.retheme();
  },
};

// --- legend and filters

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

// --- the find box

const find = {
  hits: [],
  at: -1,

  look() {
    const box = byId("find");
    const look = () => {
      this.hits = search.find(box.value);
      this.at = this.hits.length ? 0 : -1;
      this.show(box.value.trim() !== "");
    };
    look();
    app.learn(source.find(box.value)).then((learned) => { if (learned) look(); });
  },

  show(open) {
    const list = byId("hits");
    list.hidden = !open;
    byId("find").setAttribute("aria-expanded", String(open));
    list.replaceChildren(...(this.hits.length ? this.hits.map(({ entity, form }, place) => h("li", {
      id: `hit-${place}`, role: "option", "aria-selected": String(place === this.at), onpointerdown: (event) => { event.preventDefault(); this.take(place); },
    }, glyph(entity.kind, 16), h("bdi", { class: "hit-name", text: clip(entity.label, 40) }), form.place ? h("small", {}, h("bdi", { text: clip(plain(form.shown), 24) })) : null, h("small", { class: "hit-kind", text: `${entity.subtype ? subtypeWord(entity.subtype) : kindWord(entity.kind)} · ${entity.weight}` })))
      : [h("li", { class: "quiet", text: word("none") })]));
    this.mark();
  },

  mark() {
    const box = byId("find");
    [...byId("hits").children].forEach((row, place) => row.setAttribute("aria-selected", String(place === this.at)));
    if (this.at >= 0 && !byId("hits").hidden) { box.setAttribute("aria-activedescendant", `hit-${this.at}`); byId(`hit-${this.at}`)?.scrollIntoView({ block: "nearest" }); } else box.removeAttribute("aria-activedescendant");
  },

  take(place) {
    const hit = this.hits[place];
    if (!hit) return;
    byId("find").value = "";
    this.hits = [];
    this.show(false);
    byId("find").blur();
    app.visit(hit.entity.i);
  },

  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) { this.at = (this.at + step + this.hits.length) % this.hits.length; this.mark(); event.preventDefault(); } else if (event.key === "Enter") { this.take(this.at); event.preventDefault(); } else if (event.key === "Escape") { byId("find").value = ""; this.hits = []; this.show(false); byId("canvas").focus(); }
  },
};

// --- keys and buttons

function listen() {
  const click = (id, act) => byId(id).addEventListener("click", act);
  click("do-undo", () => app.undo());
  click("do-table", () => app.commit({ table: !app.state.table }, { keepCamera: true }));
  click("do-link", copyLink);
  click("do-theme", () => theme.turn());
  click("do-language", () => {
    language = language === "zh" ? "en" : "zh";
    memory.set("language", language);
    setWords();
    timeline.build();
    app.sideKey = "";
    app.render();
  });
  click("do-in", () => canvas.zoom(1.35));
  click("do-out", () => canvas.zoom(1 / 1.35));
  click("do-fit", () => canvas.fit(null));
  click("do-filters", () => {
    const open = byId("filters").classList.toggle("open");
    byId("do-filters").setAttribute("aria-expanded", String(open));
  });
  click("brand", () => app.commit({ ...structuredClone(START), most: app.state.most }));
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("panel").focus(); });
  for (const button of document.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => { byId("export").open = false; takeaway[button.dataset.take](); });
  }
  byId("find").addEventListener("input", () => find.look());
  byId("find").addEventListener("keydown", (event) => find.key(event));
  byId("find").addEventListener("blur", () => find.show(false));
  byId("find").addEventListener("focus", () => { if (byId("find").value) find.look(); });
  byId("canvas").addEventListener("keydown", walk);
  document.addEventListener("keydown", shortcut);
  document.addEventListener("pointerdown", (event) => {
    if (!byId("export").contains(event.target)) byId("export").open = false;
    if (!byId("filters").contains(event.target) && !byId("do-filters").contains(event.target)) { byId("filters").classList.remove("open"); byId("do-filters").setAttribute("aria-expanded", "false"); }
  });
  window.addEventListener("popstate", () => {
    const before = app.state;
    app.state = readRoute(window.location.hash);
    app.render();
    app.follow(before);
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme.apply());
  new ResizeObserver(() => canvas.network.redraw()).observe(byId("canvas"));
}

// On the graph: arrows walk, Enter reads, plus and minus zoom.
function walk(event) {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  const [now] = selected(app.state);
  if (step) {
    const next = now === undefined || !app.chosen.at.has(now) ? canvas.ranked[0] : canvas.toward(now, ...step);
    if (next >= 0) { app.choose(next); say(`${clip(nameOf(next), 40)}，${kindWord(store.entities[next].kind)}，${filters.neighbours(next).size} ${word("connections")}`); }
  } else if (event.key === "Enter" && now !== undefined) byId("panel").querySelector("button.words, button.name, button")?.focus();
  else if (event.key === "+" || event.key === "=") canvas.zoom(1.35);
  else if (event.key === "-") canvas.zoom(1 / 1.35);
  else if (event.key === "0") canvas.fit(null);
  else if (event.key.toLowerCase() === "f" && now !== undefined && !event.ctrlKey && !event.metaKey) app.commit({ focus: app.state.focus ? "" : store.entities[now].id });
  else if (event.key.toLowerCase() === "e" && now !== undefined && !event.ctrlKey && !event.metaKey) app.expand(now);
  else if (event.key.toLowerCase() === "p" && now !== undefined && !event.ctrlKey && !event.metaKey) app.pick(store.entities[now].id);
  else if (event.key === "Delete" && now !== undefined) app.hide(now);
  else return;
  event.preventDefault();
}

function shortcut(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !(typing && event.target.type === "search")) { app.undo(); event.preventDefault(); } else if (event.key === "/" && !typing) { byId("find").focus(); event.preventDefault(); } else if (event.key === "Escape" && !typing) {
    if (app.state.picking) app.pick(app.state.picking);
    else if (app.state.select) app.commit({ select: null }, { keepCamera: true });
    else if (app.state.path.length || app.state.focus) app.commit({ path: [], focus: "" });
  }
}

async function copyLink() {
  const address = window.location.href.split("#")[0] + writeRoute(app.state);
  try {
    await navigator.clipboard.writeText(address);
    say(word("copied"));
  } catch {
    const area = h("textarea", { class: "skip", readonly: true });
    area.value = address;
    document.body.append(area);
    area.select();
    say(word(document.execCommand("copy") ? "copied" : "copyFailed"));
    area.remove();
  }
}

app.start();
window.kg = { app, store, filters, search, get canvas() { return canvas; } }; // for those who script the page
