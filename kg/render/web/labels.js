// Labels, placed by the page itself: most important first, each where it hides no other and no node.

class Labels extends Camera {
  // Above the nodes: labels, most important first, each where it hides no other and no node.
  over(context) {
    const seen = this.window();
    const ratio = this.network.canvas.pixelRatio || 1;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const { text, x, y, size, align, weight, faint, quiet } of this.labelsInMotion(seen)) {
      const stamp = this.stamp(text, size, weight, ratio, quiet);
      const left = (x - seen.left) * seen.scale * ratio - { center: stamp.width / 2, left: stamp.pad, right: stamp.width - stamp.pad }[align];
      const top = (y - seen.top) * seen.scale * ratio - stamp.height / 2;
      context.globalAlpha = faint ? 0.35 : 1;
      context.drawImage(stamp, Math.round(left), Math.round(top));
    }
    context.restore();
  }

  // While the map is pushed, labels stay with their nodes; they are placed anew some steps on.
  labelsInMotion(seen) {
    const { kept } = this;
    const near = (one, other) => Math.abs(one - other) * seen.scale < 110;
    if (!this.dragging || this.carried || kept?.seen.scale !== seen.scale || !near(kept.seen.left, seen.left) || !near(kept.seen.top, seen.top)) this.kept = { seen, found: this.labels(seen) };
    return this.kept.found;
  }

  // A label with its halo, painted once: to outline text anew in each frame halves the frames.
  stamp(text, size, weight, ratio, quiet) {
    const key = `${weight} ${size} ${ratio} ${quiet} ${text}`;
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
    context.fillStyle = quiet ? this.colors.quiet : this.colors.ink;
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
    // A map far out names its capitals and towns; nearer, or in focus, all that find room.
    const room = (this.element.clientWidth * this.element.clientHeight) / 8000;
    const top = this.chosen.mode === "map" ? Math.min(170, Math.round(room * Math.max(1, 2 * scale))) : 400;
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
      if (this.chosen.mode === "path" && y < 0) spots.unshift(spots[3]); // lines come from below
      const spot = spots.find(([, , , box]) => box[0] > window_[0] && box[2] < window_[2] && free(box, i)) ?? (strong ? spots[0] : null);
      if (!spot) continue;
      put(spot[3].map((edge, side) => edge + (side < 2 ? -2 : 2)));
      found.push({ i, text, x: spot[1] / scale, y: spot[2] / scale, size, align: spot[0], weight, box: spot[3], faint: Boolean(this.bright && !this.bright.has(i) && !strong), quiet: this.chosen.mode === "map" && !heavy && entity.weight < 3 });
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
      found.push({ i: -1, text, x: sx / scale, y: sy / scale, size: 11, align: "center", weight: 400, box, faint: false, quiet: true });
    }
  }
}
