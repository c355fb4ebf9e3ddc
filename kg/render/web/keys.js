// Keys and buttons.

function listen() {
  const click = (id, act) => byId(id).addEventListener("click", act);
  click("do-undo", () => app.undo());
  click("do-table", () => app.commit({ table: !app.state.table }, { keepCamera: true }));
  click("do-link", copyLink);
  click("do-theme", () => theme.turn());
  click("do-language", () => {
    language = language === "zh" ? "en" : "zh";
    memory.set("language", language);
    setWords();
    timeline.build();
    app.sideKey = "";
    app.render();
  });
  click("do-in", () => canvas.zoom(1.35));
  click("do-out", () => canvas.zoom(1 / 1.35));
  click("do-fit", () => canvas.fit(null));
  click("do-filters", () => {
    const open = byId("filters").classList.toggle("open");
    byId("do-filters").setAttribute("aria-expanded", String(open));
  });
  click("brand", () => app.commit({ ...structuredClone(START), most: app.state.most }));
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("panel").focus(); });
  for (const button of document.querySelectorAll("[data-take]")) {
    button.addEventListener("click", () => { byId("export").open = false; takeaway[button.dataset.take](); });
  }
  byId("find").addEventListener("input", () => find.look());
  byId("find").addEventListener("keydown", (event) => find.key(event));
  byId("find").addEventListener("blur", () => find.show(false));
  byId("find").addEventListener("focus", () => { if (byId("find").value) find.look(); });
  byId("canvas").addEventListener("keydown", walk);
  document.addEventListener("keydown", shortcut);
  document.addEventListener("pointerdown", (event) => {
    if (!byId("export").contains(event.target)) byId("export").open = false;
    if (!byId("filters").contains(event.target) && !byId("do-filters").contains(event.target)) { byId("filters").classList.remove("open"); byId("do-filters").setAttribute("aria-expanded", "false"); }
  });
  window.addEventListener("popstate", () => {
    const before = app.state;
    app.state = readRoute(window.location.hash);
    app.render();
    app.follow(before);
    app.need();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => theme.apply());
  new ResizeObserver(() => canvas.network.redraw()).observe(byId("canvas"));
}

// On the graph: arrows walk, Enter reads, plus and minus zoom.
function walk(event) {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  const [now] = selected(app.state);
  if (step) {
    const next = now === undefined || !app.chosen.at.has(now) ? canvas.ranked[0] : canvas.toward(now, ...step);
    if (next >= 0) { app.choose(next); say(`${clip(nameOf(next), 40)}，${kindWord(store.entities[next].kind)}，${filters.neighbours(next).size} ${word("connections")}`); }
  } else if (event.key === "Enter" && now !== undefined) byId("panel").querySelector("button.words, button.name, button")?.focus();
  else if (event.key === "+" || event.key === "=") canvas.zoom(1.35);
  else if (event.key === "-") canvas.zoom(1 / 1.35);
  else if (event.key === "0") canvas.fit(null);
  else if (event.key.toLowerCase() === "f" && now !== undefined && !event.ctrlKey && !event.metaKey) app.commit({ focus: app.state.focus ? "" : store.entities[now].id });
  else if (event.key.toLowerCase() === "e" && now !== undefined && !event.ctrlKey && !event.metaKey) app.expand(now);
  else if (event.key.toLowerCase() === "p" && now !== undefined && !event.ctrlKey && !event.metaKey) app.pick(store.entities[now].id);
  else if (event.key === "Delete" && now !== undefined) app.hide(now);
  else return;
  event.preventDefault();
}

function shortcut(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !(typing && event.target.type === "search")) { app.undo(); event.preventDefault(); } else if (event.key === "/" && !typing) { byId("find").focus(); event.preventDefault(); } else if (event.key === "Escape" && !typing) {
    if (app.state.picking) app.pick(app.state.picking);
    else if (app.state.select) app.commit({ select: null }, { keepCamera: true });
    else if (app.state.path.length || app.state.focus) app.commit({ path: [], focus: "" });
  }
}

async function copyLink() {
  const address = window.location.href.split("#")[0] + writeRoute(app.state);
  try {
    await navigator.clipboard.writeText(address);
    say(word("copied"));
  } catch {
    const area = h("textarea", { class: "skip", readonly: true });
    area.value = address;
    document.body.append(area);
    area.select();
    say(word(document.execCommand("copy") ? "copied" : "copyFailed"));
    area.remove();
  }
}

