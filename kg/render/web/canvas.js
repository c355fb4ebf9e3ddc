// Draws what is chosen. vis-network keeps the nodes, the camera and the pointer; what it draws slowly or
// not at all is painted here: lines in a few strokes, labels that never overlap, the faint map of all
// that is not drawn in full. Physics is off: places were computed when the page was built.

const SHAPES = { Person: "circle", Organization: "square", Programme: "hexagon", Award: "star", Place: "drop", Platform: "diamond", Work: "triangle" };

const polygon = (corners, turn, ...radii) => Array.from({ length: corners }, (_, k) => {
  const angle = turn + (k * 2 * Math.PI) / corners;
  const radius = radii[k % radii.length];
  return [Math.sin(angle) * radius, -Math.cos(angle) * radius];
});

// Corners of a shape of radius 1, areas about alike; null is a circle.
const OUTLINES = {
  circle: null,
  square: polygon(4, Math.PI / 4, 1.2),
  hexagon: polygon(6, Math.PI / 2, 1.1),
  star: polygon(10, 0, 1.35, 0.62),
  drop: polygon(3, Math.PI, 1.35),
  diamond: polygon(4, 0, 1.3),
  triangle: polygon(3, 0, 1.35),
  pentagon: polygon(5, 0, 1.15),
};
const outlineOf = (kind) => OUTLINES[own(SHAPES, kind) ?? "pentagon"];
const radiusOf = (entity) => Math.min(30, 4.5 + 2.3 * Math.sqrt(entity.weight));

function trace(context, outline, x, y, radius) {
  context.beginPath();
  if (!outline) context.arc(x, y, radius, 0, 2 * Math.PI);
  else {
    outline.forEach(([dx, dy], k) => (k ? context.lineTo(x + dx * radius, y + dy * radius) : context.moveTo(x + dx * radius, y + dy * radius)));
    context.closePath();
  }
}

class Canvas extends Labels {
  constructor(element, on) {
    super();
    this.element = element;
    this.on = on;
    this.nodes = new vis.DataSet();
    this.chosen = { at: new Map(), pairs: new Map(), rest: [], mode: "map", facts: [] };
    this.bright = null;
    this.marked = new Set();
    this.ranked = [];
    this.peopled = new Map();
    this.scale = 1;
    this.hover = -1;
    this.hoverPair = null;
    this.widths = new Map();
    this.stamps = new Map();
    this.readTheme();
    const render = (drawing) => this.node(drawing);
    this.network = new vis.Network(element, { nodes: this.nodes, edges: new vis.DataSet() }, {
      autoResize: true,
      physics: false,
      layout: { improvedLayout: false, randomSeed: 1 },
      interaction: { hover: true, keyboard: false, multiselect: false, selectConnectedEdges: false, hoverConnectedEdges: false, zoomSpeed: 0.7, tooltipDelay: 1e9 },
      nodes: { shape: "custom", ctxRenderer: render, chosen: false, label: undefined },
    });
    this.listen();
  }

  listen() {
    const { network } = this;
    network.on("beforeDrawing", (context) => this.under(context));
    network.on("afterDrawing", (context) => this.over(context));
    network.on("click", (event) => {
      const at = event.pointer.canvas;
      const dot = event.nodes.length ? event.nodes[0] : this.dotAt(at);
      const pair = dot < 0 ? this.pairAt(at) : null;
      if (dot >= 0) this.on.entity(dot);
      else if (pair) this.on.pair(pair);
      else this.on.nothing();
      network.unselectAll();
    });
    network.on("doubleClick", (event) => { if (event.nodes.length) this.on.expand(event.nodes[0]); });
    network.on("hoverNode", ({ node }) => this.point(node, null));
    network.on("blurNode", () => this.point(-1, null));
    network.on("dragStart", ({ nodes }) => { this.dragging = true; this.carried = nodes.length > 0; });
    network.on("dragEnd", ({ nodes }) => {
      this.dragging = this.carried = false;
      this.kept = null;
      if (!nodes.length) { network.redraw(); return; }
      const { x, y } = network.getPositions(nodes)[nodes[0]];
      this.on.pin(nodes[0], [Math.round(x), Math.round(y)]);
    });
    let due = 0;
    this.element.addEventListener("mousemove", (event) => {
      window.cancelAnimationFrame(due);
      due = window.requestAnimationFrame(() => {
        if (this.dragging || this.hover >= 0) return;
        const { left, top } = this.element.getBoundingClientRect();
        const pair = this.pairAt(network.DOMtoCanvas({ x: event.clientX - left, y: event.clientY - top }));
        if (pair !== this.hoverPair) this.point(-1, pair);
      });
    });
  }

  point(node, pair) {
    this.kept = null;
    this.hover = node;
    this.hoverPair = pair;
    this.element.classList.toggle("pointing", node >= 0 || Boolean(pair));
    this.network.redraw();
  }

