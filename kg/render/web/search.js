// Finds an entity by Chinese, by pinyin, by initials or by a mix of them, aliases included.

// What tells an entity from another of the same name: its fullest other name, else what it is tied to.
function hintOf(entity) {
  if (!store.twins.has(`${entity.kind} ${entity.label}`)) return "";
  const fuller = entity.aliases.map(plain).filter((alias) => alias.length > entity.label.length && alias.includes(entity.label));
  if (fuller.length) return fuller.reduce((one, other) => (other.length > one.length ? other : one));
  const tied = entity.facts.map((number) => store.other(store.facts[number], entity.i)).filter((i) => i >= 0 && i !== entity.i);
  if (tied.length) return nameOf(heaviest(tied)[0]);
  return store.articles[entity.articles[0]]?.headline ?? "";
}

class Search {
  // Forms are made once, at the first search: a name in lower case and its syllables.
  prepare() {
    this.forms = [];
    for (const entity of store.entities) {
      const names = [entity.name, ...entity.aliases];
      names.forEach((name, place) => {
        const sounds = (entity.sounds[place] || "").split("/").filter(Boolean).map((reading) => reading.split(" "));
        this.forms.push({ entity, place, name: this.fold(name.slice(0, 400)), shown: name, sounds });
      });
    }
  }

  fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(INVISIBLE, "").replace(/[\s“”"'‘’「」『』《》〈〉【】\[\]()（）·•・—\-]/g, "");
  }

  find(text, most = 12) {
    if (!this.forms || this.known !== store.entities.length) { this.known = store.entities.length; this.prepare(); }
    const wanted = this.fold(text);
    if (!wanted) return [];
    const latin = /^[a-z0-9]+$/.test(wanted);
    const best = new Map();
    for (const form of this.forms) {
      const score = this.score(form, wanted, latin);
      if (!score) continue;
      const full = score - form.place * 0.01 - form.name.length * 0.001;
      const known = best.get(form.entity.i);
      if (!known || full > known.score) best.set(form.entity.i, { entity: form.entity, score: full, form });
    }
    const rank = (hit) => hit.score + Math.min(hit.entity.weight, 400) / 500;
    return [...best.values()].sort((a, b) => rank(b) - rank(a) || a.entity.i - b.entity.i).slice(0, most);
  }

  score(form, wanted, latin) {
    const place = form.name.indexOf(wanted);
    if (place === 0) return form.name.length === wanted.length ? 10 : 8;
    if (place > 0) return 6;
    if (!latin) return 0;
    for (const syllables of form.sounds) {
      for (let start = 0; start < syllables.length; start += 1) {
        if (syllables[start][0] !== wanted[0]) continue;
        const rest = this.spell(syllables, start, wanted, 0);
        if (rest < 0) continue;
        return start ? 3 : rest === syllables.length ? 7 : 5;
      }
    }
    return 0;
  }

  // Reads `wanted` as beginnings of consecutive syllables; gives the syllable after the last, or -1.
  spell(syllables, at, wanted, from) {
    if (from === wanted.length) return at;
    if (at === syllables.length) return -1;
    const syllable = syllables[at];
    let common = 0;
    while (common < syllable.length && from + common < wanted.length && syllable[common] === wanted[from + common]) common += 1;
    for (let taken = common; taken > 0; taken -= 1) {
      const end = this.spell(syllables, at + 1, wanted, from + taken);
      if (end >= 0) return end;
    }
    return -1;
  }
}
