// Asks the server for the store's version and shows a line once it is another than that of the page. The page is drawn anew only
// when the reader asks for it: who is in the middle of a form, or of a sentence to a room, loses nothing.

const EVERY = 1200; // milliseconds; the server keeps its answer for half a second: less than two seconds together

class News {
  constructor(root) {
    this.line = root.querySelector(".news");
    this.line.querySelector("button").addEventListener("click", () => this.ask());
    this.onShown = () => this.look();
    document.addEventListener("visibilitychange", this.onShown);
    this.pulse = setInterval(() => this.look(), EVERY);
  }

  update(data, tell) {
    this.data = data;
    this.tell = tell;
    this.line.querySelector("span").textContent = data.words.news;
    this.line.querySelector("button").textContent = data.words.show;
    this.line.hidden = true;
  }

  async look() {
    if (document.hidden) return;
    const drawn = this.data.version;
    try {
      const answer = await fetch(this.data.address, {cache: "no-store"});
      if (!answer.ok) return;
      const newest = (await answer.json()).store;
      if (drawn === this.data.version) this.line.hidden = newest === drawn;
    } catch {
      // The server is away for a moment: the page says so itself.
    }
  }

  ask() {
    this.line.hidden = true;
    this.tell("asked", Date.now());
  }

  end() {
    clearInterval(this.pulse);
    document.removeEventListener("visibilitychange", this.onShown);
  }
}

export default function (component) {
  const own = component.parentElement;
  own.news ??= new News(own);
  own.news.update(component.data, component.setTriggerValue);
  return () => { own.news?.end(); own.news = undefined; };
}
