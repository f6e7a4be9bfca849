"""A wall screen without a browser: opens the page over Streamlit's websocket and refreshes it as fast as it answers."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

FINISHED = ForwardMsg.FINISHED_SUCCESSFULLY
FINISHED_FRAGMENT = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY


@dataclass
class Screen:
    """One session that shows a page with a fragment that reruns itself; `texts` are the last run's components' data."""

    base: str
    page: str
    query: str = ""
    fragment: str = ""
    texts: list[str] = field(default_factory=list)

    def __enter__(self) -> Screen:
        address = self.base.replace("http", "ws", 1) + "/_stcore/stream"
        self.held = ExitStack()
        self.socket = self.held.enter_context(
            connect(address, subprotocols=[Subprotocol("streamlit")], origin=Origin(self.base), max_size=None)
        )
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = self.page, self.query
        self._run(message, FINISHED)
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.held.close()

    def refresh(self) -> None:
        """What the browser sends when the fragment's minute is over."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = self.page, self.query
        message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = self.fragment, True
        self._run(message, FINISHED_FRAGMENT)

    def _run(self, message: BackMsg, finished: Any) -> None:
        self.texts = []
        self.socket.send(message.SerializeToString())
        while True:
            heard = ForwardMsg.FromString(self.socket.recv(timeout=60))
            kind = heard.WhichOneof("type")
            if kind == "auto_rerun":
                self.fragment = heard.auto_rerun.fragment_id
            elif kind == "delta":
                self.texts.append(str(heard.delta))
            elif kind == "script_finished":
                assert heard.script_finished == finished, heard
                return


def memory_of(pid: int) -> float:
    """MB of memory that are a process's own."""
    return psutil.Process(pid).memory_full_info().uss / 2**20
