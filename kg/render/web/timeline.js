// A slider over the years: facts up to a year, and their replay.

class Timeline {
  constructor(element) {
    this.element = element;
    this.timer = 0;
  }

  build() {
    const years = [...new Set(store.facts.map((fact) => fact.year).filter(Boolean))].sort((a, b) => a - b);
    this.element.hidden = years.length < 2;
    if (this.element.hidden) return;
    [this.first, this.last] = [years[0], years[years.length - 1]];
    const counts = new Map();
    for (const fact of store.facts) if (fact.year) counts.set(fact.year, (counts.get(fact.year) || 0) + 1);
    const top = Math.max(...counts.values());
    this.bars = [];
    for (let year = this.first; year <= this.last; year += 1) {
      const height = counts.has(year) ? Math.max(1, Math.round((counts.get(year) / top) * 10)) : 0;
      this.bars.push(h("i", { class: `t${height}`, title: `${year}: ${counts.get(year) || 0}`, "data-year": year }));
    }
    this.slider = h("input", { type: "range", min: this.first, max: this.last + 1, step: 1, "aria-label": word("year"), oninput: () => this.move(Number(this.slider.value)) });
    this.text = h("output", {});
    this.button = h("button", { type: "button", class: "play", onclick: () => this.play() });
    this.undated = h("input", { type: "checkbox", onchange: () => app.commit({ undated: this.undated.checked }) });
    this.element.replaceChildren(this.button, h("div", { class: "years" }, h("div", { class: "bars", "aria-hidden": "true" }, this.bars), this.slider), this.text,
      h("label", { class: "undated" }, this.undated, h("span", { text: word("undated") })));
  }

  move(year) {
    app.commit({ until: year > this.last ? 0 : year }, { step: false, keepCamera: true });
  }

  play() {
    if (this.timer) { this.stop(); return; }
    let year = app.state.until && app.state.until < this.last ? app.state.until : this.first - 1;
    const step = () => {
      year += 1;
      if (year > this.last) { this.stop(); this.move(this.last + 1); return; }
      this.move(year);
    };
    step();
    this.timer = window.setInterval(step, 1100);
    this.show(app.state);
  }

  stop() {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.show(app.state);
  }

  show(state) {
    if (this.element.hidden || !this.slider) return;
    this.slider.value = state.until || this.last + 1;
    this.text.textContent = state.until ? word("until", state.until) : word("allYears");
    this.slider.setAttribute("aria-valuetext", this.text.textContent);
    this.undated.checked = state.undated;
    this.undated.disabled = !state.until;
    this.button.textContent = this.timer ? "❚❚" : "▶";
    this.button.title = word(this.timer ? "stop" : "play");
    this.button.setAttribute("aria-label", this.button.title);
    for (const bar of this.bars) bar.classList.toggle("past", !state.until || Number(bar.dataset.year) <= state.until);
  }
}
