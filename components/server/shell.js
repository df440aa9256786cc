// Runs before Streamlit's own script, once a page is loaded, and mends three of its ways; each part says which. Everything works
// without it, only less well: a step back more, a click that is missed.

(() => {
  const push = window.history.pushState.bind(window.history);
  const listen = (kinds, heard) => kinds.forEach(kind => window.addEventListener(kind, heard, true));

  // One step back for one thing done. Streamlit enters every message about the address into the history: the first one of a page
  // that was opened by a short link, and two for a jump to another page. Back would come to addresses that nobody ever saw, and
  // be sent on from them. So what changes the address without a hand of the reader in between takes the place of the entry before.
  let acted = false;
  listen(["pointerdown", "click", "keydown"], event => { acted ||= event.isTrusted; });
  listen(["popstate"], () => { acted = false; });
  window.history.pushState = (state, title, address) => {
    if (acted) push(state, title, address); else window.history.replaceState(state, title, address);
    acted = false;
  };

  // Nothing moves under a hand. Streamlit sends a day that was typed when the mouse goes down on something else; the answer may
  // come before the mouse goes up, and what was pressed lies elsewhere by then. So messages wait while something is pressed, though
  // never for long: a map may be dragged for minutes.
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

  // A click comes after the day that was typed before it. The day goes off when its calendar closes, a moment after the mouse went
  // down; of a quick tap the click is first, and the page to which it led is left again at once. So the click waits for the calendar.
  const CALENDAR = '[data-testid="stDateInputCalendar"]', FIELD = '[data-testid="stDateInput"]';
  const AFTER = 60; // milliseconds from the closing of the calendar until its day went off
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

  // A link of the page leads on without loading everything anew, and says only what it changes: what was typed just before is
  // known to the server alone. With Ctrl, or by the menu of the mouse, it opens in a new tab, which is told everything.
  const LINK = '[data-testid="stPageLink-NavLink"], a[data-jump]', ENTRY = '[data-testid="stSidebarNavLink"], [data-testid="stTopNavLink"]';
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
  // Streamlit's entries of the navigation know no address: they get that of where the reader is before anybody can open them.
  listen(["pointerover", "focusin"], event => {
    const entry = event.target.closest?.(ENTRY);
    if (entry && entry.search !== window.location.search) entry.search = window.location.search;
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
    if (is_for_new_tab) return; // which is the browser's own doing
    event.preventDefault();
    follow(link);
  });
})();
