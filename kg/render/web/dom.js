// Makes elements. Text from documents enters the page here, as text nodes and attributes, never as markup.

const byId = (id) => document.getElementById(id);

const SVG = "http://www.w3.org/2000/svg";

function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "text") element.textContent = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function s(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(properties)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

// Marks that have no shape of their own but change how others are shown: controls, zero-width, bidi.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]/g;

// A name as it may stand in a line: on one line, without marks that disturb what is around it.
function plain(text) {
  return String(text).slice(0, 20000).replace(/\s+/g, " ").replace(INVISIBLE, "").trim();
}

function clip(text, most) {
  if (text.length <= most) return text;
  const kept = Array.from(text.slice(0, most * 2)).slice(0, most - 1).join("");
  return `${kept}…`;
}

const narrow = () => window.matchMedia("(max-width: 820px)").matches;
const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
