// Ask the server for the store's version, and show a line once it differs from that of the page. The page is redrawn only when the
// reader asks for it, so that nobody loses a half-filled form or their place in a talk.

const EVERY = 1200; // milliseconds; the server caches its answer for half a second: less than two seconds in total

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
      // The server is briefly unavailable, which the page itself reports.
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
