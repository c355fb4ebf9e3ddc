// Places on the map for entities that came after the page was built: near what they are tied to, on
// ground that nothing stands on yet.

const CELL = 44;

class Ground {
  constructor() {
    this.taken = new Set();
    this.box = { left: 0, right: 0, bottom: 0 };
  }

  key(x, y) {
    return Math.round(x / CELL) * 65536 + Math.round(y / CELL);
  }

  take(entity) {
    this.taken.add(this.key(entity.x, entity.y));
    this.box.left = Math.min(this.box.left, entity.x);
    this.box.right = Math.max(this.box.right, entity.x);
    this.box.bottom = Math.max(this.box.bottom, entity.y);
  }

  // The nearest free cell, spiralling outwards.
  put(entity, x, y) {
    for (let turn = 0, reach = CELL; ; turn += 2.4, reach += 5) {
      const [nx, ny] = [x + Math.cos(turn) * reach, y + Math.sin(turn) * reach];
      if (this.taken.has(this.key(nx, ny))) continue;
      [entity.x, entity.y] = [Math.round(nx), Math.round(ny)];
      this.take(entity);
      return;
    }
  }

  // All that has a fact, or was looked at, finds a place; a mere hit of a search waits.
  settle(store) {
    const waiting = store.entities.filter((entity) => entity.x === null && (entity.facts.length || entity.full));
    waiting.sort((a, b) => b.weight - a.weight || a.i - b.i);
    const tied = (entity) => entity.facts.map((number) => store.entities[store.other(store.facts[number], entity.i)]).find((other) => other && other.x !== null);
    const settled = (entity) => {
      const host = tied(entity);
      if (host) this.put(entity, host.x, host.y);
      return Boolean(host);
    };
    let left = waiting;
    while (left.length) {
      const rest = left.filter((entity) => !settled(entity));
      if (rest.length === left.length) this.put(rest.shift(), this.box.right + 6 * CELL, this.box.bottom / 2);
      left = rest;
    }
  }
}
