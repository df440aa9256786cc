"""Measure the compressed transfer of a first load behind nginx: ``python tests/bench/transfer.py`` prints a table.

A browser with an empty cache opens the empty page and the overview, at the server itself and through an nginx that compresses
HTTP responses. Bytes are those of all responses, as received over the wire, and of the websocket, which is not compressed.
"""

import atexit
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from servers import ROOT, App, answer, chromium, free_port, machine, make_empty, make_store, start, stop

from pages import open_cold

#: Bound: megabytes of the first page through nginx.
MOST = 6.0
CONF = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  gzip on; gzip_comp_level 6; gzip_min_length 1024; gzip_proxied any;
  gzip_types text/css text/javascript application/javascript application/json application/wasm image/svg+xml font/ttf;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass {url};
      proxy_http_version 1.1;
      proxy_set_header Host $host:{port};
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
    }}
  }}
}}
"""


@contextmanager
def behind_nginx(app: App, folder: Path) -> Iterator[App]:
    """The same app, reached through nginx."""
    port = free_port()
    conf = folder / f"{app.name}.conf"
    conf.write_text(CONF.format(folder=folder, port=port, url=app.url.replace("localhost", "127.0.0.1")))
    process = subprocess.Popen(["nginx", "-c", str(conf)], stderr=subprocess.DEVNULL)
    atexit.register(process.kill)
    try:
        yield replace(app, url=f"http://localhost:{port}")
    finally:
        process.terminate()
        process.wait(timeout=20)


def transferred(browser: Browser, app: App) -> float:
    """Megabytes of a first load."""
    context, _, _, size = open_cold(browser, app)
    context.close()
    return size / 1e6


def measure(browser: Browser, folder: Path) -> dict[str, tuple[float, float]]:
    """Megabytes of the first load by app, at the server itself and through nginx."""
    make_empty(folder)
    store = folder / "transfer.sqlite"
    make_store(store, 1)
    found = {}
    for name, where, script in (("empty", folder, "empty.py"), ("overview", ROOT, "app.py")):
        app = start(name, where, script, store)
        try:
            answer(app.url)
            with behind_nginx(app, folder) as compressed:
                found[name] = transferred(browser, app), transferred(browser, compressed)
        finally:
            stop(app)
    return found


def table(found: dict[str, tuple[float, float]]) -> list[str]:
    """The lines of the table."""
    lines = ["| first load over the wire | empty page | overview | ratio |", "|---|--:|--:|--:|"]
    for place, label in enumerate(("at the server itself", "through nginx, compressed")):
        empty, ours = found["empty"][place], found["overview"][place]
        lines.append(f"| {label} | {empty:.2f} MB | {ours:.2f} MB | {ours / empty:.2f} |")
    return [*lines, "", f"The overview through nginx: {found['overview'][1]:.2f} MB (at most {MOST:.0f} MB)"]


def main() -> None:
    """Measure and print."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        lines = table(measure(browser, Path(folder)))
        browser.close()
    print("\n".join([f"{machine()}\n", *lines]))


if __name__ == "__main__":
    main()
