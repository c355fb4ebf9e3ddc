// What there is to read: the overview, an entity, a fact with the words that state it, an article, a path.

// A shape of a kind, as the graph draws it, for legends and lists.
function glyph(kind, size = 14) {
  const outline = outlineOf(kind);
  const svg = s("svg", { viewBox: "-1.6 -1.6 3.2 3.2", width: size, height: size, class: `glyph k-${KINDS.includes(kind) ? kind : "other"}`, "aria-hidden": "true" });
  svg.append(outline ? s("polygon", { points: outline.map((point) => point.map((n) => n.toFixed(2)).join()).join(" ") }) : s("circle", { r: 1.15 }));
  return svg;
}

const nameOf = (i) => store.entities[i]?.label ?? "";
const go = (i) => app.commit({ select: { type: "entity", id: store.entities[i].id }, table: false });

// A name that leads to its entity.
function link(i, most = 60) {
  const entity = store.entities[i];
  const text = clip(entity.label, most);
  return h("button", { class: "name", type: "button", title: text === entity.label ? null : clip(entity.label, 300), onclick: (event) => { event.stopPropagation(); go(i); } },
    glyph(entity.kind), h("bdi", { text }));
}

// A name in a list, told apart from others of the same name.
function linkHinted(i, most) {
  const hint = hintOf(store.entities[i]);
  return hint ? [link(i, most), h("small", { class: "hint" }, h("bdi", { text: clip(hint, 26) }))] : link(i, most);
}

const percent = (number) => `${Math.round(number * 100)}%`;

function sureness(confidence) {
  return h("span", { class: "sure", title: `${word("confidence")} ${percent(confidence)}` },
    h("span", { class: "sure-bar", "aria-hidden": "true" }, h("i", { class: `w${Math.round(confidence * 10)}` })), h("span", { text: percent(confidence) }));
}

function saidOf(fact, left = []) {
  const parts = [];
  for (const [name, value] of Object.entries(fact.q)) {
    if (left.includes(name)) continue;
    if (name === "former") parts.push(h("span", { class: "chip", text: qualifierWord("former") }));
    else if (name === "competition") parts.push(h("span", { class: "chip", title: qualifierWord(name) }, typeof value === "number" ? clip(nameOf(value), 30) : clip(plain(value), 30)));
    else if (name === "role") parts.push(h("span", { class: "chip quiet", title: qualifierWord(name) }, h("bdi", { text: `“${clip(plain(value), 24)}”` })));
    else parts.push(h("span", { class: "chip", title: qualifierWord(name) }, h("bdi", { text: name === "count" ? `× ${value}` : clip(plain(value), 40) })));
  }
  return parts;
}

function number(value) {
  const [whole, part] = String(value).split(".");
  if (!/^-?\d{1,30}$/.test(whole)) return clip(plain(value), 40);
  return whole.replace(/\B(?=(\d{3})+$)/g, "\u2009") + (part ? `.${part.slice(0, 8)}` : "");
}

function figureText(figure) {
  return h("span", { class: "figure" }, figure.hedge ? h("small", { text: `${clip(figure.hedge, 8)} ` }) : null, h("b", { text: number(figure.value) }), h("small", { text: ` ${clip(figure.unit, 12)}` }));
}

class Panel {
  constructor(element) {
    this.element = element;
    this.opened = 0;
  }

  async show(state, chosen) {
    const turn = ++this.opened;
    const { select } = state;
    const made = await this.make(state, chosen, select);
    if (turn !== this.opened) return;
    const key = JSON.stringify([select, state.path, language]);
    this.element.replaceChildren(...[made].flat(9).filter(Boolean));
    if (key !== this.key) this.element.scrollTop = 0;
    this.key = key;
    this.element.classList.toggle("reading", Boolean(select || state.path.length));
  }

