// Where knowledge comes from. A source answers with fragments (see store.js), each as a promise:
//   first()          what the page opens on
//   around(entity)   what is near an entity that the page knows in part
//   text(article)    {text, blocks} of an article
// The embedded source holds everything and asks nobody. A server's source has the same three answers.

class EmbeddedSource {
  first() {
    return Promise.resolve(JSON.parse(byId("data").textContent));
  }

  around() {
    return Promise.resolve(null);
  }

  text(article) {
    this.texts ??= JSON.parse(byId("texts").textContent);
    const [text, blocks] = this.texts[article.i];
    return Promise.resolve({ text, blocks });
  }
}
