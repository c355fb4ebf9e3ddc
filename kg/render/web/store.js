// What the page knows so far. Fragments of one form fill it: one embedded fragment with everything, or
// many small ones from a server; an entity, fact or article that comes twice is kept once.

class Store {
  constructor() {
    this.entities = [];
    this.facts = [];
    this.figures = [];
    this.articles = [];
    this.communities = [];
    this.byId = new Map();
    this.byKey = new Map();
    this.called = new Set(); // kind and name of every entity
    this.twins = new Set(); // of those that share them
    this.byArticle = new Map();
    this.byFigure = new Map();
    this.ground = new Ground();
    this.whole = true; // nothing is left to ask for
    this.leftOut = [0, 0, 0]; // entities, facts, figures that a file could not hold
    this.boards = null; // ranked lists, where the page holds too little to count itself
  }

  add(fragment) {
    this.base = fragment.base;
    if (fragment.whole === false) this.whole = false;
    if (fragment.left_out) this.leftOut = fragment.left_out;
    const land = this.communities.length;
    const articleAt = fragment.articles.map((row) => this.addArticle(row, fragment));
    const entityAt = fragment.entities.map((row) => this.addEntity(row, fragment, articleAt));
    for (const article of articleAt.map((number) => this.articles[number])) {
      for (const byline of article.bylines) {
        if (byline.row < 0 || byline.entity >= 0) continue;
        byline.entity = entityAt[byline.row];
        this.entities[byline.entity].wrote.push(article.i);
      }
    }
    const factAt = fragment.facts.map((row) => this.addFact(row, fragment, entityAt, articleAt));
    for (const group of fragment.differing) {
      for (const row of group) {
        const fact = this.facts[factAt[row]];
        fact.differing = [...new Set([...fact.differing, ...group.filter((other) => other !== row).map((other) => factAt[other])])];
      }
    }
    const figureAt = fragment.figures.map((row) => this.addFigure(row, fragment, entityAt, articleAt));
    for (const group of fragment.differing_figures) {
      for (const row of group) this.figures[figureAt[row]].differing = group.filter((other) => other !== row).map((other) => figureAt[other]);
    }
    for (const [kind, one, other, reason] of fragment.contradicting) {
      const rows = kind === "facts" ? factAt : figureAt;
      for (const [here, there] of [[rows[one], rows[other]], [rows[other], rows[one]]]) {
        const told = this[kind][here];
        told.contradicts.set(there, reason);
        if (!told.differing.includes(there)) told.differing.push(there);
      }
    }
    for (const row of fragment.full ?? (this.whole ? entityAt.keys() : [])) Object.assign(this.entities[entityAt[row]], { full: true, left: 0 });
    for (const [row, left, skip] of fragment.left ?? []) Object.assign(this.entities[entityAt[row]], { left, skip });
    if (fragment.total) this.total = fragment.total;
    if (fragment.boards) this.boards = Object.fromEntries(Object.entries(fragment.boards).map(([name, rows]) => [name, rows.map(([row, count]) => [entityAt[row], count])]));
    for (const [hub, size, x, y, radius] of fragment.communities) {
      this.communities.push({ i: this.communities.length, hub: entityAt[hub], size, x, y, radius });
    }
    for (const row of entityAt.keys()) if (fragment.entities[row][9] >= 0) this.entities[entityAt[row]].community = land + fragment.entities[row][9];
    if (fragment.entities.some((row) => row[7] === null)) this.ground.settle(this);
    return { found: (fragment.found ?? []).map((row) => entityAt[row]) };
  }

  addArticle([document, number, headline, published, bylines], fragment) {
    const file = fragment.documents[document];
    const id = `${fragment.keys[document]}-${number}`; // as its IRI ends
    const known = this.byArticle.get(id);
    if (known !== undefined) return known;
    const i = this.articles.length;
    this.articles.push({
      i, id, file, key: fragment.keys[document], number, title: headline, headline: plain(headline), published, facts: [], figures: [], entities: [],
      bylines: bylines.map(([name, role, row]) => ({ name: plain(name), role: plain(role), row, entity: -1 })),
    });
    this.byArticle.set(id, i);
    return i;
  }