  readTheme() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    this.colors = { paper: color("stage"), ink: color("ink"), soft: color("soft"), quiet: color("quiet"), line: color("edge"), strong: color("strong"), land: color("land"), accent: color("accent"), kinds: {} };
    for (const kind of KINDS) this.colors.kinds[kind] = color(kind);
    this.font = getComputedStyle(document.body).fontFamily;
    this.widths.clear();
    this.stamps.clear();
    this.kept = null;
    this.dotCache = null;
  }

  retheme() {
    this.readTheme();
    this.network.redraw();
  }

  colorOf(entity) {
    return own(this.colors.kinds, entity.kind) ?? this.colors.soft;
  }

  // --- what to draw

  // `bright`: all that is not dimmed; `marked`: what is looked at, `whole` with all its lines.
  show(chosen, { bright, marked, whole }) {
    this.chosen = chosen;
    this.whole = whole;
    this.bright = bright;
    this.marked = marked;
    this.hover = -1;
    this.hoverPair = null;
    this.kept = null;
    this.peopled = new Map(); // community -> how many of it are drawn
    for (const i of chosen.at.keys()) this.peopled.set(store.entities[i].community, (this.peopled.get(store.entities[i].community) || 0) + 1);
    this.ranked = heaviest([...chosen.at.keys()]); // before the nodes change: that draws at once
    const changed = [];
    for (const [i, [x, y]] of chosen.at) {
      const known = this.nodes.get(i);
      if (!known || known.x !== x || known.y !== y) changed.push({ id: i, x, y });
    }
    const gone = this.nodes.getIds().filter((id) => !chosen.at.has(id));
    if (gone.length) this.nodes.remove(gone);
    if (changed.length) this.nodes.update(changed);
    this.network.redraw();
  }

  // vis-network asks for each node: a shape of its kind, dimmed when something else is looked at.
  node({ ctx, id, x, y }) {
    const entity = store.entities[id];
    const radius = this.radius(entity);
    const hair = 1 / this.scale;
    return {
      drawNode: () => {
        const lit = !this.bright || this.bright.has(id) || this.hover === id;
        ctx.globalAlpha = lit ? 1 : 0.2;
        trace(ctx, outlineOf(entity.kind), x, y, radius);
        ctx.fillStyle = this.colorOf(entity);
        ctx.fill();
        if (radius * this.scale > 3.2) {
          ctx.lineWidth = 1.2 * hair;
          ctx.strokeStyle = this.colors.paper;
          ctx.stroke();
        }
        if (this.marked.has(id) || this.hover === id) {
          trace(ctx, outlineOf(entity.kind), x, y, radius + 4.5 * hair);
          ctx.lineWidth = 2 * hair;
          ctx.strokeStyle = this.marked.has(id) ? this.colors.accent : this.colorOf(entity);
          ctx.stroke();
        }
        if (app.state.pinned[entity.id]) {
          ctx.beginPath();
          ctx.arc(x, y, Math.max(2, radius * 0.28), 0, 2 * Math.PI);
          ctx.fillStyle = this.colors.paper;
          ctx.fill();
        }
        ctx.globalAlpha = 1;
      },
      nodeDimensions: { width: 2 * radius, height: 2 * radius },
    };
  }

  // Far out, nodes shrink less than the map does, so that they can still be seen and told apart.
  radius(entity) {
    return radiusOf(entity) * (this.scale < 1 ? this.scale ** -0.58 : 1);
  }

  place(i) {
    const node = this.network.body.nodes[i];
    return node ? [node.x, node.y] : this.chosen.at.get(i);
  }

  window() {
    const { x, y } = this.network.getViewPosition();
    const scale = this.network.getScale();
    const width = this.element.clientWidth / scale;
    const height = this.element.clientHeight / scale;
    return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2, scale };
  }

  // Below the lines: land of the communities, dots of what is not drawn, lines of what is looked at.
  under(context) {
    const seen = this.window();
    this.scale = seen.scale;
    if (this.chosen.mode === "map") {
      context.fillStyle = this.colors.land;
      for (const { i, x, y, radius, size } of store.communities) {
        if (size < 3 || !(this.peopled.get(i) > 1)) continue;
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
      }
      this.dots(context, seen);
    }
    this.lines(context, seen);
  }

  // All quiet lines in at most four strokes, by how many facts they stand for; then those looked at.
  lines(context, seen) {
    const lit = this.marked.size ? this.marked : null;
    const quiet = [[], [], [], []];
    const loud = [];
    for (const pair of this.chosen.pairs.values()) {
      const pointed = this.hoverPair === pair || (this.hover >= 0 && (this.hover === pair.a || this.hover === pair.b));
      const bright = this.litPair(pair, lit);
      if (pointed || bright) loud.push([pair, bright ? this.colors.accent : this.colors.strong]);
      else quiet[Math.min(3, pair.facts.length - 1)].push(pair);
    }
    const hair = 1 / Math.min(1, seen.scale);
    context.strokeStyle = this.colors.line;
    context.lineCap = "butt";
    context.globalAlpha = this.bright ? 0.45 : 1;
    quiet.forEach((pairs, step) => {
      if (!pairs.length) return;
      context.beginPath();
      for (const pair of pairs) {
        const [[x1, y1], [x2, y2]] = [this.place(pair.a), this.place(pair.b)];
        context.moveTo(x1, y1);
        context.lineTo(x2, y2);
      }
      context.lineWidth = (0.8 + 0.6 * step) * hair;
      context.stroke();
    });
    context.globalAlpha = 1;
    // Many lines at once are drawn thin, or a hub would be a red sun.
    const crowd = loud.length > 24;
    context.globalAlpha = crowd ? 0.5 : 1;
    for (const [pair, color] of loud) this.arrow(context, pair, color, (crowd ? 1 : 1.3 + 0.3 * Math.min(3, pair.facts.length)) * hair, crowd ? 0.7 * hair : hair);
    context.globalAlpha = 1;
  }

  // A line that is looked at shows which way its facts point.
  arrow(context, pair, color, width, hair) {
    const [[x1, y1], [x2, y2]] = [this.place(pair.a), this.place(pair.b)];
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.lineWidth = width;
    context.strokeStyle = color;
    context.stroke();
    const heads = new Set(pair.facts.map((number) => store.facts[number].o));
    context.fillStyle = color;
    for (const head of heads) {
      const sign = head === pair.b ? 1 : -1;
      const [hx, hy] = head === pair.b ? [x2, y2] : [x1, y1];
      const reach = this.radius(store.entities[head]) * 1.15 + 2 * hair;
      const [tx, ty] = [hx - ux * sign * reach, hy - uy * sign * reach];
      const [bx, by] = [tx - ux * sign * 8 * hair, ty - uy * sign * 8 * hair];
      context.beginPath();
      context.moveTo(tx, ty);
      context.lineTo(bx - uy * 4 * hair, by + ux * 4 * hair);
      context.lineTo(bx + uy * 4 * hair, by - ux * 4 * hair);
      context.fill();
    }
  }

  // The line within five screen pixels of a point.
  pairAt({ x, y }) {
    const reach = 5 / this.network.getScale();
    let best = null;
    let least = reach;
    for (const pair of this.chosen.pairs.values()) {
      const [[x1, y1], [x2, y2]] = [this.place(pair.a), this.place(pair.b)];
      if (x < Math.min(x1, x2) - reach || x > Math.max(x1, x2) + reach || y < Math.min(y1, y2) - reach || y > Math.max(y1, y2) + reach) continue;
      const square = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
      const along = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / square));
      const far = Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
      if (far < least) { least = far; best = pair; }
    }
    return best;
  }

  litPair(pair, lit) {
    if (this.chosen.mode === "path") return true;
    if (!lit) return false;
    return this.whole ? lit.has(pair.a) || lit.has(pair.b) : lit.has(pair.a) && lit.has(pair.b);
  }

  // Far out, the dots are painted once and moved as one picture; near, those in sight are painted.
  dots(context, seen) {
    const { rest } = this.chosen;
    if (!rest.length) return;
    const dot = (target, i, size) => {
      const entity = store.entities[i];
      target.fillStyle = this.colorOf(entity);
      target.fillRect(entity.x - size / 2, entity.y - size / 2, size, size);
    };
    context.globalAlpha = 0.42;
    const inSight = rest.length <= 1500 ? rest : this.restWithin(seen);
    if (inSight.length <= 1500) {
      const size = Math.max(5, 2 / seen.scale);
      for (const i of inSight) dot(context, i, size);
    } else {
      if (this.dotsOf !== filters.entityPasses) this.dotCache = null;
      this.dotCache ??= this.paintDots(dot);
      const { picture, left, top, width, height } = this.dotCache;
      context.drawImage(picture, left, top, width, height);
    }
    context.globalAlpha = 1;
  }

  restWithin({ left, top, right, bottom }) {
    return this.chosen.rest.filter((i) => {
      const { x, y } = store.entities[i];
      return x > left && x < right && y > top && y < bottom;
    });
  }

  // All that passes the filters: what is drawn in full lies upon its own dot.
  paintDots(dot) {
    this.dotsOf = filters.entityPasses;
    const passing = store.entities.filter((entity) => filters.entityPasses[entity.i]);
    const box = this.box(passing.map((entity) => [entity.x, entity.y]));
    const width = box.right - box.left + 40;
    const height = box.bottom - box.top + 40;
    const shrink = Math.min(1, 1600 / Math.max(width, height));
    const picture = document.createElement("canvas");
    picture.width = Math.ceil(width * shrink);
    picture.height = Math.ceil(height * shrink);
    const context = picture.getContext("2d");
    context.scale(shrink, shrink);
    context.translate(20 - box.left, 20 - box.top);
    for (const entity of passing) dot(context, entity.i, 2.2 / shrink);
    return { picture, left: box.left - 20, top: box.top - 20, width, height };
  }

  dotAt({ x, y }) {
    if (this.chosen.mode !== "map") return -1;
    const reach = 10 / this.network.getScale();
    let best = -1;
    let least = reach * reach;
    for (const i of this.chosen.rest) {
      const entity = store.entities[i];
      const far = (entity.x - x) ** 2 + (entity.y - y) ** 2;
      if (far < least) { least = far; best = i; }
    }
    return best;
  }
}
