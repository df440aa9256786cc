// The map of school projects: outlines, marks and names as laid out by the server for the widest screen that fits, zoom in steps,
// and the months of the year one after the other. All of it is in the browser: nothing is asked of the server but a picked school,
// or a picked place where one is asked for.

const NS = "http://www.w3.org/2000/svg", STEP = 1100, WHEEL_PAUSE = 250; // milliseconds

class CityMap {
  constructor(root) {
    this.root = root;
    this.find = name => root.querySelector(name);
    this.zoom = 0;
    this.middle = [0.5, 0.5]; // of the city, in the middle of the frame
    this.wheeled = 0;
    const frame = this.find(".frame");
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(frame);
    this.find("[name=in]").addEventListener("click", () => this.step(1));
    this.find("[name=out]").addEventListener("click", () => this.step(-1));
    this.find("[name=whole]").addEventListener("click", () => this.look(0, [0.5, 0.5]));
    this.find("[name=play]").addEventListener("click", () => this.timer ? this.stop() : this.play());
    this.find("input").addEventListener("input", event => { this.stop(); this.show(Number(event.target.value)); });
    frame.addEventListener("wheel", event => this.wheel(event), {passive: false});
    frame.addEventListener("pointerdown", event => this.drag(event));
    frame.addEventListener("click", event => this.data.placing ? this.place(event) : this.pick(event.target.closest("[data-code]")));
    frame.addEventListener("keydown", event => this.key(event));
    for (const kind of ["pointerover", "focusin"]) frame.addEventListener(kind, event => this.tell(event.target.closest("[data-code]")));
    for (const kind of ["pointerout", "focusout"]) frame.addEventListener(kind, () => this.tell(null));
  }

  update(data, pick) {
    const before = this.data;
    if (before?.city !== data.city) this.city = JSON.parse(data.city);
    this.data = data;
    this.picked = pick;
    for (const [name, colour] of Object.entries(data.colours)) this.find(".map").style.setProperty(`--${name}`, colour);
    this.words();
    const last = data.months.length - 1;
    if (!before || before.months.length !== last + 1 || before.months[last]?.day !== data.months[last]?.day) this.at = last;
    if (!before || before.district !== data.district) this.look_at(data.district);
    this.drawn = "";
    this.draw();
    this.show(this.at);
  }

  words() {
    const {words, months} = this.data;
    for (const name of ["in", "out", "whole"]) {
      const button = this.find(`[name=${name}]`);
      if (name === "whole") button.textContent = words.whole; else button.setAttribute("aria-label", words[name]);
    }
    this.find("svg").setAttribute("aria-label", words.alt);
    this.find("input").setAttribute("aria-label", words.slider);
    this.find("input").max = months.length - 1;
    this.find(".film").hidden = months.length < 2;
    this.find(".months").replaceChildren(...months.map(month => node("span", {}, node("i", {}, month.label))));
    this.say_play();
  }

  say_play() {
    const button = this.find("[name=play]");
    button.textContent = this.timer ? "❚❚" : "▶";
    button.setAttribute("aria-label", this.timer ? this.data.words.pause : this.data.words.play);
  }

  get layout() {
    const width = this.find(".frame").clientWidth, fits = this.city.layouts.filter(one => one.width <= width);
    return fits.at(-1) ?? this.city.layouts[0];
  }

  // Zoom and place

  look_at(district) {
    const {boxes, layouts} = this.city, box = boxes[district];
    if (!box) return this.look(0, [0.5, 0.5], false);
    const one = layouts.at(-1), first = one.zooms[0], scale = first.degree / this.city.units;
    const [left, top, right, bottom] = [first.left + box[0] * scale, first.top + box[1] * scale, first.left + box[2] * scale, first.top + box[3] * scale];
    const room = Math.min(one.width / (right - left), one.height / (bottom - top));
    this.look(room > 4.2 ? 2 : room > 2.1 ? 1 : 0, [(left + right) / 2 / one.width, (top + bottom) / 2 / one.height], false);
  }

  step(by) { this.look(this.zoom + by, this.middle); }

