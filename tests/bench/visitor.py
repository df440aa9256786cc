"""A reader without a browser: uses Streamlit's own protocol over the websocket, and draws nothing.

It sends what a browser sends: the address, the messages it still has (those need not be sent again), and the values of the lists
and calendars shown. It parses as much of the answers as it needs to click: the pages of the navigation, the choices of the lists,
the days of the calendars.
"""

from dataclasses import dataclass, field
from time import perf_counter
from types import TracebackType
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.DateInput_pb2 import DateInput
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection, connect

#: Number of runs for which a browser keeps an unused large message, as in Streamlit's settings.
KEPT_RUNS = 2


@dataclass
class Answer:
    """Result of one click: seconds until the script was done, bytes, and errors."""

    seconds: float
    size: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass
class Visitor:
    """One session with a server: ``async with Visitor(url) as visitor: await visitor.open("plan=…")``."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    lists: dict[str, Selectbox] = field(default_factory=dict)
    calendars: dict[str, DateInput] = field(default_factory=dict)
    query: str = ""
    page: str = ""
    runs: int = 0
    _main: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _common: set[str] = field(default_factory=set)
    _kept: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> "Visitor":
        """Connect."""
        address = f"ws://{urlsplit(self.url).netloc}/_stcore/stream"
        self._socket = await connect(
            address,
            subprotocols=["streamlit"],
            additional_headers=self.headers,
            max_size=None,
            compression=None,
            open_timeout=60,
        )
        return self

    async def __aexit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave, as by closing the tab."""
        if self._socket:
            await self._socket.close()

    async def open(self, query: str = "", page: str = "") -> Answer:
        """Load a page for the first time, by a link and an address such as ``as_of=2023-06-05``."""
        self.query = query
        return await self._run(page)

    async def go(self, page: str) -> Answer:
        """Click on a page in the navigation, named as in the address ("" is the first one)."""
        self.page, self.query = self.pages[page], ""
        self._states = {identity: state for identity, state in self._states.items() if identity in self._common}
        return await self._run()

    async def choose(self, key: str, option: str) -> Answer:
        """Choose an option of the list with this key, by its words."""
        self._states[self.lists[key].id].string_value = option
        return await self._run()

    def chosen(self, key: str) -> str:
        """Return the options of the list with this key."""
        return self._states[self.lists[key].id].string_value

    async def pick_day(self, key: str, day: str) -> Answer:
        """Pick a day (2023-09-30) in the calendar with this key."""
        self._states[self.calendars[key].id].string_array_value.data[:] = [day.replace("-", "/")]
        return await self._run()

    async def _run(self, name: str = "") -> Answer:
        """Ask for a run of the script and read its messages until it is done."""
        assert self._socket
        message = BackMsg(rerun_script=self._state(name))
        self.lists, self.calendars = {}, {}
        answer, begin = Answer(0), perf_counter()
        await self._socket.send(message.SerializeToString())
        while not answer.seconds:
            data = await self._socket.recv(decode=False)
            arrived = perf_counter()
            answer.size += len(data)
            if self._take(ForwardMsg.FromString(data), answer):
                answer.seconds = arrived - begin
        self._forget()
        return answer

    def _state(self, name: str) -> ClientState:
        """The state sent to the server."""
        context = ContextInfo(timezone="Asia/Shanghai", locale="zh-CN", url=self.url, color_scheme="light")
        return ClientState(
            query_string=self.query,
            page_script_hash=self.page,
            page_name=name,
            widget_states=WidgetStates(widgets=self._states.values()),
            cached_message_hashes=self._kept,
            context_info=context,
        )

    def _forget(self) -> None:
        """Forget widgets that are no longer on the page, and large messages unused for long."""
        self.runs += 1
        shown = {one.id for one in (*self.lists.values(), *self.calendars.values())}
        self._states = {identity: state for identity, state in self._states.items() if identity in shown}
        self._kept = {name: one for name, one in self._kept.items() if self.runs - one[1] <= KEPT_RUNS}

    def _take(self, message: ForwardMsg, answer: Answer) -> bool:
        """Read a message; return True if it marks the end of the script."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message, _ = self._kept[message.ref_hash]
            kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._kept[message.hash] = message, self.runs
        if kind == "delta":
            self._draw(message, answer)
        elif kind == "navigation":
            self.pages = {
                "" if one.is_default else one.url_pathname: one.page_script_hash for one in message.navigation.app_pages
            }
            self.page = message.navigation.page_script_hash
        elif kind == "new_session":
            self.page, self._main = message.new_session.page_script_hash, message.new_session.main_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            answer.errors.append("page not found")
        elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            answer.errors.append(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
        return kind == "script_finished"

    def _draw(self, message: ForwardMsg, answer: Answer) -> None:
        """Record the clickable elements, and any error a reader would see."""
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "selectbox":
            box = self.lists[_key(element.selectbox.id)] = element.selectbox
            chosen = box.raw_value if box.set_value else box.options[box.default] if box.options else ""
            self._show(message, WidgetState(id=box.id, string_value=chosen), is_set=box.set_value)
        elif kind == "date_input":
            calendar = self.calendars[_key(element.date_input.id)] = element.date_input
            state = WidgetState(id=calendar.id)
            state.string_array_value.data.extend(calendar.value if calendar.set_value else calendar.default)
            self._show(message, state, is_set=calendar.set_value)
        elif kind == "exception":
            answer.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            answer.errors.append(element.alert.body)

    def _show(self, message: ForwardMsg, state: WidgetState, *, is_set: bool) -> None:
        """Return the value of a widget: the reader's own choice, unless the server sets another."""
        if is_set or state.id not in self._states:
            self._states[state.id] = state
        if message.metadata.active_script_hash == self._main:  # it encloses every page
            self._common.add(state.id)


def _key(identity: str) -> str:
    """Return the key of a widget, the last part of its identity."""
    return identity.rsplit("-", 1)[-1]
