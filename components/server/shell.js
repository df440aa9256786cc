// Runs before Streamlit's own scripts on every page load and works around four of its habits, explained below one by one; and
// copies tables.
// Without it the dashboard still works, but Back needs more steps and a click may be missed.

(() => {
  const push = window.history.pushState.bind(window.history), replace = window.history.replaceState.bind(window.history);
  const listen = (kinds, heard) => kinds.forEach(kind => window.addEventListener(kind, heard, true));

  // One history entry per action. Streamlit pushes an entry for every message about the address: one when a page is opened by a
  // short link, two when a button jumps to another page. Back would lead to addresses that the reader never saw. So a push that
  // does not follow an action of the reader replaces the current entry. And messages of a page that Back or Forward has just left
  // may still arrive: until the reader acts again, they leave the entry that was reached as it is.
  let acted = false, reached;
  const is_browsers_own = event => event.altKey || event.button > 2 || String(event.key).startsWith("Browser"); // Alt+← and such
  listen(["pointerdown", "click", "keydown"], event => {
    if (!event.isTrusted || is_browsers_own(event)) return;
    acted = true;
    reached = undefined;
  });
  listen(["popstate"], () => {
    acted = false;
    reached = window.location.pathname;
  });
  const is_late = address => {
    const here = new URLSearchParams(window.location.search), is_whole = here.has("plan") && here.has("since");
    return reached !== undefined && (is_whole || new URL(address, window.location.href).pathname !== reached);
  };
  window.history.pushState = (state, title, address) => {
    if (is_late(address)) return;
    if (acted) push(state, title, address); else replace(state, title, address);
    acted = false;
  };
  window.history.replaceState = (state, title, address) => {
    if (!is_late(address)) replace(state, title, address);
  };

  // Nothing moves while the mouse is pressed. Streamlit sends a typed date as soon as the mouse goes down elsewhere. The response
  // may arrive before the mouse goes up, and the pressed element has moved by then. So messages wait while something is pressed,
  // but not for long: a map may be dragged for minutes.
  const LONGEST_PRESS = 700; // milliseconds
  let pressed, waiting = [];
  const release = () => {
    clearTimeout(pressed);
    pressed = undefined;
    for (const tell of waiting.splice(0)) tell();
  };
  const hear = WebSocket.prototype.addEventListener;
  WebSocket.prototype.addEventListener = function (kind, heard, options) {
    const later = event => { pressed ? waiting.push(() => heard.call(this, event)) : heard.call(this, event); };
    hear.call(this, kind, kind === "message" ? later : heard, options);
  };

  // A click is handled after the date typed before it. The date is sent when its calendar closes, shortly after the mouse went
  // down. After a quick tap the click would come first, and its new page would be left again immediately. So the click waits.
  const CALENDAR = '[data-testid="stDateInputCalendar"]', FIELD = '[data-testid="stDateInput"]';
  const AFTER = 60; // milliseconds from the closing of the calendar until its date is sent
  let closing = false;
  const click_later = (target, event, tries = 50) => {
    if (tries && document.querySelector(CALENDAR)) return setTimeout(click_later, 10, target, event, tries - 1);
    setTimeout(() => { target.dispatchEvent(event); release(); }, AFTER);
  };

  listen(["pointerdown"], event => {
    release();
    pressed = setTimeout(release, LONGEST_PRESS);
    closing = !!document.querySelector(CALENDAR) && !event.target.closest?.(`${CALENDAR}, ${FIELD}`);
  });
  listen(["pointerup", "pointercancel"], () => { if (!closing) setTimeout(release); });

  // A link leads to its page without a reload and only states what it changes: a date typed just before is known to the server
  // only. With Ctrl, or from the context menu, it opens in a new tab with its full address.
  const LINK = '[data-testid="stPageLink-NavLink"], a[data-jump]';
  const ENTRY = ["stSidebarNavLink", "stTopNavLink", "stTopNavDropdownLink"].map(one => `[data-testid="${one}"]`).join();
  const changes = address => {
    const here = new URLSearchParams(window.location.search), there = address.searchParams, found = new URLSearchParams();
    for (const name of new Set([...here.keys(), ...there.keys()])) {
      if (here.get(name) !== there.get(name)) found.set(name, there.get(name) ?? "");
    }
    return found;
  };
  const follow = link => {
    const address = new URL(link.href), said = changes(address).toString();
    push({}, "", address.pathname + (said && `?${said}`));
    window.dispatchEvent(new PopStateEvent("popstate", {state: {}}));
  };
  // Streamlit's navigation entries have no address: they get the current one before the reader can open them in a new tab.
  listen(["pointerover", "focusin"], event => {
    const entry = event.target.closest?.(ENTRY);
    if (entry && entry.search !== window.location.search) entry.search = window.location.search;
  });

  // In a grid of links the arrow keys lead from cell to cell; Tab enters the grid and leaves it.
  const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
  listen(["keydown"], event => {
    const cell = event.target.closest?.("[data-grid] td"), step = STEPS[event.key];
    if (!cell || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const rows = [...cell.closest("tbody").rows], width = cell.parentNode.cells.length;
    let row = rows.indexOf(cell.parentNode), at = cell.cellIndex;
    while (rows[row] && at >= 0 && at < width) { // headings and empty months are passed over
      row += step[0];
      at += step[1];
      const link = rows[row]?.cells[at]?.querySelector("a");
      if (link) return link.focus();
    }
  });

  // The button beside a table copies it as HTML, for Excel, Word and WPS, and as text; works without HTTPS. Here, because the
  // policy of contents lets no script stand within a page.
  listen(["click"], event => {
    const button = event.target.closest?.(".sb-copy");
    if (!button) return;
    const table = document.querySelector(".sb-quotas table").cloneNode(true);
    table.querySelectorAll(".sb-mark").forEach(one => one.remove());
    table.querySelectorAll("a").forEach(one => one.replaceWith(one.textContent));
    table.querySelectorAll("[data-screen]").forEach(one => one.remove());
    table.querySelectorAll("[data-span]").forEach(one => { one.colSpan = one.dataset.span; });
    table.setAttribute("border", "1");
    const text = [...table.rows].map(row => [...row.cells].flatMap(
      cell => [cell.innerText.trim(), ...Array(cell.colSpan - 1).fill("")]).join("\t")).join("\n");
    document.addEventListener("copy", event => {
      event.preventDefault();
      event.clipboardData.setData("text/html", table.outerHTML);
      event.clipboardData.setData("text/plain", text);
    }, {once: true});
    document.execCommand("copy");
    button.textContent = button.dataset.done;
  });

  listen(["click"], event => {
    if (event.isTrusted && closing) {
      closing = false;
      event.stopImmediatePropagation();
      event.preventDefault();
      return click_later(event.target, new MouseEvent("click", event));
    }
    const link = event.target.closest?.(LINK), is_for_new_tab = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link && !(is_for_new_tab && event.target.closest?.(ENTRY))) return;
    event.stopImmediatePropagation();
    if (is_for_new_tab) return; // the browser opens it
    event.preventDefault();
    follow(link);
  });
})();
