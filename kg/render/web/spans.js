// Where the words of a fact stand in the text of their article.

// [start, end) in UTF-16 units; null where the text is not at hand, or does not hold them.
function locate(told, span) {
  if (told.text === null || told.text === undefined) return null;
  told.stretches ??= stretchesOf(told.runs);
  const start = unitOf(told.stretches, span.from, 0);
  const end = unitOf(told.stretches, span.to - 1, 1);
  return start === null || end === null || end <= start ? null : [start, end];
}

// A run is told by how far it is from the end of the one before, in the text and in the file, and by its
// length; 0 is one character of two units. Gives [place in the text, place in the file, length] of each.
function stretchesOf(runs) {
  const found = [];
  let [unit, origin] = [0, 0];
  for (let at = 0; at < runs.length; at += 3) {
    const length = runs[at + 2];
    unit += runs[at];
    origin += runs[at + 1];
    found.push([unit, origin, length]);
    unit += length || 2;
    origin += length || 1;
  }
  return found;
}

// A character that the layout dropped is looked for at the next one kept, or at the one before.
function unitOf(stretches, offset, after) {
  let best = null;
  let least = Infinity;
  for (const [unit, origin, length] of stretches) {
    const last = origin + (length || 1) - 1;
    if (offset >= origin && offset <= last) return unit + (length ? offset - origin + after : 2 * after);
    const far = after ? offset - last : origin - offset;
    if (far > 0 && far < least && far < 40) {
      least = far;
      best = after ? unit + (length || 2) : unit;
    }
  }
  return best;
}

// The paragraph about [start, end), cut at ends of sentences where it is long.
function around(text, start, end) {
  const SIDE = 180;
  let from = Math.max(text.lastIndexOf("\n\n", start - 1) + 1, 0);
  let to = text.indexOf("\n\n", end);
  if (to < 0) to = text.length;
  if (start - from > SIDE) {
    const cut = text.slice(from, start - 40).search(/[。！？；][^。！？；]*$/);
    const wide = Math.max(from, start - SIDE);
    from = cut >= 0 ? Math.max(from + cut + 1, wide) : wide;
  }
  if (to - end > SIDE) {
    const cut = text.slice(end + 20, end + SIDE).search(/[。！？]/);
    to = cut >= 0 ? end + 20 + cut + 1 : end + SIDE;
  }
  while (from < start && /\s/.test(text[from])) from += 1;
  return [from, to];
}

// Line breaks of the page within a paragraph are no part of the sentence.
const tidy = (text) => text.replace(/([^\x00-\x7f])[ \t]*\n+[ \t]*(?=[^\x00-\x7f])/g, "$1").replace(/\n+/g, " ");

// Names of the fact's ends, underlined in the colour of their kind.
function underline(text, numbers) {
  const forms = [];
  for (const i of numbers) {
    if (typeof i !== "number" || i < 0) continue;
    const entity = store.entities[i];
    for (const form of [entity.name, ...entity.aliases]) if (form.length > 1 && form.length < 200) forms.push([form, entity.kind]);
  }
  forms.sort((a, b) => b[0].length - a[0].length);
  const parts = [];
  let at = 0;
  while (at < text.length) {
    let best = null;
    for (const [form, kind] of forms) {
      const found = text.indexOf(form, at);
      if (found >= 0 && (!best || found < best.found)) best = { found, form, kind };
    }
    if (!best) break;
    parts.push(text.slice(at, best.found), h("u", { class: `k-${KINDS.includes(best.kind) ? best.kind : "other"}`, text: best.form }));
    at = best.found + best.form.length;
  }
  parts.push(text.slice(at));
  return parts;
}
