"use strict";
// Everything shown comes from the data at the end of the page and is set as text; charts are parsed as XML, in which no script runs.
const data = JSON.parse(document.getElementById("data").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 760px)");
const unpacked = new Map();
let printing = false;
let shown = { key: "", parts: [] };
let turn = 0;

const at = (id) => document.getElementById(id);

function made(tag, parent, text, css) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (css) element.className = css;
  parent.append(element);
  return element;
}

// The address holds the choice: #lang=zh&district=410105&sort3=-2 (third exhibit by its second column, descending).
function choice() {
  const address = new URLSearchParams(location.hash.slice(1));
  const languages = Object.keys(data.languages);
  const language = languages.includes(address.get("lang")) ? address.get("lang") : languages[0];
  const codes = data.languages[language].districts.map(([code]) => code);
  const district = codes.includes(address.get("district")) ? address.get("district") : codes[0];
  return { address, language, district, part: Number(address.get("part")) || 0 };
}

function choose(changes) {
  const { address, language, district } = choice();
  address.set("lang", language);
  address.set("district", district);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.delete(name);
    else address.set(name, value);
  }
  if ("#" + address === location.hash) show();
  else location.hash = address;
}

function chooseView(changes) {
  const kept = [...choice().address.keys()].filter((name) => name.startsWith("sort") || name === "part");
  choose({ ...Object.fromEntries(kept.map((name) => [name, null])), ...changes });
}