  make(state, chosen, select) {
    if (state.path.length === 2 && !select) return this.path(state, chosen);
    const entity = select?.type === "entity" ? store.byId.get(select.id) : undefined;
    const fact = select?.type === "fact" ? store.byKey.get(select.key) : undefined;
    const article = select?.type === "article" ? store.byArticle.get(select.id) : undefined;
    const figure = select?.type === "figure" ? store.byFigure.get(select.key) : undefined;
    if (entity !== undefined) return this.entity(store.entities[entity], state);
    if (fact !== undefined) return this.fact(store.facts[fact]);
    if (article !== undefined) return this.article(store.articles[article]);
    if (figure !== undefined) return this.figure(store.figures[figure]);
    if (select?.type === "pair" && selected(state).length === 2) return this.pair(...selected(state));
    if (select && app.waiting) return h("p", { class: "notice", text: word("loading") });
    return [select ? h("p", { class: "notice", text: word("notHere") }) : null, this.overview()];
  }

  head(...children) {
    return h("div", { class: "head" },
      h("button", { class: "close", type: "button", title: word("close"), "aria-label": word("close"), onclick: () => app.commit({ select: null }), text: "×" }),
      h("button", { class: "close back", type: "button", title: "←", "aria-label": "←", onclick: () => window.history.back(), text: "‹" }),
      ...children);
  }

  section(title, count, ...children) {
    return h("section", {}, h("h3", {}, h("span", { text: title }), count === "" ? null : h("small", { text: count })), ...children);
  }

  // Long lists open in parts.
  list(rows, make, { first = 12, kind = "ul", className = "rows" } = {}) {
    const list = h(kind, { class: className });
    let shown = 0;
    const more = h("button", { class: "more", type: "button", onclick: () => grow(100) });
    const grow = (count) => {
      list.append(...rows.slice(shown, shown + count).map(make));
      shown = Math.min(rows.length, shown + count);
      more.hidden = shown >= rows.length;
      more.textContent = word("more", rows.length - shown);
    };
    grow(first);
    return [list, more];
  }

