// The find box: hits while typing, arrow keys and Enter.

const find = {
  hits: [],
  at: -1,

  look() {
    const box = byId("find");
    const asked = box.value;
    this.hits = search.find(asked);
    this.at = this.hits.length ? 0 : -1;
    this.show(asked.trim() !== "");
    app.learn(() => source.find(asked)).then((learned) => {
      if (!learned) return;
      app.render(); // what came may pass the filters
      if (box.value !== asked) return;
      // What the source found, in its order; then what only the page found.
      const known = new Map(search.find(asked).map((hit) => [hit.entity.i, hit]));
      const found = learned.found.map((i) => known.get(i) ?? { entity: store.entities[i], form: { place: 0 } });
      this.hits = [...new Set([...found, ...known.values()])].slice(0, 12);
      this.at = this.hits.length ? Math.max(0, this.at) : -1;
      this.show(true);
    });
  },

  show(open) {
    const list = byId("hits");
    list.hidden = !open;
    byId("find").setAttribute("aria-expanded", String(open));
    list.replaceChildren(...(this.hits.length ? this.hits.map(({ entity, form }, place) => h("li", {
      id: `hit-${place}`, role: "option", "aria-selected": String(place === this.at), onpointerdown: (event) => { event.preventDefault(); this.take(place); },
    }, glyph(entity.kind, 16), h("bdi", { class: "hit-name", text: clip(entity.label, 40) }), this.hint(entity, form), h("small", { class: "hit-kind", text: `${entity.subtype ? subtypeWord(entity.subtype) : kindWord(entity.kind)} · ${entity.weight}` })))
      : [h("li", { class: "quiet", text: word("none") })]));
    this.mark();
  },

  // The other name that was typed, or what tells apart things of one name.
  hint(entity, form) {
    const text = form.place ? plain(form.shown) : hintOf(entity);
    return text ? h("small", { class: "hint" }, h("bdi", { text: clip(text, 24) })) : null;
  },

  mark() {
    const box = byId("find");
    [...byId("hits").children].forEach((row, place) => row.setAttribute("aria-selected", String(place === this.at)));
    if (this.at >= 0 && !byId("hits").hidden) { box.setAttribute("aria-activedescendant", `hit-${this.at}`); byId(`hit-${this.at}`)?.scrollIntoView({ block: "nearest" }); } else box.removeAttribute("aria-activedescendant");
  },

  take(place) {
    const hit = this.hits[place];
    if (!hit) return;
    byId("find").value = "";
    this.hits = [];
    this.show(false);
    byId("find").blur();
    app.visit(hit.entity.i);
  },

  key(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) { this.at = (this.at + step + this.hits.length) % this.hits.length; this.mark(); event.preventDefault(); } else if (event.key === "Enter") { this.take(this.at); event.preventDefault(); } else if (event.key === "Escape") { byId("find").value = ""; this.hits = []; this.show(false); byId("canvas").focus(); }
  },
};

