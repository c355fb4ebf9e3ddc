// The page to ask on: search, the named questions as forms, SPARQL. Asks nobody but its own server,
// and puts what it is told on the page as text, never as HTML.
import { show } from "./answer.js";
import { makeEditor } from "./editor.js";
import { $, element } from "./dom.js";

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
  const see = element("button", { type: "button" }, "看 SPARQL");
  see.addEventListener("click", () => { editor.write(question.sparql); editor.focus(); });
  $("form").replaceChildren(
    element("p", {}, question.answers), ...fields, element("button", {}, "问 Ask"), see);
}

function askQuestion() {
  const given = new URLSearchParams({ question: $("question").value });
  for (const [name, value] of new FormData($("form"))) if (value) given.set(name, value);
  history.replaceState(null, "", `?${given}`);
  show(fetch(`/ask?${given}`, { headers: { accept: "application/sparql-results+json" } }));
}

// --- SPARQL ---------------------------------------------------------------------------------

const LONGEST = 2000; // characters of a query that the page's address holds

function run() {
  const query = editor.read();
  const body = new URLSearchParams({ query });
  const accept = "application/sparql-results+json, application/n-triples;q=0.9";
  history.replaceState(null, "", query.length < LONGEST ? `?${body}` : location.pathname);
  const turtle = `/sparql?${new URLSearchParams({ query, format: "ttl" })}`;
  show(fetch("/sparql", { method: "POST", body, headers: { accept } }), turtle);
}

// --- start ----------------------------------------------------------------------------------

const editor = makeEditor($("editor"), run);

async function load() {
  questions = await (await fetch("/questions")).json();
  const asked = new URLSearchParams(location.search);
  const named = questions.some((q) => q.name === asked.get("question"));
  if (named) $("question").value = asked.get("question");
  choose();
  if (named) {
    for (const input of $("form").querySelectorAll("input")) {
      if (asked.has(input.name)) input.value = asked.get(input.name);
    }
    if ($("form").checkValidity()) askQuestion();
  } else if (asked.get("query")) {
    editor.write(asked.get("query"));
    run();
  }
  document.documentElement.classList.add("ready");
}

const instead = (id, doThis) =>
  $(id).addEventListener("submit", (event) => { event.preventDefault(); doThis(); });

$("find").addEventListener("input", find);
$("question").addEventListener("change", choose);
instead("search", find);
instead("choose", choose);
instead("form", askQuestion);
instead("query", run);
load();
