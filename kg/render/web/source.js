// Where knowledge comes from. A source answers with fragments (see store.js), each as a promise:
//   first()          what the page opens on
//   around(entity)   what is near an entity, where the page does not know it yet, else null
//   find(text)       entities of that name, where the page does not know them yet, else null
//   text(article)    {text, blocks} of an article
// The embedded source holds everything and asks nobody. A server's source has the same four answers.

class EmbeddedSource {
  first() {
    return Promise.resolve(JSON.parse(byId("data").textContent));
  }

  around() {
    return Promise.resolve(null);
  }

  find() {
    return Promise.resolve(null);
  }

  text(article) {
    this.texts ??= JSON.parse(byId("texts").textContent);
    const [text, blocks] = this.texts[article.i];
    return Promise.resolve({ text, blocks });
  }
}
