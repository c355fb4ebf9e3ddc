// Where knowledge comes from. A source has four answers, each a promise:
//   first()          the fragment (see store.js) that the page opens on
//   near(question)   a fragment about what the page does not know yet, else null
//   find(text)       a fragment whose `found` names entities, where the page may not know them, else null
//   text(article)    {text, blocks, runs} of an article: runs tell where in the file it stands, see spans.js
// This one holds everything and asks nobody; served.js has the same answers from a server.

class EmbeddedSource {
  constructor(data) {
    this.data = data;
  }

  first() {
    return Promise.resolve(this.data);
  }

  near() {
    return Promise.resolve(null);
  }

  find() {
    return Promise.resolve(null);
  }

  text(article) {
    this.texts ??= JSON.parse(byId("texts").textContent);
    const [, text, blocks, runs] = this.texts[article.i];
    return Promise.resolve({ text, blocks, runs });
  }
}