  addEntity([id, kind, subtype, name, aliases, articles, sounds, x, y, , weight], fragment, articleAt) {
    const known = this.byId.get(id);
    if (known !== undefined && this.entities[known].id === id) {
      for (const article of articles) this.name(this.entities[known], articleAt[article]);
      return known;
    }
    const i = this.entities.length;
    const label = plain(name) || word("unnamed");
    this.entities.push({
      i, id, kind: fragment.kinds[kind], subtype: subtype < 0 ? "" : fragment.subtypes[subtype],
      name, label, short: clip(label, 18), aliases, sounds, x, y, community: -1, weight,
      articles: [], wrote: [], facts: [], figures: [], full: false, left: 0,
    });
    for (const article of articles) this.name(this.entities[i], articleAt[article]);
    if (x !== null) this.ground.take(this.entities[i]);
    this.byId.set(id, i);
    const called = `${fragment.kinds[kind]} ${label}`;
    (this.called.has(called) ? this.twins : this.called).add(called);
    // A link may name it shortly: the first of that name.
    const short = `${id.slice(0, id.indexOf("/"))}/${name}`;
    if (!this.byId.has(short)) this.byId.set(short, i);
    return i;
  }

  // An article names an entity.
  name(entity, article) {
    if (entity.articles.includes(article)) return;
    entity.articles.push(article);
    this.articles[article].entities.push(entity.i);
  }

  addFact([key, subject, relation, object, confidence, rules, evidence, said], fragment, entityAt, articleAt) {
    const known = this.byKey.get(key);
    if (known !== undefined) return known;
    const i = this.facts.length;
    const spans = evidence.map((span) => this.span(span, articleAt));
    const q = { ...said };
    if (typeof q.competition === "number") q.competition = entityAt[q.competition];
    const fact = {
      i, key, s: entityAt[subject], relation: fragment.relations[relation],
      o: object < 0 ? -1 : entityAt[object], confidence, rules: rules.map((rule) => fragment.rules[rule]),
      evidence: spans, q, year: this.yearOf(q, spans), differing: [], contradicts: new Map(),
      articles: [...new Set(spans.map((span) => span.article))],
    };
    this.facts.push(fact);
    this.byKey.set(key, i);
    this.entities[fact.s].facts.push(i);
    if (fact.o >= 0 && fact.o !== fact.s) this.entities[fact.o].facts.push(i);
    if (typeof q.competition === "number" && q.competition !== fact.o && q.competition !== fact.s) {
      this.entities[q.competition].facts.push(i);
    }
    for (const article of fact.articles) if (article >= 0) this.articles[article].facts.push(i);
    return i;
  }

  addFigure([key, about, value, unit, measure, period, hedge, confidence, rule, evidence], fragment, entityAt, articleAt) {
    const known = this.byFigure.get(key);
    if (known !== undefined) return known;
    const i = this.figures.length;
    const spans = evidence.map((span) => this.span(span, articleAt));
    this.byFigure.set(key, i);
    this.figures.push({
      i, key, about: about < 0 ? -1 : entityAt[about], value, unit: plain(unit), measure: plain(measure),
      period: plain(period), hedge: plain(hedge), confidence, rules: [fragment.rules[rule]], evidence: spans, differing: [], contradicts: new Map(),
    });
    if (about >= 0) this.entities[entityAt[about]].figures.push(i);
    for (const span of spans) if (span.article >= 0) this.articles[span.article].figures.push(i);
    return i;
  }

  // Where in the file; the quote where the page may read otherwise, or the article is not known.
  span([article, from, to, quote, file], articleAt) {
    if (article < 0) return { article: -1, from, to, quote, file };
    return { article: articleAt[article], from, to, quote: quote ?? null };
  }

  // The year a fact tells, else the year in which it was first reported, else 0.
  yearOf(q, spans) {
    const told = String(q.year ?? q.date ?? "").match(/^\d{4}/);
    if (told) return Number(told[0]);
    const years = spans.map((span) => Number((this.articles[span.article]?.published || "").slice(0, 4))).filter(Boolean);
    return years.length ? Math.min(...years) : 0;
  }

  other(fact, entity) {
    return fact.s === entity ? fact.o : fact.s;
  }
}
