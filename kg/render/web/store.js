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
    this.byArticle = new Map();
  }

  add(fragment) {
    this.base = fragment.base;
    this.leftOut = fragment.left_out || [0, 0, 0];
    const articleAt = fragment.articles.map((row) => this.addArticle(row, fragment));
    const entityAt = fragment.entities.map((row) => this.addEntity(row, fragment, articleAt));
    for (const article of articleAt.map((number) => this.articles[number])) {
      for (const byline of article.bylines) if (byline.row >= 0) byline.entity = entityAt[byline.row];
    }
    const factAt = fragment.facts.map((row) => this.addFact(row, fragment, entityAt, articleAt));
    for (const group of fragment.differing) {
      for (const row of group) {
        const fact = this.facts[factAt[row]];
        fact.differing = group.filter((other) => other !== row).map((other) => factAt[other]);
      }
    }
    const figureAt = fragment.figures.map((row) => this.addFigure(row, fragment, entityAt, articleAt));
    for (const group of fragment.differing_figures) {
      for (const row of group) this.figures[figureAt[row]].differing = group.filter((other) => other !== row).map((other) => figureAt[other]);
    }
    for (const [hub, size, x, y, radius] of fragment.communities) {
      this.communities.push({ i: this.communities.length, hub: entityAt[hub], size, x, y, radius });
    }
  }

  addArticle([document, number, headline, published, bylines], fragment) {
    const file = fragment.documents[document];
    const id = `${file}#${number}`;
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

  addEntity([id, kind, subtype, name, aliases, articles, sounds, x, y, community, weight], fragment, articleAt) {
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    const i = this.entities.length;
    const label = plain(name) || word("unnamed");
    this.entities.push({
      i, id, kind: fragment.kinds[kind], subtype: subtype < 0 ? "" : fragment.subtypes[subtype],
      name, label, short: clip(label, 18), aliases, sounds, x, y, community, weight,
      articles: articles.map((article) => articleAt[article]), facts: [], figures: [],
    });
    for (const article of articles) this.articles[articleAt[article]].entities.push(i);
    this.byId.set(id, i);
    return i;
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
      evidence: spans, q, year: this.yearOf(q, spans), differing: [],
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

  addFigure([about, value, unit, measure, period, hedge, confidence, rule, evidence], fragment, entityAt, articleAt) {
    const i = this.figures.length;
    const spans = evidence.map((span) => this.span(span, articleAt));
    this.figures.push({
      i, about: about < 0 ? -1 : entityAt[about], value, unit: plain(unit), measure: plain(measure),
      period: plain(period), hedge: plain(hedge), confidence, rules: [fragment.rules[rule]], evidence: spans, differing: [],
    });
    if (about >= 0) this.entities[entityAt[about]].figures.push(i);
    for (const span of spans) if (span.article >= 0) this.articles[span.article].figures.push(i);
    return i;
  }

  // Where the article is not known, the quote stands in place of its offsets.
  span([article, start, end, from, to, quote], articleAt) {
    if (article < 0) return { article: -1, quote: start, file: end, from, to };
    return { article: articleAt[article], start, end, from, to, quote };
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
