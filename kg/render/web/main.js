// Puts the parts together. One state says what is seen; each act makes a new one, which back and undo
// can return from; everything on the page is drawn from it.

const store = new Store();
const embedded = JSON.parse(byId("data").textContent);
const source = embedded ? new EmbeddedSource(embedded) : new ServedSource();
const filters = new Filters();
const search = new Search();
let canvas;
let panel;
let timeline;
let table;

const app = {
  state: readRoute(window.location.hash),
  past: [],
  asked: new Set(),
  waiting: 0,

  async start() {
    setWords();
    theme.apply();
    byId("panel").replaceChildren(h("p", { class: "notice", text: word("loading") }));
    try {
      store.add(await source.first());
    } catch (error) {
      byId("panel").replaceChildren(h("p", { class: "notice", text: `${word("unreachable")} ${error.message}` }));
      return;
    }
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
    this.need();
    document.documentElement.classList.add("ready");
    performance.mark("kg-ready");
  },

  // A source that holds more than the page: what is near comes when it is looked at.
  async learn(ask) {
    this.waiting += 1;
    let learned = null;
    try {
      const fragment = await ask();
      if (fragment) learned = store.add(fragment);
    } catch (error) {
      say(`${word("unreachable")} ${clip(plain(error.message), 80)}`);
    }
    this.waiting -= 1;
    if (learned) {
      this.passed = "";
      timeline.build();
    }
    return learned;
  },

  // Asks for what the state speaks of and the page does not know; each thing once.
  async need() {
    if (store.whole) return;
    const before = this.state;
    const questions = this.missing().filter((question) => !this.asked.has(JSON.stringify(question)));
    if (!questions.length) return;
    await Promise.all(questions.map(async (question) => {
      this.asked.add(JSON.stringify(question));
      const learned = await this.learn(() => source.near(question));
      if (!learned) this.asked.delete(JSON.stringify(question));
    }));
    this.render();
    if (this.state === before) this.frame();
  },

  missing() {
    const { state } = this;
    const { select } = state;
    const unread = (id) => id && !store.entities[store.byId.get(id)]?.full;
    const looked = [...(select?.type === "entity" ? [select.id] : []), ...(select?.type === "pair" ? [select.a, select.b] : []), state.focus, ...state.expanded];
    const seen = Object.keys(state.pinned).filter((id) => !store.byId.has(id));
    const questions = [...new Set([...looked.filter(unread), ...seen])].map((id) => ({ ask: "around", ids: [id] }));
    if (state.focus && state.steps > 1) questions.push({ ask: "around", ids: [state.focus], steps: state.steps });
    if (state.path.length === 2) questions.push({ ask: "path", from: state.path[0], to: state.path[1] });
    if (select?.type === "fact" && !store.byKey.has(select.key)) questions.push({ ask: "fact", key: select.key });
    if (select?.type === "figure" && !store.byFigure.has(select.key)) questions.push({ ask: "figure", key: select.key });
    if (select?.type === "article") questions.push({ ask: "article", id: select.id });
    return questions;
  },

  // The next facts of an entity that has very many.
  async more(entity) {
    const { id, skip } = entity;
    if (await this.learn(() => source.near({ ask: "around", ids: [id], skip }))) this.render();
  },

  text(article) {
    return source.text(article).catch(() => ({ text: null, blocks: [], runs: [] }));
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
    this.need();
  },

  undo() {
    const before = this.past.pop();
    if (!before) { say(word("nothingToUndo")); return; }
    const now = this.state;
    this.state = before;
    window.history.pushState(null, "", writeRoute(before) || window.location.pathname + window.location.search);
    this.render();
    this.follow(now);
    this.need();
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
    byId("shown").textContent = store.whole ? word("shown", this.chosen.at.size, filters.count, this.chosen.facts.length) : word("shownPart", this.chosen.at.size, filters.count, store.total[1], this.chosen.facts.length);
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
    canvas.fit([...near], near.size < 12 ? 1.5 : 0.9);
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

app.start();
window.kg = { app, store, filters, search, locate, get canvas() { return canvas; } }; // for those who script the page
