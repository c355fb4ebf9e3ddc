// The interface in Chinese and English; what the documents say is never translated.

const WORDS = JSON.parse(byId("words").textContent);

// Memory that lasts where the browser allows it: a page opened as a file may have none.
const memory = {
  get(name) {
    try { return window.localStorage.getItem(`kg-${name}`); } catch { return null; }
  },
  set(name, value) {
    try { window.localStorage.setItem(`kg-${name}`, value); } catch { /* not kept */ }
  },
};

let language = memory.get("language") || (/^zh/i.test(navigator.language || "zh") ? "zh" : "en");
if (!WORDS[language]) language = "zh";

function word(name, ...values) {
  const found = WORDS[language][name] ?? name;
  return values.length ? found.replace(/\{(\d)\}/g, (_, place) => String(values[place])) : found;
}

const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : null);
const kindWord = (kind) => own(WORDS[language].kinds, kind) ?? plain(kind);
const subtypeWord = (subtype) => own(WORDS[language].subtypes, subtype) ?? plain(subtype);
const relationWord = (relation) => own(WORDS[language].relations, relation) ?? plain(relation);
const inverseWord = (relation) => own(WORDS[language].inverse, relation) ?? `← ${relationWord(relation)}`;
const qualifierWord = (name) => own(WORDS[language].qualifiers, name) ?? plain(name);

function setWords() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = word("title");
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-word-title]")) {
    element.title = word(element.dataset.wordTitle);
    element.setAttribute("aria-label", element.title);
  }
  for (const element of document.querySelectorAll("[data-word-label]")) {
    element.setAttribute("aria-label", word(element.dataset.wordLabel));
    if (element.tagName === "INPUT") element.placeholder = word(element.dataset.wordLabel);
  }
}

let saidTimer = 0;
function say(text) {
  const said = byId("said");
  said.textContent = text;
  said.classList.add("seen");
  window.clearTimeout(saidTimer);
  saidTimer = window.setTimeout(() => said.classList.remove("seen"), 2600);
}
