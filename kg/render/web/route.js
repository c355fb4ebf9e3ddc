// The state of the page, and its form in the address: what is seen can be linked to, and back works.

const KINDS = ["Person", "Organization", "Programme", "Award", "Place", "Platform", "Work"];
const MOST = [150, 300, 450, 600]; // measured (benchmarks/page.md): up to here thirty frames a second without a GPU

const START = {
  select: null, focus: "", steps: 1, path: [], picking: "",
  filters: { kind: [], subtype: [], relation: [], year: [], article: [], confidence: 0, sources: 0 },
  until: 0, undated: false, expanded: [], hidden: [], pinned: {}, table: false, most: 300,
};

const pack = (text) => String(text).replace(/[%&=;,>@#+\s]|[^\P{C}]/gu, encodeURIComponent);

function unpack(text) {
  try { return decodeURIComponent(text); } catch { return text; }
}

function writeRoute(state) {
  const parts = [];
  const put = (name, value) => { if (value) parts.push(`${name}=${value}`); };
  const list = (ids) => ids.map(pack).join(",");
  const { select } = state;
  if (select?.type === "entity") put("entity", pack(select.id));
  if (select?.type === "fact") put("fact", pack(select.key));
  if (select?.type === "pair") put("pair", list([select.a, select.b]));
  if (select?.type === "article") put("article", pack(select.id));
  if (select?.type === "figure") put("figure", pack(select.key));
  if (state.focus) put("focus", pack(state.focus));
  if (state.focus && state.steps !== 1) put("steps", state.steps);
  put("path", list(state.path));
  put("filter", Object.entries(state.filters)
    .filter(([, value]) => (Array.isArray(value) ? value.length : value))
    .map(([name, value]) => `${name}:${Array.isArray(value) ? list(value) : value}`).join(";"));
  put("until", state.until);
  put("undated", state.undated ? 1 : 0);
  put("expand", list(state.expanded));
  put("hide", list(state.hidden));
  put("pin", Object.entries(state.pinned).map(([id, [x, y]]) => `${pack(id)}@${x}@${y}`).join(","));
  put("view", state.table ? "table" : "");
  put("most", state.most === START.most ? 0 : state.most);
  return parts.length ? `#${parts.join("&")}` : "";
}

function readRoute(hash) {
  const state = structuredClone(START);
  const parts = new Map(hash.replace(/^#/, "").split("&").map((part) => {
    const at = part.indexOf("=");
    // A browser writes the address in percent signs; what was packed is packed once more inside.
    return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
  }));
  const text = (name) => unpack(parts.get(name) ?? "");
  const list = (value) => (value ? value.split(",").map(unpack) : []);
  const number = (name, least, most) => Math.min(most, Math.max(least, Number.parseInt(parts.get(name), 10) || 0));
  if (parts.has("entity")) state.select = { type: "entity", id: text("entity") };
  if (parts.has("article")) state.select = { type: "article", id: text("article") };
  if (parts.has("fact")) state.select = { type: "fact", key: text("fact") };
  if (parts.has("figure")) state.select = { type: "figure", key: text("figure") };
  const pair = list(parts.get("pair"));
  if (pair.length === 2) state.select = { type: "pair", a: pair[0], b: pair[1] };
  state.focus = text("focus");
  state.steps = number("steps", 1, 3);
  const path = list(parts.get("path"));
  if (path.length === 2) state.path = path;
  for (const part of (parts.get("filter") ?? "").split(/;|%3B/i)) {
    const at = part.indexOf(":");
    const name = part.slice(0, at);
    if (at < 0 || !Object.hasOwn(START.filters, name)) continue;
    const value = part.slice(at + 1);
    state.filters[name] = Array.isArray(START.filters[name]) ? list(value) : Math.max(0, Number(value) || 0);
  }
  state.until = number("until", 0, 9999);
  state.undated = parts.get("undated") === "1";
  state.expanded = list(parts.get("expand"));
  state.hidden = list(parts.get("hide"));
  for (const part of (parts.get("pin") ?? "").split(",")) {
    const [id, x, y] = part.split("@");
    if (y !== undefined && Number.isFinite(Number(x)) && Number.isFinite(Number(y))) {
      Object.defineProperty(state.pinned, unpack(id), { value: [Number(x), Number(y)], enumerable: true, configurable: true, writable: true });
    }
  }
  state.table = parts.get("view") === "table";
  state.most = MOST.includes(number("most", 0, 9999)) ? number("most", 0, 9999) : START.most;
  return state;
}
