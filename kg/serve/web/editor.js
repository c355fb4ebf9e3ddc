// SPARQL with colours and completion by YASQE, where it runs; else the text box that stands there.
// What it offers comes from this server: YASQE's own completers for prefixes, classes and properties
// ask strangers, and are not switched on. Nothing is kept in the browser.

export function makeEditor(box, run) {
  if (!globalThis.Yasqe) {
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
    });
    return { read: () => box.value, write: (text) => { box.value = text; }, focus: () => box.focus() };
  }
  const place = document.createElement("div");
  box.before(place);
  box.hidden = true;
  offerTerms();
  declarePrefixes(box.dataset.prefixes.split(" "));
  Yasqe.defaults.autocompleters = ["variables", "terms"]; // given below, they would be added to all
  const yasqe = new Yasqe(place, {
    value: box.value,
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: null,
    mode: "sparql-of-the-graph",
    showQueryButton: false,
    resizeable: true,
    editorHeight: "14em",
    requestConfig: { endpoint: "/sparql" },
    extraKeys: {
      "Ctrl-Space": (editor) => editor.autocomplete(),
      "Ctrl-Enter": run,
      "Cmd-Enter": run,
      "Ctrl-/": (editor) => editor.commentLines(),
      "Shift-Ctrl-F": (editor) => editor.autoformat(),
      // Tab leaves the editor, as a reader who has only a keyboard expects.
      "Tab": false,
      "Shift-Tab": false,
    },
  });
  const field = yasqe.getInputField();
  field.setAttribute("aria-label", "SPARQL");
  document.querySelector(`label[for="${box.id}"]`).addEventListener("click", () => yasqe.focus());
  return {
    read: () => yasqe.getValue(),
    write: (text) => yasqe.setValue(text),
    focus: () => yasqe.focus(),
  };
}

// The server knows the graph's prefixes; without this the editor would mark each as undeclared.
function declarePrefixes(known) {
  Yasqe.defineMode("sparql-of-the-graph", (config) => {
    const mode = Yasqe.getMode(config, "sparql11");
    const startState = () => {
      const state = mode.startState();
      for (const prefix of known) state.prefixes[prefix] = "";
      return state;
    };
    return { ...mode, startState };
  });
}

function offerTerms() {
  const terms = fetch("/web/terms.json").then((response) => (response.ok ? response.json() : []), () => []);
  Yasqe.registerAutocompleter({
    name: "terms",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: (yasqe) => /^[a-z]+:\w*$/i.test(yasqe.getCompleteToken().string),
    get: async (_, token) => {
      const begun = token?.string ?? "";
      const offered = (await terms).filter((term) => term.toLowerCase().startsWith(begun.toLowerCase()));
      // Properties begin small and classes large: what is written as it was typed comes first.
      return offered.sort((a, b) => b.startsWith(begun) - a.startsWith(begun));
    },
  });
}