async function unpack(key) {
  if (!unpacked.has(key)) {
    const bytes = Uint8Array.from(atob(data.views[key]), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    unpacked.set(key, JSON.parse(await new Response(stream).text()));
  }
  return unpacked.get(key);
}

async function show() {
  const { language, district, part, address } = choice();
  const mine = ++turn;
  showHead(language, district);
  if (typeof DecompressionStream === "undefined") {
    at("trouble").textContent = data.languages[language].words.old_browser;
    at("trouble").hidden = false;
    return;
  }
  const key = language + "/" + district;
  const parts = await unpack(key);
  if (mine !== turn) return; // another view was chosen meanwhile
  const isNew = shown.key !== key;
  if (isNew) {
    shown = { key, parts };
    showParts(parts, data.languages[language].words);
  }
  parts.forEach((one, number) => sortAs(number, Number(address.get("sort" + (number + 1))) || 0));
  const target = at("part" + part);
  if (target) target.scrollIntoView();
  else if (isNew) scrollTo(0, 0);
  document.body.dataset.shown = key;
}

function showHead(language, district) {
  const { title, words, districts } = data.languages[language];
  const name = districts.find(([code]) => code === district)[1];
  document.documentElement.lang = language === "zh" ? "zh-CN" : language;
  document.title = title + " · " + name;
  at("title").textContent = title;
  at("demonstration").textContent = words.demonstration;
  at("demonstration").hidden = !data.demonstration;
  at("district-label").textContent = words.district;
  at("overview-title").textContent = name + words.overview;
  at("languages").setAttribute("aria-label", words.language);
  at("district").replaceChildren(...districts.map(([code, label]) => new Option(label, code, false, code === district)));
  at("languages").replaceChildren();
  for (const [code, one] of Object.entries(data.languages)) {
    const button = made("button", at("languages"), one.name);
    button.lang = code;
    button.setAttribute("aria-pressed", String(code === language));
    button.onclick = () => chooseView({ lang: code });
  }
}

function showParts(parts, words) {
  at("overview").replaceChildren();
  at("parts").replaceChildren();
  parts.forEach((part, number) => {
    const entry = made("button", made("li", at("overview")), part.title);
    entry.onclick = () => choose({ part: number + 1 });
    showPart(part, number, words);
  });
  draw();
}

function showPart(part, number, words) {
  const isTable = !Object.keys(part.drawn).length;
  const section = made("section", at("parts"), undefined, isTable ? "wide" : "");
  section.id = "part" + (number + 1);
  section.dataset.address = part.address;
  made("h2", section, part.title);
  if (isTable) {
    showTable(part.table, number, section, words);
  } else {
    made("figure", section).setAttribute("aria-label", part.alt);
    const details = made("details", section);
    made("summary", details, words.numbers);
    showTable(part.table, number, details, words);
  }
  showNotes(part.notes, section, words);
  made("p", section, part.foot.join("  ·  "), "foot");
}

// Show a few notes immediately; collapse long explanations of the figures.
function showNotes(notes, section, words) {
  let parent = section;
  if (notes.length > 2) {
    parent = made("details", section);
    made("summary", parent, words.notes);
  }
  for (const note of notes) made("p", parent, note, "note");
}

function showTable(table, number, parent, words) {
  const drawn = made("table", made("div", parent, undefined, "scroll"));
  const head = made("tr", made("thead", drawn));
  table.columns.forEach((column, place) => {
    const cell = made("th", head, undefined, column.number ? "number" : "");
    cell.scope = "col";
    const button = made("button", cell, column.title);
    button.title = words.sort;
    button.onclick = () => {
      const name = "sort" + (number + 1);
      const before = Number(choice().address.get(name)) || 0;
      choose({ [name]: before === place + 1 ? -before : place + 1, part: null });
    };
  });
  const body = made("tbody", drawn);
  table.rows.forEach((row, place) => {
    const line = made("tr", body);
    line.dataset.row = place;
    line.dataset.key = table.keys[place];
    row.forEach(([text, , status], column) => {
      const { number: isNumber, width } = table.columns[column];
      const cell = made("td", line, text, isNumber ? "number" : "");
      if (!isNumber) cell.style.minWidth = Math.min(width / 2, 14) + "em";
      if (!status) return;
      cell.className = "status";
      cell.style.background = `var(--${status})`;
      cell.style.color = `var(--on-${status})`;
    });
  });
}

// Sort numbers and dates by value, text by the rules of the language; unknown values come last in both directions.
function sortAs(number, column) {
  const section = at("part" + (number + 1));
  const { rows } = shown.parts[number].table;
  const place = Math.abs(column) - 1;
  const sign = Math.sign(column);
  const isNumber = place >= 0 && rows.some((row) => row[place] && row[place][1] !== null);
  const compare = (one, other) => {
    if (place < 0 || !rows.length || rows[0][place] === undefined) return one - other;
    const [a, b] = [rows[one][place], rows[other][place]].map((cell) => (isNumber ? cell[1] : cell[0]));
    if (a === null || b === null) return (a === null) - (b === null) || one - other;
    return sign * (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang)) || one - other;
  };
  const body = section.querySelector("tbody");
  const lines = [...body.children].sort((one, other) => compare(+one.dataset.row, +other.dataset.row));
  body.append(...lines);
  section.querySelectorAll("th").forEach((cell, index) => {
    if (index === place) cell.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
    else cell.removeAttribute("aria-sort");
  });
  if (column && section.querySelector("details")) section.querySelector("details").open = true;
}

function draw() {
  const look = dark.matches && !printing ? "dark" : "light";
  const size = narrow.matches && !printing ? "narrow" : "wide";
  shown.parts.forEach((part, number) => {
    const picture = part.drawn[look + "-" + size];
    if (!picture) return;
    const read = new DOMParser().parseFromString(picture, "image/svg+xml").documentElement;
    at("part" + (number + 1)).querySelector("figure").replaceChildren(document.importNode(read, true));
  });
}

function print(now) {
  printing = now;
  draw();
}

at("district").onchange = (event) => chooseView({ district: event.target.value });
addEventListener("hashchange", show);
addEventListener("beforeprint", () => print(true));
addEventListener("afterprint", () => print(false));
dark.addEventListener("change", draw);
narrow.addEventListener("change", draw);
show();
