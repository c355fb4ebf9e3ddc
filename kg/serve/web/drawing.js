// An answer as a graph: triples, or what stands in one row.
import { $, element, shorten } from "./dom.js";

const MOST = 300; // nodes; more are a tangle

// As in GEXF exports (Okabe and Ito 2008): by the first part of what follows the base IRI.
const COLOURS = {
  person: "#e69f00", org: "#0072b2", place: "#009e73", programme: "#cc79a7", award: "#d55e00",
  platform: "#56b4e9", work: "#808080",
};
const PROPERTY = /#[a-z]\w*$/; // https://w3id.org/kg-news#received, rdf:type; not a class

// [from, label, to] of every row: a property between two things joins them, else the first thing of
// a row is joined to its others, each under its column's name.
export function edgesOf(columns, rows) {
  const triples = columns.join() === "subject,predicate,object";
  const edges = new Map();
  const add = (...edge) => edges.set(edge.map((part) => part.value ?? part).join("\n"), edge);
  for (const row of rows) {
    const cells = columns.map((name) => [name, row[name]]).filter(([, term]) => term);
    const things = cells.filter(([, { type }]) => type !== "literal" && type !== "triple");
    const [first, second, third] = things.map(([, term]) => term);
    if (triples) add(row.subject, shorten(row.predicate.value), row.object);
    else if (things.length === 3 && PROPERTY.test(second.value)) add(first, shorten(second.value), third);
    else for (const [name, term] of things.slice(1)) if (term.value !== first.value) add(first, name, term);
  }
  return [...edges.values()];
}

export async function draw(columns, rows) {
  await drawingLibrary();
  const nodes = new Map();
  const edges = [];
  let left = 0;
  for (const [from, label, to] of edgesOf(columns, rows)) {
    const wanted = [from, to].map((term) => [key(term), term]);
    const fresh = wanted.filter(([id]) => !nodes.has(id)).length;
    if (nodes.size + fresh > MOST) { left += 1; continue; }
    for (const [id, term] of wanted) if (!nodes.has(id)) nodes.set(id, node(id, term));
    edges.push({ from: wanted[0][0], to: wanted[1][0], label, arrows: "to" });
  }
  tell(nodes.size, edges.length, left);
  paint([...nodes.values()], edges);
}

const key = (term) => `${term.type} ${term.value}`;

function node(id, term) {
  const literal = term.type === "literal";
  const name = literal ? term.value : shorten(term.value);
  const [kind, own] = name.includes("/") ? [name.slice(0, name.indexOf("/")), name.slice(name.indexOf("/") + 1)] : ["", name];
  return {
    id, label: own.length > 24 ? `${own.slice(0, 23)}…` : own, iri: term.type === "uri" ? term.value : null,
    shape: literal ? "box" : "dot", color: COLOURS[kind] ?? "#999999",
    ...(literal && { color: { background: "transparent", border: "#999999" } }),
  };
}

function paint(nodes, edges) {
  const ink = getComputedStyle(document.body).color;
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--paper");
  const font = { color: ink, strokeColor: paper, strokeWidth: 3 };
  const network = new vis.Network($("canvas"), { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, {
    nodes: { size: 10, font: { ...font, size: 14 } },
    edges: { color: { color: "#888888", highlight: ink }, font: { ...font, size: 11 }, smooth: { type: "continuous" } },
    physics: { solver: "forceAtlas2Based", stabilization: { iterations: 200, fit: true } },
    layout: { randomSeed: 1, improvedLayout: false },
    interaction: { tooltipDelay: 1e9 },
  });
  network.once("stabilizationIterationsDone", () => { network.setOptions({ physics: false }); network.fit(); });
  network.on("selectNode", (event) => {
    const chosen = nodes.find((one) => one.id === event.nodes[0]);
    if (!chosen.iri) return;
    const link = `/about?iri=${encodeURIComponent(chosen.iri)}`;
    $("caption").replaceChildren(element("a", { href: link }, shorten(chosen.iri)));
  });
}

function tell(nodes, edges, left) {
  const more = left ? `；另有 ${left} 条没有画 ${left} more are not drawn` : "";
  const said = `${nodes} 个点、${edges} 条线 ${nodes} nodes, ${edges} edges${more}`;
  $("caption").textContent = said;
  $("canvas").setAttribute("role", "img");
  $("canvas").setAttribute("aria-label", said);
}

// vis-network is large: it is fetched when something is to be drawn.
let loading = null;
function drawingLibrary() {
  loading ??= new Promise((done, fail) => {
    const script = element("script", { src: "/web/vis-network.js" });
    script.addEventListener("load", done);
    script.addEventListener("error", fail);
    document.head.append(script);
  });
  return loading;
}