  look(zoom, middle, draw = true) {
    this.zoom = Math.min(Math.max(zoom, 0), this.city.layouts[0].zooms.length - 1);
    const half = 0.5 / 2 ** this.zoom;
    this.middle = middle.map(one => Math.min(Math.max(one, half), 1 - half));
    if (draw) this.draw();
  }

  // The wheel scrolls the page; with Ctrl it zooms around the pointer.
  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    if (event.timeStamp - this.wheeled < WHEEL_PAUSE) return;
    this.wheeled = event.timeStamp;
    const box = this.find("svg").getBoundingClientRect(), by = event.deltaY < 0 ? 1 : -1;
    const off = [(event.clientX - box.left) / box.width - 0.5, (event.clientY - box.top) / box.height - 0.5];
    const held = this.middle.map((one, n) => one + off[n] / 2 ** this.zoom);
    const zoom = Math.min(Math.max(this.zoom + by, 0), this.city.layouts[0].zooms.length - 1);
    this.look(zoom, held.map((one, n) => one - off[n] / 2 ** zoom));
  }

  drag(event) {
    if (!this.zoom || event.button) return;
    const frame = this.find(".frame"), box = frame.getBoundingClientRect(), from = this.middle, start = [event.clientX, event.clientY];
    this.dragged = false;
    const move = one => {
      const off = [(one.clientX - start[0]) / box.width, (one.clientY - start[1]) / box.height];
      this.dragged ||= Math.hypot(one.clientX - start[0], one.clientY - start[1]) > 4;
      if (this.dragged) this.look(this.zoom, from.map((place, n) => place - off[n] / 2 ** this.zoom));
    };
    const end = () => { window.removeEventListener("pointermove", move); window.removeEventListener("pointerup", end); };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
  }

  // Drawing

  draw() {
    if (!this.data || !this.find(".frame").clientWidth) return;
    const layout = this.layout, one = layout.zooms[this.zoom], shift = this.shift(layout);
    const svg = this.find("svg");
    svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    this.find(".frame").classList.toggle("zoomed", this.zoom > 0);
    this.find(".map").classList.toggle("placing", Boolean(this.data.placing));
    const drawing = `${layout.width} ${this.zoom}`;
    if (this.drawn !== drawing) {
      const held = this.root.activeElement?.dataset?.code;
      svg.replaceChildren(shape("g", {}, ...this.ground(one), ...this.anchors(layout, one), ...this.marks(one), ...this.names(layout, one), ...this.placed(one)));
      this.drawn = drawing;
      this.paint();
      if (held) this.mark(held)?.focus({preventScroll: true});
    }
    svg.firstChild.setAttribute("transform", `translate(${shift[0].toFixed(1)} ${shift[1].toFixed(1)})`);
    this.hide_cut(layout, one, shift);
    this.keys(layout, one);
    for (const [name, is_off] of [["in", this.zoom === layout.zooms.length - 1], ["out", !this.zoom], ["whole", !this.zoom]]) {
      this.find(`[name=${name}]`).toggleAttribute("disabled", is_off);
    }
  }

  // How far the drawing is moved to the right and down.
  shift(layout) {
    const times = 2 ** this.zoom;
    return [layout.width * (0.5 - this.middle[0] * times), layout.height * (0.5 - this.middle[1] * times)];
  }

  // A name that the edge of the frame would cut is left out until it is wholly in sight.
  hide_cut(layout, one, [right, down]) {
    const boxes = new Map(one.names.map(name => [name.code, name.box]));
    for (const name of this.root.querySelectorAll(".name")) {
      const [x1, y1, x2, y2] = boxes.get(name.dataset.district);
      name.toggleAttribute("hidden", x1 + right < 0 || y1 + down < 0 || x2 + right > layout.width || y2 + down > layout.height);
    }
  }

  ground(one) {
    const scale = one.degree / this.city.units, own = area => area.code === this.data.district;
    const areas = [...this.city.areas].sort((a, b) => own(a) - own(b)); // the chosen one last, so that its outline is complete
    const outlines = areas.map(area => shape("path", {d: area.path, class: own(area) ? "area chosen" : "area"}));
    const rivers = shape("path", {d: this.city.rivers, class: "river"});
    return [shape("g", {transform: `translate(${one.left} ${one.top}) scale(${scale})`}, ...outlines, rivers)];
  }

  // The points of zones without an outline, and the lines to names that are far from what they name: below the marks.
  anchors(layout, one) {
    const zones = one.names.filter(name => this.city.zones.includes(name.code)).map(({at}) => [at[0], at[1] - layout.size]);
    const points = zones.map(([cx, cy]) => shape("circle", {class: "zone", cx, cy, r: 2.5}));
    return [...one.names.filter(name => name.leader).map(name => shape("line", {class: "leader", ...ends(name.leader)})), ...points];
  }

  // The place that is chosen for a school, as a cross in a ring.
  placed(one) {
    if (!this.data.place) return [];
    const {west, north, squeeze} = this.city, [longitude, latitude] = this.data.place;
    const x = one.left + (longitude - west) * squeeze * one.degree, y = one.top + (north - latitude) * one.degree;
    const cross = shape("path", {d: `M${x - 12} ${y}H${x + 12}M${x} ${y - 12}V${y + 12}`});
    return [shape("g", {class: "place"}, shape("circle", {cx: x, cy: y, r: 7}), cross)];
  }

  names(layout, one) {
    const {counts} = this.data;
    return one.names.map(name => {
      const [left, top, right, bottom] = name.box, lead = layout.size * 1.25;
      const lines = [...name.lines];
      if (counts[name.code] !== null && counts[name.code] !== undefined) lines.push(`${lines.pop()} ${counts[name.code]}`);
      const first = (top + bottom) / 2 - (lines.length - 1) * lead / 2 + 0.36 * layout.size;
      const text = lines.map((line, n) => shape("tspan", {x: (left + right) / 2, y: first + n * lead}, line));
      return shape("text", {class: "name", "data-district": name.code, "font-size": layout.size}, ...text);
    });
  }

  marks(one) {
    const leads = [], found = [];
    this.data.marks.forEach((mark, n) => {
      if (!mark.shown) return;
      const [x, y, radius, ...own] = one.marks[n];
      if (own.length) leads.push(shape("line", {class: "leader", x1: own[0], y1: own[1], x2: x, y2: y}));
      const parts = [shape("circle", {cx: x, cy: y, r: radius}), shape("text", {x, y: y + radius * 0.4, "font-size": radius * 1.15})];
      found.push(shape("g", {class: "mark", "data-code": mark.code, "data-n": n, role: "button", tabindex: found.length ? -1 : 0}, ...parts));
    });
    return [...leads, ...found];
  }

  mark(code) { return this.find(`[data-code="${CSS.escape(code)}"]`); }

  // Give every mark the status of the month that is shown.
  paint() {
    const {months, marks, looks, chosen} = this.data, states = months[this.at]?.states ?? [];
    for (const group of this.root.querySelectorAll(".mark")) {
      const n = Number(group.dataset.n), state = states[n];
      group.toggleAttribute("hidden", !state);
      if (!state) continue;
      const [word, is_begun] = state, look = looks[word], [disc, text] = group.children;
      group.classList.toggle("begun", is_begun);
      group.classList.toggle("chosen", marks[n].code === chosen);
      group.dataset.word = word;
      disc.style.setProperty("fill", is_begun ? look.fill : "var(--paper)");
      disc.style.setProperty("stroke", is_begun ? "var(--paper)" : look.edge);
      text.style.setProperty("fill", is_begun ? look.ink : "var(--ink)");
      text.textContent = is_begun ? look.mark : look.ring;
      group.setAttribute("aria-label", this.told(n).join(", "));
    }
  }

  told(n) {
    const mark = this.data.marks[n], [word, is_begun] = this.data.months[this.at].states[n];
    return [mark.name, this.data.looks[word].said, is_begun ? "" : this.data.ring, mark.seats].filter(Boolean);
  }

  keys(layout, one) {
    const size = this.find("svg").clientWidth / layout.width, radii = layout.key, widest = radii.at(-1);
    let x = 1;
    const discs = radii.map(r => { const disc = shape("circle", {cx: x + r, cy: widest + 1, r}); x += 2 * r + 6; return disc; });
    const key = shape("svg", {width: x * size, height: (2 * widest + 2) * size, viewBox: `0 0 ${x} ${2 * widest + 2}`, "aria-hidden": "true"}, ...discs);
    this.find(".sizes").replaceChildren(...this.data.key ? [key, node("span", {}, this.data.key)] : []);
    const ring = shape("svg", {width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true"}, shape("circle", {cx: 9, cy: 9, r: 7, class: "ring"}));
    this.find(".not-begun").replaceChildren(ring, node("span", {}, this.data.ring));
    this.find(".scale i").style.width = `${one.km * size}px`;
    this.find(".scale span").textContent = this.data.scale[this.zoom];
  }

  // The film

  show(at) {
    this.at = Math.min(Math.max(at, 0), this.data.months.length - 1);
    const month = this.data.months[this.at], slider = this.find("input"), said = this.find(".said");
    if (!month) return;
    slider.value = this.at;
    slider.setAttribute("aria-valuetext", month.day);
    slider.style.setProperty("--done", `${100 * this.at / Math.max(this.data.months.length - 1, 1)}%`);
    said.setAttribute("aria-live", this.timer ? "off" : "polite");
    said.textContent = month.said;
    [...this.find(".months").children].forEach((one, n) => one.toggleAttribute("data-now", n === this.at));
    this.paint();
  }

  play() {
    if (this.at === this.data.months.length - 1) this.at = -1;
    this.timer = setInterval(() => this.turn(), STEP);
    this.turn();
    this.say_play();
  }

  turn() {
    this.show(this.at + 1);
    if (this.at === this.data.months.length - 1) this.stop();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.say_play();
  }

  // Picking: by mouse and finger, and by keyboard with the arrow keys from mark to mark.

  pick(mark) {
    if (mark && !this.dragged) this.picked("pick", mark.dataset.code);
    this.dragged = false;
  }

  // The longitude and latitude of a click.
  place(event) {
    if (this.dragged) { this.dragged = false; return; }
    const {west, north, squeeze} = this.city, layout = this.layout, one = layout.zooms[this.zoom], [right, down] = this.shift(layout);
    const box = this.find("svg").getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * layout.width - right, y = (event.clientY - box.top) / box.height * layout.height - down;
    const place = [west + (x - one.left) / (one.degree * squeeze), north - (y - one.top) / one.degree];
    this.picked("place", place.map(degrees => Number(degrees.toFixed(6))));
  }

  key(event) {
    const mark = event.target.closest("[data-code]");
    if (!mark) return;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); return this.pick(mark); }
    const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!by) return;
    event.preventDefault();
    const all = [...this.root.querySelectorAll(".mark")].sort((a, b) => a.firstChild.getAttribute("cx") - b.firstChild.getAttribute("cx"));
    const next = all[(all.indexOf(mark) + by + all.length) % all.length];
    for (const one of all) one.setAttribute("tabindex", one === next ? 0 : -1);
    this.bring(next);
    next.focus({preventScroll: true});
  }

  // Move a mark outside the frame into its middle.
  bring(mark) {
    if (!this.zoom) return;
    const {width, height} = this.layout, times = 2 ** this.zoom, disc = mark.firstChild;
    this.look(this.zoom, [disc.getAttribute("cx") / width / times, disc.getAttribute("cy") / height / times]);
  }

  tell(mark) {
    const tip = this.find(".tip");
    tip.hidden = !mark;
    if (!mark) return;
    tip.replaceChildren(...this.told(Number(mark.dataset.n)).map((line, n) => node(n ? "span" : "b", {}, line)));
    const frame = this.find(".frame").getBoundingClientRect(), box = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const left = Math.min(Math.max(box.left - frame.left + box.width / 2 - own.width / 2, 0), frame.width - own.width);
    const above = box.top - frame.top - own.height - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 0 ? box.bottom - frame.top + 6 : above}px`;
  }

  end() {
    clearInterval(this.timer);
    this.sizes.disconnect();
  }
}

function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function shape(name, attributes, ...children) { return made(document.createElementNS(NS, name), attributes, children); }

function node(name, attributes, ...children) { return made(document.createElement(name), attributes, children); }

function ends([x1, y1, x2, y2]) { return {x1, y1, x2, y2}; }

export default function (component) {
  const own = component.parentElement;
  own.map ??= new CityMap(own);
  own.map.update(component.data, component.setTriggerValue);
  return () => { own.map?.end(); own.map = undefined; };
}
