// Knowledge by query, from the server that the page came from: for graphs of any size.

class ServedSource {
  constructor() {
    this.texts = new Map();
    this.turn = 0;
  }

  async ask(question) {
    const reply = await fetch("graph/near", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) });
    if (reply.ok) return reply.json();
    const error = new Error((await reply.text()).trim().slice(0, 200));
    error.later = reply.status === 503;
    throw error;
  }

  // A large graph is still being listed when the server has just started.
  async first() {
    for (;;) {
      try {
        return await this.ask({ ask: "first" });
      } catch (error) {
        if (!error.later) throw error;
        await pause(1000);
      }
    }
  }

  near(question) {
    return this.ask(question);
  }

  // While letters are typed, only the last of them are asked about.
  async find(text) {
    const turn = ++this.turn;
    if (!text.trim()) return null;
    await pause(90);
    return turn === this.turn ? this.ask({ ask: "find", text }) : null;
  }

  text(article) {
    if (!this.texts.has(article.i)) this.texts.set(article.i, this.ask({ ask: "text", id: article.id }).catch((error) => { this.texts.delete(article.i); throw error; }));
    return this.texts.get(article.i);
  }
}

const pause = (time) => new Promise((done) => { window.setTimeout(done, time); });
