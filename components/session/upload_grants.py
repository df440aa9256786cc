"""Sessions whose page has shown a place for files: only they may send any."""

from collections import OrderedDict
from threading import Lock

from streamlit.runtime.scriptrunner import get_script_run_ctx

#: Sessions remembered; the one granted the longest time ago is forgotten first.
SESSIONS = 10_000
_granted = OrderedDict[str, None]()
_lock = Lock()


def grant() -> None:
    """Let the running session send files; call where a page shows a place for them."""
    context = get_script_run_ctx()
    if context is None:
        return
    with _lock:
        _granted[context.session_id] = None
        _granted.move_to_end(context.session_id)
        if len(_granted) > SESSIONS:
            _granted.popitem(last=False)


def may_upload(session_id: str) -> bool:
    """Return True if a page of the session has shown a place for files."""
    with _lock:
        return session_id in _granted
