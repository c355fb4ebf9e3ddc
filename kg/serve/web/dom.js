// The few words that the modules share.
export const $ = (id) => document.getElementById(id);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// "person/吴良江" of https://w3id.org/kg-news/id/person/吴良江, "received" of …#received
export function shorten(iri) {
  const short = iri.replace(/^.*[/#](?=[^/#]+[/#][^/#]+$)/, "").replace(/^.*#/, "");
  try {
    return decodeURIComponent(short); // %2B stands for a sign that an IRI cannot hold
  } catch {
    return short;
  }
}
