// What is shown, to take away: picture, drawing, Turtle, CSV, paper.

const KG = "https://w3id.org/kg-news#";
const ID = "https://w3id.org/kg-news/id/";

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
    for (const { text, x, y, size, align, weight, faint } of canvas.labels(seen)) {
      const label = s("text", { x: x.toFixed(1), y: y.toFixed(1), "font-size": (size / seen.scale).toFixed(2), "font-weight": weight, "text-anchor": { center: "middle", left: "start", right: "end" }[align], "dominant-baseline": "central", fill: colors.ink, stroke: colors.paper, "stroke-width": (3 / seen.scale).toFixed(2), "paint-order": "stroke", "stroke-linejoin": "round", opacity: faint ? 0.35 : 1 });
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

  async turtle() {
    const escape = (text) => String(text).replace(/[\\"\u0000-\u001f\u007f]/g, (mark) => ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" }[mark] ?? `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`));
    const zh = (text) => `"${escape(text)}"@zh`;
    const iri = (id) => `<${ID}${id.replace(/[\u0000-\u0020<>"{}|^`\\%]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`)}>`;
    const local = (name) => (/^[A-Za-z]\w*$/.test(name) ? `kg:${name}` : `<${KG}${encodeURIComponent(name)}>`);
    const lines = [`@prefix kg: <${KG}> .`, "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .", "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .", "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .", "@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .", "@prefix schema: <https://schema.org/> .", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .", ""];
    for (const i of [...canvas.chosen.at.keys()].sort((a, b) => a - b)) {
      const { id, kind, subtype, name, aliases } = store.entities[i];
      const types = ["kg:Entity", local(kind), ...(subtype ? [local(subtype)] : [])].join(", ");
      lines.push(`${iri(id)} a ${types} ; rdfs:label ${zh(name)}${aliases.length ? ` ; skos:altLabel ${aliases.map(zh).join(", ")}` : ""} .`);
    }
    lines.push("");
    for (const fact of table.rowsOf(canvas.chosen)) {
      const { q } = fact;
      const subject = iri(store.entities[fact.s].id);
      const object = fact.o >= 0 ? iri(store.entities[fact.o].id) : zh(q.title ?? "");
      lines.push(`${subject} ${local(fact.relation)} ${object} .`);
      const said = [`rdf:subject ${subject}`, `rdf:predicate ${local(fact.relation)}`, `rdf:object ${object}`, `kg:confidence ${Number(fact.confidence).toFixed(4)}`];
      for (const rule of fact.rules) said.push(`kg:extractedBy "${escape(rule)}"`);
      if (q.title) said.push(`kg:title ${zh(q.title)}`);
      if (q.former) said.push("kg:former true");
      if (/^\d{4}$/.test(q.year ?? "")) said.push(`kg:year "${q.year}"^^xsd:gYear`);
      if (/^\d{4}-\d{2}-\d{2}$/.test(q.date ?? "")) said.push(`kg:date "${q.date}"^^xsd:date`);
      if (typeof q.competition === "number") said.push(`kg:competition ${iri(store.entities[q.competition].id)}`);
      if (q.category) said.push(`kg:category ${zh(q.category)}`);
      if (Number.isInteger(q.count)) said.push(`kg:count ${q.count}`);
      if (q.role) said.push(`kg:role ${zh(q.role)}`);
      for (const span of fact.evidence) {
        const article = store.articles[span.article];
        const quote = article ? (await source.text(article)).text.slice(span.start, span.end) : span.quote;
        const file = article?.file ?? span.file;
        said.push(`kg:evidence [ a kg:Evidence ; schema:name "${escape(file)}" ; nif:beginIndex ${span.from} ; nif:endIndex ${span.to} ; rdfs:comment ${zh(quote)} ]`);
      }
      lines.push(`[] a kg:Statement ;\n    ${said.join(" ;\n    ")} .`);
    }
    this.save("graph.ttl", `${lines.join("\n")}\n`, "text/turtle;charset=utf-8");
  },

  print() {
    window.print();
  },
};
