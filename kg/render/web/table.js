// What the graph shows, as a table: for screen readers always, on screen and on paper when asked for.

const MOST_ROWS = 600;

class Table {
  constructor(element) {
    this.element = element;
    this.timer = 0;
  }

  show(state, chosen) {
    this.element.classList.toggle("open", state.table);
    window.clearTimeout(this.timer);
    const build = () => this.build(chosen);
    if (state.table) build();
    else this.timer = window.setTimeout(build, 250);
  }

  rowsOf(chosen) {
    return chosen.facts.map((i) => store.facts[i]).sort((a, b) => store.entities[b.s].weight - store.entities[a.s].weight || a.s - b.s || a.i - b.i);
  }

  build(chosen) {
    const facts = this.rowsOf(chosen);
    const joined = new Set(facts.flatMap((fact) => [fact.s, fact.o]));
    const alone = heaviest([...chosen.at.keys()]).filter((i) => !joined.has(i));
    const cell = (i, fallback) => h(fallback === undefined ? "th" : "td", fallback === undefined ? { scope: "row" } : {}, i >= 0 ? link(i, 40) : h("bdi", { text: clip(plain(fallback), 60) }));
    const head = (...names) => h("thead", {}, h("tr", {}, names.map((name) => h("th", { scope: "col", text: name }))));
    const rest = (count) => (count > MOST_ROWS ? h("p", { class: "quiet", text: word("more", count - MOST_ROWS) }) : null);
    this.element.replaceChildren(
      h("table", {}, h("caption", { text: `${word("tableLead")} · ${word("factCount", facts.length)}` }),
        head(word("subject"), word("relation"), word("object"), word("qualifier"), word("confidence"), word("evidence")),
        h("tbody", {}, facts.slice(0, MOST_ROWS).map((fact) => h("tr", {}, cell(fact.s), h("td", { text: relationWord(fact.relation) }), cell(fact.o, fact.q.title ?? ""),
          h("td", {}, saidOf(fact, fact.o < 0 ? ["title"] : [])), h("td", { text: percent(fact.confidence) }),
          h("td", {}, h("button", { type: "button", class: "words", onclick: () => app.commit({ select: { type: "fact", key: fact.key }, table: app.state.table }), text: word("evidence"), "aria-label": `${word("evidence")}: ${clip(nameOf(fact.s), 40)} ${relationWord(fact.relation)} ${fact.o >= 0 ? clip(nameOf(fact.o), 40) : ""}` })))))),
      ...[rest(facts.length)].filter(Boolean),
      h("table", {}, h("caption", { text: `${word("noFacts")} · ${alone.length}` }), head(word("name"), word("kind")),
        h("tbody", {}, alone.slice(0, MOST_ROWS).map((i) => h("tr", {}, cell(i), h("td", { text: kindWord(store.entities[i].kind) }))))));
  }
}
