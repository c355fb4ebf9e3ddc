// Which entities and facts pass, and what each further choice would leave.

// Facets of facts; those of entities are kind and subtype.
const FACT_FACETS = {
  relation: (fact) => [fact.relation],
  year: (fact) => [String(fact.year || "")],
  article: (fact) => fact.articles.map((article) => store.articles[article]?.id ?? ""),
};
const LEVELS = { confidence: [0.5, 0.7, 0.8, 0.9, 0.95], sources: [2, 3, 5] };

class Filters {
  constructor() {
    this.entityPasses = new Uint8Array(0);
    this.factPasses = new Uint8Array(0);
  }

  // Counts follow the choice: a facet's counts are of what passes all other facets.
  apply(state) {
    const { entities, facts } = store;
    const chosen = state.filters;
    const sets = {};
    for (const name of ["kind", "subtype", ...Object.keys(FACT_FACETS)]) {
      sets[name] = chosen[name]?.length ? new Set(chosen[name]) : null;
    }
    const hidden = new Set(state.hidden);
    const counts = { kind: new Map(), subtype: new Map(), relation: new Map(), year: new Map(), article: new Map(), confidence: new Map(), sources: new Map() };
    const add = (facet, value) => counts[facet].set(value, (counts[facet].get(value) || 0) + 1);

    // For each fact: how many facets it fails, and which one if only one.
    const alive = new Uint8Array(entities.length);
    const anyFactFilter = sets.relation || sets.year || sets.article || chosen.confidence || chosen.sources || state.until;
    const names = Object.keys(FACT_FACETS);
    const verdict = new Array(facts.length);
    for (const fact of facts) {
      let failed = 0;
      let which = "";
      for (const name of names) {
        if (sets[name] && !FACT_FACETS[name](fact).some((value) => sets[name].has(value))) { failed += 1; which = name; }
      }
      if (chosen.confidence && fact.confidence < chosen.confidence) { failed += 1; which = "confidence"; }
      if (chosen.sources && fact.articles.length < chosen.sources) { failed += 1; which = "sources"; }
      if (state.until && !(fact.year ? fact.year <= state.until : state.undated)) { failed += 9; which = ""; }
      verdict[fact.i] = failed === 0 ? "*" : failed === 1 ? which : "";
      if (!failed) { alive[fact.s] = 1; if (fact.o >= 0) alive[fact.o] = 1; }
    }

    this.entityPasses = new Uint8Array(entities.length);
    for (const entity of entities) {
      const kindOk = !sets.kind || sets.kind.has(entity.kind);
      const subtypeOk = !sets.subtype || sets.subtype.has(entity.subtype);
      if (hidden.has(entity.id) || (anyFactFilter && !alive[entity.i])) continue;
      if (subtypeOk) add("kind", entity.kind);
      if (kindOk && entity.subtype) add("subtype", entity.subtype);
      if (kindOk && subtypeOk) this.entityPasses[entity.i] = 1;
    }

    this.factPasses = new Uint8Array(facts.length);
    this.passing = 0;
    for (const fact of facts) {
      const found = verdict[fact.i];
      if (!found || !this.entityPasses[fact.s] && !(anyFactFilter && !alive[fact.s])) continue;
      if (hidden.has(entities[fact.s].id)) continue;
      if (found === "*") {
        if (!this.entityPasses[fact.s] || (fact.o >= 0 && !this.entityPasses[fact.o])) continue;
        this.factPasses[fact.i] = 1;
        this.passing += 1;
      }
      for (const name of names) if (found === "*" || found === name) for (const value of FACT_FACETS[name](fact)) add(name, value);
      for (const level of LEVELS.confidence) if ((found === "*" || found === "confidence") && fact.confidence >= level) add("confidence", level);
      for (const level of LEVELS.sources) if ((found === "*" || found === "sources") && fact.articles.length >= level) add("sources", level);
    }
    this.counts = counts;
    this.count = this.entityPasses.reduce((sum, passes) => sum + passes, 0);
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
