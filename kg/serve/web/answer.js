// What came back: a table, a file to keep, a picture.
import { $, element, shorten } from "./dom.js";
import { draw, edgesOf } from "./drawing.js";

let answer = { columns: [], rows: [] };
let turn = 0;

// `turtle`: where triples can be had as Turtle.
export async function show(request, turtle) {
  const mine = ++turn;
  $("answer").hidden = false;
  $("answer").setAttribute("aria-busy", "true");
  let response, text;
  try {
    response = await request;
    text = await response.text();
  } catch {
    [response, text] = [{ ok: false }, "服务器没有回答 the server does not answer"];
  }
  if (mine !== turn) return; // another question was asked meanwhile
  $("answer").removeAttribute("aria-busy");
  clear();
  if (!response.ok) $("error").textContent = text;
  else if (response.headers.get("content-type").includes("json")) tell(JSON.parse(text));
  else tellTriples(text, turtle);
}

function clear() {
  for (const id of ["understood", "error", "count", "caption"]) $(id).textContent = "";
  for (const id of ["csv", "turtle", "draw", "drawing"]) $(id).hidden = true;
  $("draw").setAttribute("aria-pressed", "false");
  $("table").replaceChildren();
}

function tell(found) {
  if ("boolean" in found) {
    $("count").textContent = found.boolean ? "是 yes" : "否 no";
    return;
  }
  $("understood").textContent = (found.understood ?? []).join("；");
  tabulate(found.head.vars, found.results.bindings, "行 rows");
}

function tellTriples(text, turtle) {
  const rows = text.split("\n").filter(Boolean).map(readTriple);
  if (rows.includes(null)) { // a term that this page does not know: as it stands
    $("error").textContent = text;
    return;
  }
  tabulate(["subject", "predicate", "object"], rows, "个三元组 triples");
  $("turtle").href = turtle;
  $("turtle").hidden = false;
}

function tabulate(columns, rows, unit) {
  answer = { columns, rows };
  $("count").textContent = `${rows.length} ${unit}`;
  $("csv").hidden = false;
  $("draw").hidden = edgesOf(columns, rows).length === 0;
  const head = element("tr", {}, ...columns.map((name) => element("th", {}, name)));
  $("table").replaceChildren(element("table", {}, element("thead", {}, head),
    element("tbody", {}, ...rows.map((row) =>
      element("tr", {}, ...columns.map((name) => cell(row[name])))))));
}

function cell(term) {
  if (!term) return element("td");
  if (term.type === "uri") {
    const link = `/about?iri=${encodeURIComponent(term.value)}`;
    return element("td", {}, element("a", { href: link }, shorten(term.value)));
  }
  return element("td", isNumber(term) ? { class: "number" } : {}, text(term));
}

const isNumber = (term) => /(integer|decimal|double)$/.test(term.datatype ?? "");
const text = (term) => String(term.value?.subject ? "<< >>" : term.value);

// --- N-Triples ------------------------------------------------------------------------------

const TERM = String.raw`<[^<>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^<>]*>)?`;
const TRIPLE = new RegExp(`^(${TERM}) (${TERM}) (${TERM}) \\.$`);
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

function readTriple(line) {
  const match = TRIPLE.exec(line);
  if (!match) return null;
  const [subject, predicate, object] = match.slice(1).map(readTerm);
  return { subject, predicate, object };
}

function readTerm(written) {
  if (written.startsWith("<")) return { type: "uri", value: unescape(written.slice(1, -1)) };
  if (written.startsWith("_:")) return { type: "bnode", value: written.slice(2) };
  const end = written.lastIndexOf('"');
  const [value, rest] = [unescape(written.slice(1, end)), written.slice(end + 1)];
  if (rest.startsWith("@")) return { type: "literal", value, "xml:lang": rest.slice(1) };
  return { type: "literal", value, ...(rest && { datatype: rest.slice(3, -1) }) };
}

const unescape = (written) => written.replace(/\\(?:u(\w{4})|U(\w{8})|(.))/g, (_, four, eight, one) =>
  one === undefined ? String.fromCodePoint(parseInt(four ?? eight, 16)) : ESCAPES[one] ?? one);

// --- to keep --------------------------------------------------------------------------------

// For a spreadsheet: marked as UTF-8, and no cell that it would run as a formula.
function csv({ columns, rows }) {
  const safe = (value) => value.replace(/^(?=[=+\-@\t\r])/, "'");
  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const value = (term) => !term ? "" : isNumber(term) ? text(term) : quoted(safe(text(term)));
  const lines = [columns.map(quoted), ...rows.map((row) => columns.map((name) => value(row[name])))];
  return "\ufeff" + lines.map((line) => `${line.join(",")}\r\n`).join("");
}

$("csv").addEventListener("click", () => {
  const href = URL.createObjectURL(new Blob([csv(answer)], { type: "text/csv" }));
  element("a", { href, download: "answer.csv" }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
});

$("draw").addEventListener("click", () => {
  const on = $("drawing").hidden;
  $("drawing").hidden = !on;
  $("draw").setAttribute("aria-pressed", String(on));
  if (on) draw(answer.columns, answer.rows);
});
