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

class Canvas {
  constructor(element, on) {
    this.element = element;
    this.on = on;
    this.nodes = new vis.DataSet();
    this.chosen = { at: new Map(), pairs: new Map(), rest: [], mode: "map", facts: [] };
    this.bright = null;
    this.marked = new Set();
    this.ranked = [];
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
    network.on("dragStart", () => { this.dragging = true; });
    network.on("dragEnd", ({ nodes }) => {
      this.dragging = false;
      if (!nodes.length) return;
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
    this.hover = node;
    this.hoverPair = pair;
    this.element.classList.toggle("pointing", node >= 0 || Boolean(pair));
    this.network.redraw();
  }

  readTheme() {
    const style = getComputedStyle(document.documentElement);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    this.colors = { paper: color("stage"), ink: color("ink"), soft: color("soft"), line: color("edge"), strong: color("strong"), land: color("land"), accent: color("accent"), kinds: {} };
    for (const kind of KINDS) this.colors.kinds[kind] = color(kind);
    this.font = getComputedStyle(document.body).fontFamily;
    this.widths.clear();
    this.stamps.clear();
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
      for (const { x, y, radius, size } of store.communities) {
        if (size < 3) continue;
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
    const shrink = Math.min(1, 2400 / Math.max(width, height));
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

  // Above the nodes: labels, most important first, each where it hides no other and no node.
  over(context) {
    const seen = this.window();
    const ratio = this.network.canvas.pixelRatio || 1;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const { text, x, y, size, align, weight, faint } of this.labels(seen)) {
      const stamp = this.stamp(text, size, weight, ratio);
      const left = (x - seen.left) * seen.scale * ratio - { center: stamp.width / 2, left: stamp.pad, right: stamp.width - stamp.pad }[align];
      const top = (y - seen.top) * seen.scale * ratio - stamp.height / 2;
      context.globalAlpha = faint ? 0.35 : 1;
      context.drawImage(stamp, Math.round(left), Math.round(top));
    }
    context.restore();
  }

  // A label with its halo, painted once: to outline text anew in each frame halves the frames.
  stamp(text, size, weight, ratio) {
    const key = `${weight} ${size} ${ratio} ${text}`;
    const known = this.stamps.get(key);
    if (known) return known;
    if (this.stamps.size > 1500) this.stamps.clear();
    const made = document.createElement("canvas");
    made.pad = 3 * ratio;
    made.width = Math.ceil(this.width(text, size, weight) * ratio) + 2 * made.pad;
    made.height = Math.ceil((size + 8) * ratio);
    const context = made.getContext("2d");
    context.font = `${weight} ${size * ratio}px ${this.font}`;
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5 * ratio;
    context.strokeStyle = this.colors.paper;
    context.strokeText(text, made.pad, made.height / 2);
    context.fillStyle = this.colors.ink;
    context.fillText(text, made.pad, made.height / 2);
    this.stamps.set(key, made);
    return made;
  }

  width(text, size, weight) {
    const key = `${weight}${size}${text}`;
    let width = this.widths.get(key);
    if (width === undefined) {
      this.ruler ??= document.createElement("canvas").getContext("2d");
      this.ruler.font = `${weight} ${size}px ${this.font}`;
      width = this.ruler.measureText(text).width;
      this.widths.set(key, width);
    }
    return width;
  }

  labels(seen) {
    const { scale } = seen;
    const taken = new Map(); // cells of 64 screen pixels -> boxes
    const cells = (box, visit) => {
      for (let cx = Math.floor(box[0] / 64); cx <= Math.floor(box[2] / 64); cx += 1) {
        for (let cy = Math.floor(box[1] / 64); cy <= Math.floor(box[3] / 64); cy += 1) visit(cx * 65536 + cy);
      }
    };
    const put = (box) => cells(box, (cell) => { if (taken.has(cell)) taken.get(cell).push(box); else taken.set(cell, [box]); });
    const free = (box, self) => {
      let clear = true;
      cells(box, (cell) => {
        for (const other of taken.get(cell) ?? []) {
          if (other.self !== self && box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) { clear = false; return; }
        }
      });
      return clear;
    };
    const order = [];
    const first = new Set([...this.marked, this.hover].filter((i) => this.chosen.at.has(i)));
    for (const i of first) order.push(i);
    const lit = this.bright ? this.ranked.filter((i) => this.bright.has(i)) : [];
    for (const i of lit) if (!first.has(i)) order.push(i);
    if (this.chosen.mode !== "map" || !this.bright) for (const i of this.ranked) if (!first.has(i) && !(this.bright?.has(i))) order.push(i);
    const found = [];
    let tried = 0; // a map so full that hundreds in a row find no room has no room
    const capitals = new Set(this.chosen.mode === "map" ? this.ranked.slice(0, 9) : []);
    const top = this.chosen.mode === "map" ? 170 : 400;
    const window_ = [seen.left * scale, seen.top * scale, seen.right * scale, seen.bottom * scale];
    for (const i of order) {
      const [x, y] = this.place(i);
      if (x < seen.left || x > seen.right || y < seen.top || y > seen.bottom) continue;
      const entity = store.entities[i];
      const [sx, sy, r] = [x * scale, y * scale, this.radius(entity) * scale];
      const self = [sx - r, sy - r, sx + r, sy + r];
      self.self = i;
      put(self); // a label may cover lighter nodes than its own, never heavier ones
      tried += 1;
      if (found.length >= top || tried > 420) break;
      const strong = first.has(i);
      const heavy = strong || capitals.has(i);
      const size = Math.round(strong ? 15 : Math.min(15, 11 + Math.sqrt(entity.weight) * 0.55));
      const weight = heavy ? 600 : 400;
      const text = strong ? clip(entity.label, 30) : entity.short;
      const w = this.width(text, size, weight) + 4;
      const hgt = size + 4;
      const spots = [
        ["center", sx, sy + r + hgt / 2 + 1, [sx - w / 2, sy + r + 1, sx + w / 2, sy + r + 1 + hgt]],
        ["left", sx + r + 4, sy, [sx + r + 3, sy - hgt / 2, sx + r + 3 + w, sy + hgt / 2]],
        ["right", sx - r - 4, sy, [sx - r - 3 - w, sy - hgt / 2, sx - r - 3, sy + hgt / 2]],
        ["center", sx, sy - r - hgt / 2 - 1, [sx - w / 2, sy - r - 1 - hgt, sx + w / 2, sy - r - 1]],
      ];
      if (this.chosen.mode === "focus" && Math.abs(sx) > 60 * scale) spots.unshift(sx > 0 ? spots[1] : spots[2]);
      const spot = spots.find(([, , , box]) => box[0] > window_[0] && box[2] < window_[2] && free(box, i)) ?? (strong ? spots[0] : null);
      if (!spot) continue;
      put(spot[3].map((edge, side) => edge + (side < 2 ? -2 : 2)));
      found.push({ i, text, x: spot[1] / scale, y: spot[2] / scale, size, align: spot[0], weight, box: spot[3], faint: Boolean(this.bright && !this.bright.has(i) && !strong) });
    }
    this.relationLabels(found, free, put, scale, first);
    return found;
  }

  // Names of relations, where few enough lines are looked at.
  relationLabels(found, free, put, scale, first) {
    let pairs = [];
    if (this.hoverPair) pairs = [this.hoverPair];
    else if (this.chosen.mode === "path") pairs = [...this.chosen.pairs.values()];
    else if (first.size) pairs = [...this.chosen.pairs.values()].filter((pair) => this.litPair(pair, this.marked));
    if (pairs.length > 40) return;
    for (const pair of pairs) {
      const [[x1, y1], [x2, y2]] = [this.place(pair.a), this.place(pair.b)];
      if (Math.hypot(x1 - x2, y1 - y2) * scale < 90) continue;
      const names = [...new Set(pair.facts.map((number) => relationWord(store.facts[number].relation)))];
      const text = clip(names.join(" · "), 20);
      const [sx, sy] = [((x1 + x2) / 2) * scale, ((y1 + y2) / 2) * scale];
      const w = this.width(text, 11, 400) + 4;
      const box = [sx - w / 2, sy - 8, sx + w / 2, sy + 8];
      if (!free(box, -2) && pair !== this.hoverPair) continue;
      put(box);
      found.push({ i: -1, text, x: sx / scale, y: sy / scale, size: 11, align: "center", weight: 400, box, faint: false });
    }
  }

  // --- camera

  box(points) {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const [x, y] of points) {
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
    return box;
  }

  fit(numbers, most = 1.15) {
    const points = (numbers ?? [...this.chosen.at.keys()]).map((i) => this.chosen.at.get(i)).filter(Boolean);
    if (!points.length) return;
    const box = this.box(points);
    const width = this.element.clientWidth || 1;
    const height = this.element.clientHeight || 1;
    const margin = Math.min(48, width * 0.08);
    const foot = narrow() ? 16 : 52; // the line of controls below
    const top = this.chosen.mode === "map" ? 0 : 36; // what mode the graph is in, above
    const side = this.chosen.mode === "focus" ? Math.min(110, width * 0.15) : margin; // labels stand outward
    const scale = Math.max(0.01, Math.min(most, (width - 2 * side) / Math.max(box.right - box.left, 1), (height - 2 * margin - foot - top) / Math.max(box.bottom - box.top, 1)));
    this.move({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (foot - top) / 2 / scale }, scale);
  }

  move(position, scale) {
    const animation = calm() || !this.settled ? false : { duration: 320, easingFunction: "easeInOutQuad" };
    this.settled = true;
    this.network.canvas.setSize(); // the stage may just have changed; vis-network looks only now and then
    this.network.moveTo({ position, scale, animation });
  }

  zoom(factor) {
    this.network.moveTo({ scale: Math.min(6, Math.max(0.01, this.network.getScale() * factor)) });
  }

  // Brings entities into sight without moving more than needed.
  reveal(numbers) {
    const places = numbers.map((i) => this.chosen.at.get(i)).filter(Boolean);
    if (!places.length) return;
    const seen = this.window();
    const pad = 50 / seen.scale;
    const inside = places.every(([x, y]) => x > seen.left + pad && x < seen.right - pad && y > seen.top + pad && y < seen.bottom - pad);
    if (inside) return;
    if (places.length > 1) this.fit(numbers, Math.max(0.5, Math.min(1, seen.scale)));
    else this.move({ x: places[0][0], y: places[0][1] }, seen.scale);
  }

  // The nearest drawn entity in a direction; neighbours of the one that is left come first.
  toward(from, dx, dy) {
    const [x, y] = this.chosen.at.get(from);
    const near = filters.neighbours(from);
    let best = -1;
    let least = Infinity;
    for (const [i, [px, py]] of this.chosen.at) {
      const along = (px - x) * dx + (py - y) * dy;
      if (i === from || along <= 0) continue;
      const across = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      const cost = (along + 2 * across) * (near.has(i) ? 0.35 : 1);
      if (cost < least) { least = cost; best = i; }
    }
    return best;
  }
}
