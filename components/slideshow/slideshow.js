// The slideshow. All slides are in the browser from the start, so that the next one appears immediately and a short outage of the
// server goes unnoticed. Texts are set as text; drawings are parsed as SVG, in which no script runs.

const HEALTH_EVERY = 4000, ANSWER_WITHIN = 15000, SHOWN_FOR = 6000; // milliseconds
const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " "], BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];

class Show {
  constructor(root) {
    this.root = root;
    this.at = 0;
    this.frame = 0; // of a slide with several pictures
    this.typed = "";
    this.is_gone = false;
    this.find = name => root.querySelector(name);
    this.onKey = event => this.key(event);
    this.onResize = () => this.draw();
    document.addEventListener("keydown", this.onKey, true);
    window.addEventListener("resize", this.onResize);
    this.pulse = setInterval(() => this.listen(), HEALTH_EVERY);
    this.find(".ask").addEventListener("submit", event => { event.preventDefault(); this.ask(this.find(".ask select").value); });
    this.find(".ask select").addEventListener("keydown", event => { if (event.key === "Enter") this.find(".ask").requestSubmit(); });
    this.find(".ask select").addEventListener("dblclick", () => this.find(".ask").requestSubmit());
    this.find(".decide").addEventListener("submit", event => this.decide(event));
    this.find(".decide .cancel").addEventListener("click", () => this.close());
    this.find(".show").addEventListener("click", event => this.click(event));
    for (const tool of root.querySelectorAll(".tools button")) tool.addEventListener("click", () => this.handle(tool.value));
  }

  update(data, tell) {
    const is_first = !this.data;
    this.data = data;
    this.tell = tell;
    this.at = Math.min(Math.max(is_first ? data.start - 1 : this.at, 0), data.slides.length - 1);
    this.frame = Math.min(this.frame, this.last_frame);
    for (const [name, colour] of Object.entries(data.look)) this.find(".show").style.setProperty(`--${name}`, colour);
    this.words();
    this.draw();
    if (is_first) this.pace();
    if (data.said) this.answered(data.said);
    if (data.done && data.done === this.turn) this.recorded(data.recorded);
  }

  words() {
    const words = this.data.words;
    for (const name of ["what", "who", "until", "on"]) this.find(`.l-${name}`).textContent = words[name];
    this.find(".decide h2").textContent = words.decide;
    this.find(".decide [type=submit]").textContent = words.record;
    this.find(".decide .cancel").textContent = words.cancel;
    this.find(".ask .what").textContent = words.district;
    this.find(".ask [type=submit]").textContent = words.look;
    this.find(".help").textContent = words.help;
    this.find(".l-district").textContent = words.of_district;
    for (const tool of this.root.querySelectorAll(".tools button")) tool.textContent = words[tool.name];
    // Entries are numbered so that they can be found by typing the number.
    fill(this.find(".ask select"), [["", words.city], ...this.data.districts].map(([code, name], n) => [code, `${n} ${name}`]));
    fill(this.find(".decide [name=district]"), [["", words.nothing], ...this.data.districts]);
  }

  get slide() { return this.data.slides[this.at]; }
  get last_frame() { return Math.max(this.slide.frames.length - 1, 0); }

  draw() {
    if (!this.data) return;
    const slide = this.slide, picture = slide.frames[this.frame] ?? slide, {length} = slide.frames;
    this.find(".title").textContent = picture.title;
    this.find(".body").replaceChildren(drawing(window.innerWidth / window.innerHeight < 1.5 ? picture.narrow : picture.wide));
    tag(this.find(".reason"), slide.said);
    this.find(".foot").textContent = slide.foot;
    this.find(".number").textContent = `${length > 1 ? `${this.frame + 1}/${length} · ` : ""}${this.at + 1} / ${this.data.slides.length}`;
    tag(this.find(".demo"), slide.demonstration ? this.data.words.demonstration : "");
    tag(this.find(".district"), slide.district);
    tag(this.find(".gone"), this.is_gone ? this.data.words.gone : "");
    // An address without a slide is that of the page before the show, until the server's word arrives, or after Back: it is kept,
    // else Back would lead into the show again.
    const address = new URL(window.location.href), told = address.searchParams.get("slide");
    if (told && told !== String(this.at + 1)) {
      address.searchParams.set("slide", this.at + 1);
      window.history.replaceState(window.history.state, "", address);
    }
  }

