// What is shown, to take away: picture, drawing, Turtle, CSV, paper.

const KG = "https://w3id.org/kg-news#";
const PREFIXES = {
  kg: KG,
  nif: "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "https://schema.org/",
  skos: "http://www.w3.org/2004/02/skos/core#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

// A part of an IRI, as kg/graph/iris.py makes it.
const UNSAFE = /[^A-Za-z0-9\-._~\u00A0-\u1FFF\u2010-\u2027\u2030-\u205E\u2070-\u2FFF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\u{10000}-\u{1FFFD}\u{20000}-\u{2FFFD}\u{30000}-\u{3FFFD}]/gu;

function segment(text) {
  const percent = (mark) => [...new TextEncoder().encode(mark)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
  const safe = text.normalize("NFC").replace(UNSAFE, percent);
  return safe === "." || safe === ".." ? safe.replaceAll(".", "%2E") : safe;
}

function entityPath(id) {
  const at = id.indexOf("/");
  return at < 0 ? segment(id) : `${segment(id.slice(0, at))}/${segment(id.slice(at + 1))}`;
}

const decimal = (number) => (Number.isInteger(number) ? `${number}.0` : String(number));

const takeaway = {
  save(name, content, type) {
    const blob = content instanceof Blob ? content : new Blob([content], { type });
    const address = URL.createObjectURL(blob);
    const anchor = h("a", { href: address, download: name });
    anchor.click();
    window.setTimeout(() => URL.revokeObjectURL(address), 4000);
  },

  png() {
    const drawn = byId("canvas").querySelector("canvas");
    const picture = document.createElement("canvas");
    [picture.width, picture.height] = [drawn.width, drawn.height];
    const context = picture.getContext("2d");
    context.fillStyle = canvas.colors.paper;
    context.fillRect(0, 0, picture.width, picture.height);
    context.drawImage(drawn, 0, 0);
    picture.toBlob((blob) => this.save("graph.png", blob));
  },

  // The drawing in sight, with real text; built as nodes, so that no name can become markup.
  svg() {
    const seen = canvas.window();
    const [width, height] = [seen.right - seen.left, seen.bottom - seen.top];
    const { colors } = canvas;
    const root = s("svg", { xmlns: SVG, viewBox: [seen.left, seen.top, width, height].map((n) => n.toFixed(1)).join(" "), width: Math.round(width * seen.scale), height: Math.round(height * seen.scale), "font-family": canvas.font });
    root.append(s("rect", { x: seen.left, y: seen.top, width, height, fill: colors.paper }));
    const within = ([x, y]) => x > seen.left && x < seen.right && y > seen.top && y < seen.bottom;
    for (const pair of canvas.chosen.pairs.values()) {
      const [a, b] = [canvas.place(pair.a), canvas.place(pair.b)];
      if (!within(a) && !within(b)) continue;
      const lit = canvas.litPair(pair, canvas.marked.size ? canvas.marked : null);
      root.append(s("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], stroke: lit ? colors.accent : colors.line, "stroke-width": ((lit ? 1.7 : 0.8) / Math.min(1, seen.scale)).toFixed(2) }));
    }
    for (const i of canvas.chosen.at.keys()) {
      const [x, y] = canvas.place(i);
      if (!within([x, y])) continue;
      const entity = store.entities[i];
      const radius = canvas.radius(entity);
      const outline = outlineOf(entity.kind);
      const look = { fill: canvas.colorOf(entity), stroke: colors.paper, "stroke-width": (1.2 / seen.scale).toFixed(2), opacity: !canvas.bright || canvas.bright.has(i) ? 1 : 0.2 };
      const shape = outline ? s("polygon", { points: outline.map(([dx, dy]) => `${(x + dx * radius).toFixed(1)},${(y + dy * radius).toFixed(1)}`).join(" "), ...look }) : s("circle", { cx: x, cy: y, r: radius.toFixed(1), ...look });
      const title = s("title");
      title.textContent = entity.label;
      shape.append(title);
      root.append(shape);
    }
    for (const { text, x, y, size, align, weight, faint, quiet } of canvas.labels(seen)) {
      const label = s("text", { x: x.toFixed(1), y: y.toFixed(1), "font-size": (size / seen.scale).toFixed(2), "font-weight": weight, "text-anchor": { center: "middle", left: "start", right: "end" }[align], "dominant-baseline": "central", fill: quiet ? colors.quiet : colors.ink, stroke: colors.paper, "stroke-width": (3 / seen.scale).toFixed(2), "paint-order": "stroke", "stroke-linejoin": "round", opacity: faint ? 0.35 : 1 });
      label.textContent = text;
      root.append(label);
    }
    this.save("graph.svg", `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}`, "image/svg+xml");
  },

  csv() {
    const quote = (value) => {
      const text = String(value ?? "");
      // A spreadsheet must not take a cell for a formula.
      const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d/.test(text) ? `'${text}` : text;
      return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const rows = [["subject", "subject_kind", "relation", "object", "object_kind", "title", "former", "year", "date", "competition", "category", "count", "role", "confidence", "rules", "articles", "files"]];
    for (const fact of table.rowsOf(canvas.chosen)) {
      const { q } = fact;
      const subject = store.entities[fact.s];
      const object = store.entities[fact.o];
      rows.push([subject.name, subject.kind, fact.relation, object?.name, object?.kind, q.title, q.former, q.year, q.date, typeof q.competition === "number" ? store.entities[q.competition].name : q.competition, q.category, q.count, q.role, fact.confidence, fact.rules.join(" "),
        fact.articles.map((i) => store.articles[i]?.headline ?? "").join(" | "), [...new Set(fact.evidence.map((span) => span.file ?? store.articles[span.article].file))].join(" | ")]);
    }
    this.save("graph.csv", `\ufeff${rows.map((row) => row.map(quote).join(",")).join("\r\n")}\r\n`, "text/csv;charset=utf-8");
  },

  // The same triples, under the same IRIs, as in graph.ttl, for what is shown.
  async turtle() {
    const marks = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
    const text = (value) => `"${String(value).replace(/[\\"\u0000-\u001f\u007f]/g, (mark) => marks[mark] ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;
    const zh = (value) => `${text(value)}@zh`;
    const iri = (path) => `<${store.base}${path}>`;
    const local = (name) => (/^[A-Za-z]\w*$/.test(name) ? `kg:${name}` : `<${KG}${encodeURIComponent(name)}>`);
    const date = (value) => (/^\d{4}$/.test(value) ? `"${value}"^^xsd:gYear` : /^\d{4}-\d\d$/.test(value) ? `"${value}"^^xsd:gYearMonth` : /^\d{4}-\d\d-\d\d$/.test(value) ? `"${value}"^^xsd:date` : text(value));
    const entity = (i) => iri(entityPath(store.entities[i].id));
    const articlePath = ({ key, number }) => `article/${key}-${number}`;
    const lines = Object.entries(PREFIXES).map(([prefix, address]) => `@prefix ${prefix}: <${address}> .`);
    const describe = (subject, said) => lines.push("", `${subject} ${said.join(" ;\n    ")} .`);
    const articles = new Set();
    const described = new Set(canvas.chosen.at.keys());
    const facts = table.rowsOf(canvas.chosen);
    for (const { q } of facts) if (typeof q.competition === "number") described.add(q.competition);
    for (const i of [...described].sort((a, b) => a - b)) {
      const { kind, subtype, name, aliases } = store.entities[i];
      const classes = ["Entity", kind, subtype].filter(Boolean).map(local).join(", ");
      const names = aliases.filter((alias) => alias !== name);
      describe(entity(i), [`a ${classes}`, `rdfs:label ${zh(name)}`, ...(names.length ? [`skos:altLabel ${names.map(zh).join(", ")}`] : [])]);
    }
    const pieces = new Map();
    for (const fact of facts) {
      const { q } = fact;
      const [subject, relation] = [entity(fact.s), local(fact.relation)];
      const object = fact.o >= 0 ? entity(fact.o) : zh(q.title ?? "");
      const said = ["a kg:Statement", `rdf:subject ${subject}`, `rdf:predicate ${relation}`, `rdf:object ${object}`, `kg:confidence ${decimal(fact.confidence)}`];
      for (const rule of fact.rules) said.push(`kg:extractedBy ${text(rule)}`);
      for (const name of ["title", "category", "role"]) if (q[name]) said.push(`kg:${name} ${zh(q[name])}`);
      if (q.former) said.push("kg:former true");
      if (q.year) said.push(`kg:year ${/^-?\d{4,}$/.test(q.year) ? `"${q.year}"^^xsd:gYear` : text(q.year)}`);
      if (q.date) said.push(`kg:date ${date(q.date)}`);
      if (typeof q.competition === "number") said.push(`kg:competition ${entity(q.competition)}`);
      if (Number.isInteger(q.count)) said.push(`kg:count ${q.count}`);
      for (const span of fact.evidence) {
        if (span.article < 0) continue;
        const article = store.articles[span.article];
        articles.add(article);
        const path = `evidence/${article.key}-${article.number}-${span.from}-${span.to}`;
        said.push(`kg:evidence ${iri(path)}`);
        if (pieces.has(path)) continue;
        const quote = span.quote ?? (await this.quote(article, span));
        pieces.set(path, ["a kg:Evidence", `nif:referenceContext ${iri(`document/${article.key}`)}`, `kg:inArticle ${iri(articlePath(article))}`, `nif:beginIndex ${span.from}`, `nif:endIndex ${span.to}`, `nif:anchorOf ${text(quote)}`]);
      }
      lines.push("", `${subject} ${relation} ${object} .`);
      describe(iri(`statement/${fact.key}`), said);
    }
    for (const [path, said] of pieces) describe(iri(path), said);
    for (const article of articles) describe(iri(articlePath(article)), ["a kg:Article", `kg:inDocument ${iri(`document/${article.key}`)}`, `schema:headline ${zh(article.title)}`]);
    this.save("graph.ttl", `${lines.join("\n")}\n`, "text/turtle;charset=utf-8");
  },

  // The words as the file has them, which the page shows as they stand there.
  async quote(article, span) {
    const told = await app.text(article);
    return told.text.slice(...(locate(told, span) ?? [0, 0]));
  },

  print() {
    window.print();
  },
};
