// The page to ask on: search, the named questions as forms, SPARQL. Asks nobody but its own server,
// and puts what it is told on the page as text, never as HTML.
"use strict";

const $ = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// --- search ---------------------------------------------------------------------------------

let typed = 0;

async function find() {
  const text = $("find").value.trim();
  const turn = ++typed;
  if (!text) return $("found").replaceChildren();
  const response = await fetch(`/search?q=${encodeURIComponent(text)}`);
  const things = response.ok ? await response.json() : [];
  if (turn !== typed) return; // a later letter was quicker
  const items = things.map((thing) =>
    element("li", {}, thing.near ? "≈ " : "", element("a", { href: thing.href }, thing.label),
      " ", element("small", {}, thing.kind)));
  $("found").replaceChildren(...(items.length ? items : [element("li", {}, "没有找到 nothing found")]));
}

// --- questions ------------------------------------------------------------------------------

let questions = [];

async function load() {
  questions = await (await fetch("/questions")).json();
  $("question").replaceChildren(...questions.map((q) =>
    element("option", { value: q.name }, `${q.zh} ${q.en}`)));
  const asked = new URLSearchParams(location.search);
  if (questions.some((q) => q.name === asked.get("question"))) {
    $("question").value = asked.get("question");
    choose();
    for (const input of $("form").querySelectorAll("input")) {
      if (asked.has(input.name)) input.value = asked.get(input.name);
    }
    askQuestion();
  } else {
    choose();
  }
  document.documentElement.classList.add("ready");
}

function choose() {
  const question = questions.find((q) => q.name === $("question").value);
  const fields = question.parameters.map((parameter) => {
    const id = `parameter-${parameter.name}`;
    const input = element("input", {
      id, name: parameter.name, autocomplete: "off",
      placeholder: question.example[parameter.name] ?? parameter.default ?? "",
    });
    input.required = parameter.required;
    return element("div", {}, element("label", { for: id }, `${parameter.zh} ${parameter.en}`), input);
  });
  const show = element("button", { type: "button" }, "看 SPARQL");
  show.addEventListener("click", () => { $("editor").value = question.sparql; $("editor").focus(); });
  $("form").replaceChildren(
    element("p", {}, question.answers), ...fields, element("button", {}, "问 Ask"), show);
}

function askQuestion() {
  const given = new URLSearchParams({ question: $("question").value });
  for (const [name, value] of new FormData($("form"))) if (value) given.set(name, value);
  history.replaceState(null, "", `?${given}`);
  show(fetch(`/ask?${given}`, { headers: { accept: "application/sparql-results+json" } }),
    `/ask?${given}&format=csv`);
}

// --- SPARQL ---------------------------------------------------------------------------------

function run() {
  const query = $("editor").value;
  const body = new URLSearchParams({ query });
  const accept = "application/sparql-results+json, text/turtle;q=0.9";
  const csv = `/sparql?${new URLSearchParams({ query, format: "csv" })}`;
  show(fetch("/sparql", { method: "POST", body, headers: { accept } }), csv);
}

// --- answers --------------------------------------------------------------------------------

async function show(request, csv) {
  $("answer").hidden = false;
  $("answer").setAttribute("aria-busy", "true");
  let response, text;
  try {
    response = await request;
    text = await response.text();
  } catch {
    [response, text] = [{ ok: false }, "服务器没有回答 the server does not answer"];
  }
  $("answer").removeAttribute("aria-busy");
  $("understood").textContent = $("error").textContent = $("count").textContent = "";
  $("table").replaceChildren();
  $("csv").hidden = true;
  const json = response.ok && response.headers.get("content-type").includes("json");
  if (!json) {
    $("error").textContent = text;
    return;
  }
  const found = JSON.parse(text);
  if ("boolean" in found) {
    $("count").textContent = found.boolean ? "是 yes" : "否 no";
    return;
  }
  $("understood").textContent = (found.understood ?? []).join("；");
  const rows = found.results.bindings;
  $("count").textContent = `${rows.length} 行 rows`;
  $("csv").href = csv;
  $("csv").hidden = false;
  const head = element("tr", {}, ...found.head.vars.map((name) => element("th", {}, name)));
  $("table").replaceChildren(element("table", {}, element("thead", {}, head),
    element("tbody", {}, ...rows.map((row) =>
      element("tr", {}, ...found.head.vars.map((name) => cell(row[name])))))));
}

function cell(term) {
  if (!term) return element("td");
  if (term.type === "uri") {
    const link = `/about?iri=${encodeURIComponent(term.value)}`;
    return element("td", {}, element("a", { href: link }, shorten(term.value)));
  }
  const number = /(integer|decimal|double)$/.test(term.datatype ?? "");
  return element("td", number ? { class: "number" } : {}, String(term.value?.subject ? "<< >>" : term.value));
}

const shorten = (iri) => iri.replace(/^.*[/#](?=[^/#]+[/#][^/#]+$)/, "").replace(/^.*#/, "");

$("find").addEventListener("input", find);
$("question").addEventListener("change", choose);
$("form").addEventListener("submit", (event) => { event.preventDefault(); askQuestion(); });
$("run").addEventListener("click", run);
$("editor").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
load();