  overview() {
    const { entities, facts, figures, articles } = store;
    const total = store.total ?? [articles.length, entities.length, facts.length, figures.length];
    const ranked = (name, kind, wanted) => {
      if (store.boards && !filters.active(app.state)) return store.boards[name].map(([i, n]) => [entities[i], n]);
      const counts = new Map();
      const count = (i) => { if (entities[i].kind === kind) counts.set(i, (counts.get(i) || 0) + 1); };
      for (const fact of facts) {
        if (!filters.factPasses[fact.i] || fact.o < 0 || !wanted(fact)) continue;
        count(fact.s);
        if (fact.o !== fact.s) count(fact.o);
      }
      return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 8).map(([i, n]) => [entities[i], n]);
    };
    const board = (title, rows) => {
      if (!rows.length) return null;
      const top = rows[0][1];
      return this.section(title, "", h("ol", { class: "board" }, rows.map(([entity, n]) => h("li", {},
        link(entity.i, 26), h("span", { class: "bar-line", "aria-hidden": "true" }, h("i", { class: `w${Math.max(1, Math.round((n / top) * 10))} k-${entity.kind}` })), h("small", { text: n })))));
    };
    const communities = store.communities.filter(({ hub, size }) => size > 3 && filters.entityPasses[hub]).slice(0, 10);
    return [
      h("div", { class: "head" }, h("h2", { text: word("overview") }), h("p", { class: "lead", text: word("overviewLead", ...total) }), store.leftOut[0] ? h("p", { class: "lead", text: word("leftOut", ...store.leftOut) }) : null, embedded ? null : h("p", { class: "elsewhere" }, h("a", { href: ".", text: word("ask") }))),
      this.suggestions(ranked("honoured", "Person", (fact) => fact.relation === "received")[0]?.[0].i),
      board(word("connected"), ranked("connected", "Organization", () => true)),
      board(word("honoured"), ranked("honoured", "Person", (fact) => fact.relation === "received")),
      board(word("programmes"), ranked("programmes", "Programme", (fact) => ["participatesIn", "organizes", "partOf", "received", "prizeOf"].includes(fact.relation))),
      communities.length > 1 ? this.section(word("communities"), communities.length, h("ul", { class: "tags" }, communities.map(({ hub, size }, place) => h("li", {},
        h("button", { type: "button", class: "tag", onclick: () => app.lookAt(communities[place]) }, glyph(store.entities[hub].kind, 12), h("bdi", { text: word("community", clip(nameOf(hub), 14), size) })))))) : null,
      articles.length && this.section(word("articles"), total[0], this.list(articles, (article) => this.articleRow(article), { first: 8 })),
      h("details", { class: "keys" }, h("summary", { text: word("keys") }), h("dl", { class: "facts" },
        Object.entries(WORDS[language].keyList).map(([key, does]) => [h("dt", {}, h("kbd", { text: key })), h("dd", { text: does })]))),
    ];
  }

  // For who opens the page for the first time: what it can do, with what it holds.
  suggestions(honoured) {
    const [one, other] = ranking().filter((i) => store.entities[i].kind === "Organization").slice(0, 2);
    const person = honoured ?? ranking().find((i) => store.entities[i].kind === "Person");
    const button = (text, act) => h("button", { type: "button", class: "act", onclick: act }, h("bdi", { text }));
    const rows = [
      person === undefined ? null : button(clip(nameOf(person), 12), () => app.visit(person)),
      other === undefined ? null : button(word("tryPath", clip(nameOf(one), 8), clip(nameOf(other), 8)), () => app.commit({ path: [store.entities[one].id, store.entities[other].id], select: null, focus: "" })),
      byId("timeline").hidden ? null : button(word("play"), () => timeline.play()),
    ].filter(Boolean);
    return rows.length ? h("div", { class: "try" }, h("small", { text: word("try") }), rows) : null;
  }

  articleRow(article, role = "") {
    return h("li", { class: "row", onclick: () => app.commit({ select: { type: "article", id: article.id } }) },
      h("button", { class: "plain headline", type: "button" }, h("bdi", { text: clip(article.headline || article.id, 80) })),
      h("small", {}, h("bdi", { text: clip(plain(article.file), 60) }), article.published ? ` · ${clip(plain(article.published), 20)}` : "", role ? [" · ", h("bdi", { text: clip(role, 12) })] : null));
  }

  entity(entity, state) {
    const facts = filters.factsOf(entity);
    const left = entity.facts.length - facts.length;
    const groups = new Map();
    for (const fact of facts) {
      const side = fact.s === entity.i ? "out" : fact.o === entity.i ? "in" : "about";
      const key = `${side} ${fact.relation}`;
      if (!groups.has(key)) groups.set(key, { side, relation: fact.relation, facts: [] });
      groups.get(key).facts.push(fact);
    }
    const order = Object.keys(WORDS.zh.relations);
    const sorted = [...groups.values()].sort((a, b) => (a.side === b.side ? order.indexOf(a.relation) - order.indexOf(b.relation) : a.side === "out" ? -1 : b.side === "out" ? 1 : 0));
    const title = ({ side, relation }) => (side === "out" ? relationWord(relation) : side === "in" ? inverseWord(relation) : qualifierWord("competition"));
    const aliases = entity.aliases.map(plain).filter((alias) => alias && alias !== entity.label);
    return [
      this.head(
        h("p", { class: "kind" }, glyph(entity.kind, 15), h("span", { text: [kindWord(entity.kind), entity.subtype ? subtypeWord(entity.subtype) : ""].filter(Boolean).join(" · ") })),
        h("h2", { class: "title" }, h("bdi", { text: clip(entity.label, 600) }), entity.label.length > 600 ? h("small", { text: word("truncated", entity.label.length) }) : null),
        hintOf(entity) && !aliases.includes(hintOf(entity)) ? h("p", { class: "quiet" }, h("bdi", { text: clip(hintOf(entity), 60) })) : null,
        aliases.length ? h("p", { class: "aliases" }, h("small", { text: `${word("aliases")} ` }), aliases.slice(0, 30).map((alias, place) => [place ? "、" : "", h("bdi", { text: clip(alias, 60) })])) : null,
        this.actions(entity, state), this.elsewhere(entity)),
      facts.length || entity.figures.length || !entity.full ? null : h("p", { class: "quiet", text: word("noFacts") }),
      sorted.map((group) => this.section(title(group), group.facts.length,
        this.list(this.together(group.facts.sort((a, b) => (b.year || 0) - (a.year || 0) || b.confidence - a.confidence || a.i - b.i), entity.i), (rows) => this.factRow(rows, entity.i)))),
      left > 0 && filters.active(state) ? h("p", { class: "quiet" }, h("button", { type: "button", class: "more", onclick: () => app.clearFilters(), text: `${word("more", left)} · ${word("clear")}` })) : null,
      entity.full || entity.left ? null : h("p", { class: "quiet", text: word("loading") }),
      entity.left ? h("button", { type: "button", class: "more", onclick: () => app.more(entity), text: word("more", entity.left) }) : null,
      entity.figures.length ? this.section(word("figures"), entity.figures.length, this.list(entity.figures.map((i) => store.figures[i]), (figure) => this.figureRow(figure))) : null,
      entity.wrote.length ? this.section(word("wrote"), entity.wrote.length, this.list(entity.wrote.map((i) => store.articles[i]), (article) => this.articleRow(article, article.bylines.find((byline) => byline.entity === entity.i)?.role), { first: 6 })) : null,
      entity.articles.length ? this.section(word("articles"), entity.articles.length, this.list(entity.articles.map((i) => store.articles[i]), (article) => this.articleRow(article), { first: 6 })) : null,
    ];
  }

  // On a server: the same thing as a page of its own, and the page to ask on.
  elsewhere(entity) {
    if (embedded) return null;
    const path = entityPath(entity.id).split("/").map(encodeURIComponent).join("/");
    return h("p", { class: "elsewhere" }, h("a", { href: `id/${path}`, text: "RDF" }), " · ", h("a", { href: ".", text: word("ask") }));
  }

  actions(entity, state) {
    const { id } = entity;
    const button = (text, pressed, act) => h("button", { type: "button", class: "act", "aria-pressed": pressed === null ? null : String(pressed), onclick: act, text });
    const expanded = state.expanded.includes(id);
    const pinned = Object.hasOwn(state.pinned, id);
    return h("div", { class: "acts" },
      button(word("focus"), state.focus === id, () => app.commit({ focus: state.focus === id ? "" : id, path: [], table: false })),
      button(word(expanded ? "collapse" : "expand"), expanded, () => app.expand(entity.i)),
      button(word("pathFrom"), state.picking === id, () => app.pick(id)),
      button(word(pinned ? "unpin" : "pin"), pinned, () => app.pin(entity.i)),
      button(word("hide"), null, () => app.hide(entity.i)));
  }

  // Facts of one relation with one other end, as one row: a line for each, its words at the end.
  factRow(facts, from) {
    const [fact] = facts;
    const other = fact.s === from ? fact.o : fact.s;
    const literal = fact.o < 0;
    const single = facts.length === 1;
    return h("li", { class: `row fact${single ? " single" : ""}`, "data-fact": single ? fact.key : null, onclick: single ? () => this.openFact(fact) : null },
      h("div", {}, literal ? h("b", {}, h("bdi", { text: clip(plain(fact.q.title ?? ""), 60) })) : fact.q.competition === undefined ? linkHinted(other, 40) : link(other, 40),
        fact.s !== from && fact.o !== from && fact.o >= 0 ? [" → ", link(fact.o, 40)] : null,
        single ? saidOf(fact, literal ? ["title"] : []) : null),
      facts.map((one) => h("div", { class: "line", "data-fact": single ? null : one.key, onclick: single ? null : () => this.openFact(one) },
        single ? null : h("span", { class: "said" }, saidOf(one, literal ? ["title"] : [])),
        one.articles.length > 1 ? h("span", { class: "quiet", text: `${one.articles.length} ${word("articles")}` }) : null,
        this.warning(one),
        sureness(one.confidence),
        h("button", { type: "button", class: "words", text: word("evidence"), onclick: (event) => { event.stopPropagation(); this.openFact(one); } }))));
  }

  // Facts in order, those with the same other end together.
  together(facts, from) {
    const rows = new Map();
    for (const fact of facts) {
      const key = `${fact.s === from ? fact.o : fact.s} ${fact.o < 0 ? fact.key : fact.s === from || fact.o === from ? "" : fact.o}`;
      if (rows.has(key)) rows.get(key).push(fact);
      else rows.set(key, [fact]);
    }
    return [...rows.values()];
  }

  openFact(fact) {
    app.commit({ select: { type: "fact", key: fact.key } });
  }

  figureRow(figure) {
    return h("li", { class: "row", onclick: () => app.commit({ select: { type: "figure", key: figure.key } }) },
      h("button", { class: "plain", type: "button" }, figureText(figure), " ", h("bdi", { text: clip(figure.measure, 60) })),
      [" ", this.warning(figure)],
      figure.period ? h("small", { text: clip(figure.period, 20) }) : null);
  }

  // A fact as one line: who, which relation, whom.
  claim(fact) {
    return h("div", { class: "claim" }, link(fact.s), h("span", { class: "verb" }, h("span", { text: relationWord(fact.relation) })),
      fact.o >= 0 ? link(fact.o) : h("b", {}, h("bdi", { text: clip(plain(fact.q.title ?? ""), 200) })));
  }

  async fact(fact) {
    const q = Object.entries(fact.q).filter(([name]) => !(name === "title" && fact.o < 0));
    const sources = await Promise.all(fact.evidence.map((span) => this.source(span, [fact.s, fact.o, fact.q.competition])));
    return [
      this.head(h("p", { class: "kind", text: relationWord(fact.relation) }), this.claim(fact),
        q.length ? h("dl", { class: "said-of" }, q.map(([name, value]) => [h("dt", { text: qualifierWord(name) }), h("dd", {},
          name === "competition" && typeof value === "number" ? link(value) : name === "former" ? "✓" : h("bdi", { text: clip(plain(value), 300) }))])) : null),
      h("section", { class: "evidence" }, sources[0],
        h("dl", { class: "facts" }, h("dt", { text: word("confidence") }), h("dd", {}, sureness(fact.confidence)),
          h("dt", { text: word("rule") }), h("dd", {}, fact.rules.map((rule) => h("code", {}, h("bdi", { text: clip(plain(rule), 120) }))))),
      ),
      sources.length > 1 ? this.section(word("otherSources"), sources.length - 1, sources.slice(1)) : null,
      this.otherAccounts(fact, word("differsLead"), (i) => this.factRow([store.facts[i]], store.facts[i].s)),
    ];
  }

  async figure(figure) {
    const sources = await Promise.all(figure.evidence.map((span) => this.source(span, [figure.about])));
    return [
      this.head(h("p", { class: "kind", text: word("figures") }), h("h2", { class: "title" }, figureText(figure)), h("p", {}, h("bdi", { text: clip(figure.measure, 200) }), figure.period ? h("small", { text: ` ${clip(figure.period, 40)}` }) : null),
        figure.about >= 0 ? h("p", {}, link(figure.about)) : null),
      h("section", { class: "evidence" }, sources, h("dl", { class: "facts" }, h("dt", { text: word("confidence") }), h("dd", {}, sureness(figure.confidence)),
        h("dt", { text: word("rule") }), h("dd", {}, figure.rules.map((rule) => h("code", {}, h("bdi", { text: clip(plain(rule), 120) })))))),
      this.otherAccounts(figure, "", (i) => this.figureRow(store.figures[i])),
    ];
  }

  warning(told) {
    return told.differing.length ? h("span", { class: "chip warn", text: word(told.contradicts.size ? "contradicts" : "differs") }) : null;
  }

  // What else is said of the same, and why both cannot hold where they cannot.
  otherAccounts(told, lead, row) {
    if (!told.differing.length) return null;
    const reasons = [...new Set(told.contradicts.values())].filter(Boolean);
    return h("section", { class: "differing" }, h("h3", {}, h("span", { text: word(told.contradicts.size ? "contradicts" : "differs") })),
      reasons.length ? reasons.map((reason) => h("p", {}, h("bdi", { text: clip(plain(reason), 300) }))) : lead ? h("p", { class: "quiet", text: lead }) : null,
      h("ul", { class: "rows" }, told.differing.map(row)));
  }

  // Where it is said: the paragraph with the words marked, and what article and file it stands in.
  async source(span, named) {
    if (span.article < 0) {
      return h("figure", { class: "source" }, h("blockquote", {}, h("p", { class: "context" }, h("mark", { text: span.quote }))),
        h("figcaption", {}, h("small", {}, h("bdi", { text: clip(plain(span.file), 80) }), ` · ${word("characters", span.from, span.to)}`)));
    }
    const article = store.articles[span.article];
    const told = await app.text(article);
    return h("figure", { class: "source" },
      h("blockquote", {}, h("p", { class: "context" }, this.passage(told.text, locate(told, span), span.quote ?? "", named))),
      h("figcaption", {},
        h("button", { type: "button", class: "plain headline", onclick: () => app.commit({ select: { type: "article", id: article.id } }) }, h("bdi", { text: clip(article.headline, 100) })),
        this.bylines(article),
        h("small", {}, h("bdi", { text: clip(plain(article.file), 80) }), ` · ${word("characters", span.from, span.to)}`, article.published ? ` · ${clip(plain(article.published), 20)}` : "")));
  }

  // The words marked in their paragraph; alone where the text is not at hand.
  passage(text, found, quote, named) {
    if (!found) return h("mark", {}, underline(tidy(quote), named));
    const [from, to] = found;
    const [start, end] = around(text, from, to);
    return [start > 0 && !/\n\s*$/.test(text.slice(0, start)) ? "…" : "", tidy(text.slice(start, from)), h("mark", {}, underline(tidy(text.slice(from, to)), named)), tidy(text.slice(to, end))];
  }

  bylines(article) {
    if (!article.bylines.length) return null;
    return h("small", { class: "bylines" }, article.bylines.slice(0, 12).map(({ name, role, entity }, place) => [
      place && article.bylines[place - 1].role === role ? " " : `${place ? "　" : ""}${clip(role, 12)} `, entity >= 0 ? link(entity, 20) : h("bdi", { text: clip(name, 20) })]));
  }

  pair(a, b) {
    const facts = filters.factsOf(store.entities[a]).filter((fact) => (fact.s === a && fact.o === b) || (fact.s === b && fact.o === a));
    return [
      this.head(h("p", { class: "kind", text: `${word("connections")} · ${facts.length}` }), h("div", { class: "claim" }, link(a), link(b))),
      h("ul", { class: "rows" }, facts.map((fact) => h("li", { class: "row", "data-fact": fact.key, onclick: () => this.openFact(fact) }, this.claimLine(fact)))),
    ];
  }

  claimLine(fact) {
    return [h("div", {}, h("bdi", { text: clip(nameOf(fact.s), 24) }), h("span", { class: "verb" }, h("span", { text: relationWord(fact.relation) })), fact.o >= 0 ? h("bdi", { text: clip(nameOf(fact.o), 24) }) : null, " ", saidOf(fact)),
      h("div", { class: "meta" }, sureness(fact.confidence), h("button", { type: "button", class: "words", text: word("evidence"), onclick: (event) => { event.stopPropagation(); this.openFact(fact); } }))];
  }

  path(state, chosen) {
    const { way } = chosen;
    const ends = state.path.map((id) => store.byId.get(id));
    if (!way?.length) return [this.head(h("h2", { text: word("path") }), h("p", { class: "quiet", text: word("noPath") }))];
    const steps = way.slice(1).map((b, place) => {
      const a = way[place];
      const pair = chosen.pairs.get(a < b ? `${a}-${b}` : `${b}-${a}`);
      return [h("ul", { class: "rows step" }, (pair?.facts ?? []).slice(0, 6).map((i) => h("li", { class: "row", "data-fact": store.facts[i].key, onclick: () => this.openFact(store.facts[i]) }, this.claimLine(store.facts[i])))), link(b)];
    });
    return [this.head(h("h2", { text: word("path") }), h("p", { class: "lead", text: word("pathLong", clip(nameOf(ends[0]), 20), clip(nameOf(ends[1]), 20), way.length - 1) })),
      h("div", { class: "way" }, link(way[0]), steps)];
  }

  // The article in full, each fact's words marked; a click on marked words opens the fact.
  async article(article) {
    const told = await app.text(article);
    const text = told.text ?? "";
    const { blocks } = told;
    const spans = [];
    for (const i of article.facts) {
      for (const span of store.facts[i].evidence) {
        const found = span.article === article.i && locate(told, span);
        if (found) spans.push({ start: found[0], end: found[1], fact: store.facts[i] });
      }
    }
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
    const isTitle = ([start, end, kind]) => kind === 0 && plain(text.slice(start, end)) === article.headline;
    const parts = (blocks.length ? blocks : [[0, text.length, 6]]).filter((block) => !isTitle(block)).map(([start, end, kind]) => {
      const children = [];
      let at = start;
      for (const span of spans) {
        if (span.end <= at || span.start >= end) continue;
        const from = Math.max(at, span.start);
        const to = Math.min(end, span.end);
        children.push(tidy(text.slice(at, from)), h("mark", { tabindex: 0, role: "button", "data-fact": span.fact.key, onclick: () => this.openFact(span.fact), onkeydown: (event) => { if (event.key === "Enter") this.openFact(span.fact); } }, tidy(text.slice(from, to))));
        at = to;
      }
      children.push(tidy(text.slice(at, end)));
      return h(kind === 0 ? "h4" : "p", { class: `block b${kind}` }, children);
    });
    const heaviestFirst = heaviest([...new Set(article.entities)]);
    return [
      this.head(h("p", { class: "kind", text: word("article") }), h("h2", { class: "title serif" }, h("bdi", { text: clip(article.headline || article.id, 200) })), this.bylines(article),
        h("p", { class: "quiet" }, h("small", {}, h("bdi", { text: clip(plain(article.file), 100) }), article.published ? ` · ${clip(plain(article.published), 20)}` : "", ` · ${article.facts.length} ${word("facts")}`)),
        h("div", { class: "acts" }, h("button", { type: "button", class: "act", "aria-pressed": String(app.state.filters.article.includes(article.id)), onclick: () => app.toggle("article", article.id), text: word("onlyThis") }))),
      heaviestFirst.length ? h("section", {}, this.list(heaviestFirst, (i) => h("li", {}, link(i, 20)), { first: 14, className: "tags" })) : null,
      h("section", { class: "article" }, parts),
      told.text === null ? this.section(word("facts"), article.facts.length, this.list(article.facts.map((i) => store.facts[i]), (fact) => h("li", { class: "row", "data-fact": fact.key, onclick: () => this.openFact(fact) }, this.claimLine(fact)))) : null,
    ];
  }
}
