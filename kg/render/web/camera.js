// Where the camera looks, and which way the arrow keys go.

class Camera {
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
    const foot = narrow() && document.documentElement.classList.contains("reads") ? 16 : 52; // the line of controls below
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
