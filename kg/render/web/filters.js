// Which entities and facts pass, and what each further choice would leave.

// Facets of facts are relation, year, article, confidence, sources; those of entities kind and subtype.
const LEVELS = { confidence: [0.5, 0.7, 0.8, 0.9, 0.95], sources: [2, 3, 5] };
const [RELATION, YEAR, ARTICLE, CONFIDENCE, SOURCES] = [1, 2, 4, 8, 16];

class Filters {
  constructor() {
    this.entityPasses = new Uint8Array(0);
    this.factPasses = new Uint8Array(0);
  }

  // Which facets of facts a fact fails, as bits; 32 for the slider, which no count looks through.
  fails(fact, state, sets) {
    const { confidence, sources } = state.filters;
    let failed = 0;
    if (sets.relation && !sets.relation.has(fact.relation)) failed |= RELATION;
    if (sets.year && !sets.year.has(fact.year ? String(fact.year) : "")) failed |= YEAR;
    if (sets.article && !fact.articles.some((article) => sets.article.has(article))) failed |= ARTICLE;
    if (confidence && fact.confidence < confidence) failed |= CONFIDENCE;
    if (sources && fact.articles.length < sources) failed |= SOURCES;
    if (state.until && !(fact.year ? fact.year <= state.until : state.undated)) failed |= 32;
    return failed;
  }

  // Counts follow the choice: a facet's counts are of what passes all other facets.
  apply(state) {
    const { entities, facts } = store;
    const chosen = state.filters;
    const set = (values) => (values.length ? new Set(values) : null);
    const sets = { kind: set(chosen.kind), subtype: set(chosen.subtype), relation: set(chosen.relation), year: set(chosen.year), article: set(chosen.article.map((id) => store.byArticle.get(id))) };
    const anyFactFilter = Boolean(sets.relation || sets.year || sets.article || chosen.confidence || chosen.sources || state.until);
    const failed = new Uint8Array(facts.length);
    const alive = new Uint8Array(entities.length);
    for (const fact of facts) {
      failed[fact.i] = this.fails(fact, state, sets);
      if (failed[fact.i]) continue;
      alive[fact.s] = 1;
      if (fact.o >= 0) alive[fact.o] = 1;
    }

    const counts = { kind: new Map(), subtype: new Map(), relation: new Map(), year: new Map(), article: new Map(), confidence: new Map(), sources: new Map() };
    const add = (table, value, count = 1) => table.set(value, (table.get(value) || 0) + count);
    const hidden = new Set(state.hidden);
    const allowed = new Uint8Array(entities.length); // by what the entity itself is
    this.entityPasses = new Uint8Array(entities.length);
    this.count = 0;
    for (const entity of entities) {
      if (hidden.has(entity.id)) continue;
      const kindOk = !sets.kind || sets.kind.has(entity.kind);
      const subtypeOk = !sets.subtype || sets.subtype.has(entity.subtype);
      if (kindOk && subtypeOk) allowed[entity.i] = 1;
      if (anyFactFilter && !alive[entity.i]) continue;
      if (subtypeOk) add(counts.kind, entity.kind);
      if (kindOk && entity.subtype) add(counts.subtype, entity.subtype);
      if (allowed[entity.i]) { this.entityPasses[entity.i] = 1; this.count += 1; }
    }

    this.factPasses = new Uint8Array(facts.length);
    const ofArticle = new Uint32Array(store.articles.length);
    for (const fact of facts) {
      const fails = failed[fact.i];
      if (fails & (fails - 1) || fails === 32 || !allowed[fact.s] || (fact.o >= 0 && !allowed[fact.o])) continue;
      if (!fails) this.factPasses[fact.i] = 1;
      if (!(fails & ~RELATION)) add(counts.relation, fact.relation);
      if (!(fails & ~YEAR)) add(counts.year, fact.year);
      if (!(fails & ~ARTICLE)) for (const article of fact.articles) if (article >= 0) ofArticle[article] += 1;
      if (!(fails & ~CONFIDENCE)) for (const level of LEVELS.confidence) if (fact.confidence >= level) add(counts.confidence, level);
      if (!(fails & ~SOURCES) && fact.articles.length > 1) for (const level of LEVELS.sources) if (fact.articles.length >= level) add(counts.sources, level);
    }
    counts.year = new Map([...counts.year].map(([year, count]) => [year ? String(year) : "", count]));
    ofArticle.forEach((count, article) => { if (count) counts.article.set(store.articles[article].id, count); });
    this.counts = counts;
  }

  active(state) {
    return Object.values(state.filters).some((value) => (Array.isArray(value) ? value.length : value));
  }

  // Facts of an entity that pass, in the store's order.
  factsOf(entity) {
    return entity.facts.map((i) => store.facts[i]).filter((fact) => this.factPasses[fact.i]);
  }

  neighbours(i) {
    const found = new Set();
    for (const number of store.entities[i].facts) {
      const fact = store.facts[number];
      if (!this.factPasses[number] || fact.o < 0 || (fact.s !== i && fact.o !== i)) continue;
      const other = store.other(fact, i);
      if (other !== i) found.add(other);
    }
    return found;
  }
}