  // A slide is entered at its first picture, and backwards at its last one.
  go(to, is_back = false) {
    const n = this.data.slides.length;
    this.at = this.data.endless ? (to + n) % n : Math.min(Math.max(to, 0), n - 1);
    this.turn_to(is_back ? this.last_frame : 0);
  }

  turn_to(frame) {
    this.frame = frame;
    this.close();
    this.draw();
    this.pace();
  }

  next() {
    const is_end = this.at === this.data.slides.length - 1 && !this.data.endless;
    if (this.frame < this.last_frame) this.turn_to(this.frame + 1);
    else if (is_end) this.turn_to(this.frame);
    else this.go(this.at + 1);
  }

  back() {
    if (this.frame > 0) this.turn_to(this.frame - 1);
    else if (this.at || this.data.endless) this.go(this.at - 1, true);
    else this.turn_to(0);
  }

  pace() {
    clearTimeout(this.timer);
    const seconds = this.data.pace[this.at] / (this.last_frame + 1); // the pictures of a slide share its time
    const is_last = this.at === this.data.slides.length - 1 && this.frame === this.last_frame;
    if (seconds && (this.data.endless || !is_last)) this.timer = setTimeout(() => this.turn_by_itself(), 1000 * seconds);
  }

  // Wait while a question or decision is being typed, or the screen is black.
  turn_by_itself() { if (this.is_open(".panel, .overview, .black, .help")) this.pace(); else this.next(); }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.is_open(".panel")) {
      if (event.key === "Escape") { this.close(); this.stop(event); }
      return;
    }
    if ((this.is_open(".overview") && this.pick(event.key)) || this.handle(event.key)) this.stop(event);
  }

  stop(event) { event.preventDefault(); event.stopImmediatePropagation(); }

  handle(pressed) {
    const key = pressed.length === 1 ? pressed.toLowerCase() : pressed;
    if (/^[0-9]$/.test(key)) { this.typed += key; return true; }
    const typed = this.typed;
    this.typed = "";
    if (key === "Enter" && typed) this.go(Number(typed) - 1);
    else if (key === "Enter" || NEXT.includes(key)) this.next();
    else if (BACK.includes(key)) this.back();
    else if (key === "Home") this.go(0);
    else if (key === "End") this.go(this.data.slides.length - 1);
    else if (key === "b" || key === ".") this.toggle(".black");
    else if (key === "o") this.overview();
    else if (key === "d") this.open(".ask", "select");
    else if (key === "j") this.open_decide();
    else if (key === "?" || key === "h") this.toggle(".help");
    else if (key === "f") this.full();
    else if (key === "Escape") this.escape();
    else return false;
    return true;
  }

  is_open(name) { return [...this.root.querySelectorAll(name)].some(one => !one.hidden); }
  toggle(name) { this.find(name).hidden = !this.find(name).hidden; }
  close() { for (const one of this.root.querySelectorAll(".panel, .overview, .black, .help")) one.hidden = true; this.find(".show").focus(); }
  escape() { if (this.is_open(".overview, .black, .help")) this.close(); else this.tell("leave", Date.now()); }
  full() { document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(); }

  open(name, focus) {
    this.close();
    this.find(name).hidden = false;
    this.find(`${name} ${focus}`).focus();
  }

  overview() {
    const grid = this.find(".overview");
    if (!grid.hidden) return this.close();
    grid.replaceChildren(...this.data.slides.map((slide, n) => {
      const button = document.createElement("button");
      const words = document.createElement("span");
      words.textContent = `${n + 1}  ${slide.title}`;
      button.append(drawing(slide.wide), words);
      if (n === this.at) button.setAttribute("aria-current", "true");
      button.addEventListener("click", event => { event.stopPropagation(); this.go(n); });
      return button;
    }));
    this.close();
    grid.hidden = false;
    this.picked = this.at;
  }

  // Move between slides in the overview with the arrow keys; open one with Enter.
  pick(key) {
    const grid = this.find(".overview"), columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
    const step = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns}[key];
    if (key === "Enter" && !this.typed) { this.go(this.picked); return true; }
    if (!step) return false;
    this.picked = Math.min(Math.max(this.picked + step, 0), grid.children.length - 1);
    [...grid.children].forEach((one, n) => one.toggleAttribute("aria-current", n === this.picked));
    grid.children[this.picked].scrollIntoView({block: "nearest"});
    return true;
  }

  ask(code) {
    this.close();
    this.tell("district", {slide: this.at, code, turn: Date.now()});
  }

  open_decide() {
    if (!this.data.may_decide) { this.find(".help").textContent = this.data.words.no_meeting; this.find(".help").hidden = false; return; }
    const words = this.data.words, here = new Set(this.slide.about.map(([code]) => code)), district = this.find("[name=district]");
    const others = this.data.targets.filter(([code]) => !here.has(code));
    fill(this.find(".decide [name=on]"), [["", words.nothing], ...this.slide.about, ...others]);
    district.value ||= this.slide.about_district;
    this.find(".decide [name=until]").min = this.data.earliest;
    this.answered("");
    this.open(".decide", "textarea");
  }

  // A decision sent again has the same ``turn``, and is recorded once.
  decide(event) {
    event.preventDefault();
    if (this.is_gone) return this.answered(this.data.words.unsent);
    const form = Object.fromEntries(new FormData(event.target));
    this.turn ??= Date.now();
    this.find(".decide .said").textContent = this.data.words.sending;
    this.find(".decide [type=submit]").disabled = true;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.answered(this.data.words.unsent), ANSWER_WITHIN);
    this.tell("decision", {...form, turn: this.turn, sent: Date.now()});
  }

  answered(words) {
    clearTimeout(this.waiting);
    this.find(".decide .said").textContent = words;
    this.find(".decide [type=submit]").disabled = false;
  }

  recorded(words) {
    this.turn = undefined;
    this.answered("");
    this.find(".decide").reset();
    this.close();
    tag(this.find(".done"), words);
    setTimeout(() => tag(this.find(".done"), ""), SHOWN_FOR);
  }

  click(event) {
    if (event.target.closest(".panel, .overview, .tools")) return;
    if (this.is_open(".black")) return this.close();
    if (!this.is_open(".panel, .overview")) event.clientX < window.innerWidth / 4 ? this.back() : this.next();
  }

  async listen() {
    const before = this.is_gone;
    try { this.is_gone = !(await fetch(new URL("_stcore/health", document.baseURI), {cache: "no-store", signal: AbortSignal.timeout(HEALTH_EVERY)})).ok; }
    catch { this.is_gone = true; }
    if (before !== this.is_gone) tag(this.find(".gone"), this.is_gone ? this.data.words.gone : "");
  }

  end() {
    clearInterval(this.pulse);
    clearTimeout(this.timer);
    clearTimeout(this.waiting);
    document.removeEventListener("keydown", this.onKey, true);
    window.removeEventListener("resize", this.onResize);
    this.root.host.remove();
  }
}

function drawing(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  for (const one of parsed.querySelectorAll("script, foreignObject")) one.remove();
  return document.importNode(parsed, true);
}

function tag(element, words) { element.textContent = words; element.hidden = !words; }

function fill(select, pairs) {
  const value = select.value;
  select.replaceChildren(...pairs.map(([code, name]) => new Option(name, code)));
  if (pairs.some(([code]) => code === value)) select.value = value;
}

// Mount a copy of the component over the whole page: within the page, the sidebar would cover it and a rerun would fade it. It
// belongs to the top layer, since Streamlit's dialog about a lost server would otherwise take the keys from the slides.
function laid_over(component) {
  const host = document.createElement("div");
  host.id = "sanbiao-show";
  host.dataset.reactAriaTopLayer = "true";
  const root = host.attachShadow({mode: "open"});
  for (const node of component.childNodes) root.append(node.cloneNode(true));
  component.querySelector(".show").remove();
  root.querySelector(".show").hidden = false;
  document.body.append(host);
  return root;
}

export default function (component) {
  const own = component.parentElement;
  own.show ??= new Show(laid_over(own));
  own.show.update(component.data, component.setTriggerValue);
  return () => { own.show?.end(); own.show = undefined; };
}
