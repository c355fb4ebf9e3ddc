// What is drawn now, and where. Never more than `most` nodes: the rest stay small dots, or wait.

const NEAR = 48; // neighbours that a chosen or expanded entity brings with it

function choose(state, filters) {
  const passes = (i) => filters.entityPasses[i] && (state.focus || store.entities[i].x !== null);
  if (state.path.length === 2) return choosePath(state, filters);
  const centre = store.byId.get(state.focus);
  if (centre !== undefined) return chooseFocus(centre, state, filters);

  const drawn = new Set();
  const take = (i) => { if (passes(i) && drawn.size < state.most + NEAR) drawn.add(i); };
  const near = (i) => heaviest([...filters.neighbours(i)]).slice(0, NEAR).forEach(take);
  for (const id of [...Object.keys(state.pinned), ...state.expanded]) if (store.byId.has(id)) take(store.byId.get(id));
  for (const id of state.expanded) if (store.byId.has(id)) near(store.byId.get(id));
  for (const i of selected(state)) { take(i); near(i); }
  for (const i of told(state).slice(0, 2 * NEAR)) take(i);
  for (const i of ranking()) {
    if (drawn.size >= state.most) break;
    take(i);
  }
  const at = new Map();
  for (const i of drawn) at.set(i, [store.entities[i].x, store.entities[i].y]);
  const rest = [];
  for (const entity of store.entities) if (passes(entity.i) && !drawn.has(entity.i)) rest.push(entity.i);
  return finish({ mode: "map", at, rest, distance: null }, state, filters);
}

// Entities by weight, heaviest first; made once for a store.
function ranking() {
  if (store.ranked?.length !== store.entities.length) store.ranked = heaviest(store.entities.map((entity) => entity.i));
  return store.ranked;
}

const heaviest = (numbers) => numbers.sort((a, b) => store.entities[b].weight - store.entities[a].weight || a - b);

// Entities that the selection is about.
function selected(state) {
  const { select } = state;
  if (!select) return [];
  const ends = { entity: () => [select.id], pair: () => [select.a, select.b] }[select.type]?.() ?? [];
  if (select.type === "fact") {
    const fact = store.facts[store.byKey.get(select.key)];
    return fact ? [fact.s, fact.o].filter((i) => i >= 0) : [];
  }
  if (select.type === "article") return [];
  return ends.map((id) => store.byId.get(id)).filter((i) => i !== undefined);
}

// Entities that the article which is read names, heaviest first.
function told(state) {
  const article = state.select?.type === "article" ? store.byArticle.get(state.select.id) : undefined;
  return article === undefined ? [] : heaviest([...new Set(store.articles[article].entities)]);
}

function chooseFocus(centre, state, filters) {
  const distance = new Map([[centre, 0]]);
  const parent = new Map();
  let ring = [centre];
  for (let step = 1; step <= state.steps && distance.size < state.most; step += 1) {
    const next = [];
    for (const i of ring) {
      for (const other of heaviest([...filters.neighbours(i)])) {
        if (distance.has(other) || distance.size >= state.most) continue;
        distance.set(other, step);
        parent.set(other, i);
        next.push(other);
      }
    }
    ring = next;
  }
  for (const id of state.expanded) {
    const i = store.byId.get(id);
    if (!distance.has(i)) continue;
    for (const other of heaviest([...filters.neighbours(i)]).slice(0, NEAR)) {
      if (!distance.has(other)) { distance.set(other, distance.get(i) + 1); parent.set(other, i); }
    }
  }
  return finish({ mode: "focus", at: rings(distance, parent), rest: [], distance }, state, filters);
}

// Rings about the centre: each as wide a sector as its own branches need, kinds together.
function rings(distance, parent) {
  const branches = new Map([...distance.keys()].map((i) => [i, []]));
  for (const [i, above] of parent) branches.get(above).push(i);
  const leaves = new Map();
  const steps = [...distance.keys()].reverse();
  for (const i of steps) leaves.set(i, Math.max(1, branches.get(i).reduce((sum, below) => sum + leaves.get(below), 0)));
  const kindAt = (i) => KINDS.indexOf(store.entities[i].kind);
  const count = [];
  for (const step of distance.values()) count[step] = (count[step] ?? 0) + 1;
  const [centre] = distance.keys();
  const reach = [0];
  const layers = [1];
  for (let step = 1; step < count.length; step += 1) {
    layers[step] = Math.max(1, Math.ceil(count[step] / 34));
    reach[step] = Math.max(reach[step - 1] + (layers[step - 1] - 1) * 70 + 130, (count[step] / layers[step]) * 9);
  }
  const at = new Map();
  const turnOf = (i, from, to) => {
    const step = distance.get(i);
    const middle = (from + to) / 2;
    const radius = reach[step] + ((at.size - 1) % layers[step]) * 70;
    at.set(i, step ? [Math.round(Math.cos(middle) * radius * 1.25), Math.round(Math.sin(middle) * radius)] : [0, 0]);
    const below = branches.get(i).sort((a, b) => kindAt(a) - kindAt(b) || store.entities[b].weight - store.entities[a].weight || a - b);
    let turn = from;
    for (const next of below) {
      const share = ((to - from) * leaves.get(next)) / leaves.get(i);
      turnOf(next, turn, turn + share);
      turn += share;
    }
  };
  const half = Math.PI / Math.max(1, branches.get(centre).length);
  turnOf(centre, -half, 2 * Math.PI - half);
  return at;
}

function choosePath(state, filters) {
  const [from, to] = state.path.map((id) => store.byId.get(id));
  const way = from === undefined || to === undefined ? [] : findPath(from, to, filters);
  const shown = way.length ? way : [from, to].filter((i) => i !== undefined);
  const at = new Map(shown.map((i, place) => [i, [place * 210, place % 2 ? 60 : -60]]));
  return { ...finish({ mode: "path", at, rest: [], distance: null }, state, filters), way };
}

// The shortest way; of several, the one through the heaviest.
function findPath(from, to, filters) {
  const before = new Map([[from, -1]]);
  let ring = [from];
  while (ring.length && !before.has(to)) {
    const next = [];
    for (const i of ring) {
      for (const other of heaviest([...filters.neighbours(i)])) {
        if (!before.has(other)) { before.set(other, i); next.push(other); }
      }
    }
    ring = next;
  }
  if (!before.has(to)) return [];
  const way = [];
  for (let i = to; i >= 0; i = before.get(i)) way.unshift(i);
  return way;
}

// Adds the pairs to be joined by a line, and the facts that they stand for.
function finish(chosen, state, filters) {
  for (const [id, place] of Object.entries(state.pinned)) {
    const i = store.byId.get(id);
    if (chosen.at.has(i)) chosen.at.set(i, place);
  }
  const pairs = new Map();
  chosen.facts = [];
  for (const i of chosen.at.keys()) {
    for (const number of store.entities[i].facts) {
      const fact = store.facts[number];
      if (fact.s !== i || !filters.factPasses[number]) continue;
      if (fact.o < 0) { chosen.facts.push(number); continue; }
      if (!chosen.at.has(fact.o)) continue;
      chosen.facts.push(number);
      if (fact.o === i) continue;
      const [a, b] = i < fact.o ? [i, fact.o] : [fact.o, i];
      const id = `${a}-${b}`;
      if (!pairs.has(id)) pairs.set(id, { id, a, b, facts: [] });
      pairs.get(id).facts.push(number);
    }
  }
  chosen.pairs = pairs;
  return chosen;
}
