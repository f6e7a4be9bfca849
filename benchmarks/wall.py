"""The wall screen's refresh every minute: over the wire, without a browser, against a rerun of the empty page."""

from __future__ import annotations

import asyncio
import statistics
import time

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.browser import Server
from benchmarks.common import table

REFRESHES = 10
PATIENCE = 60.0


def show(ours: Server, hello: Server, rounds: int) -> None:
    """Print the median of as many refreshes as ten a round, ours and the floor's in turns."""
    found = asyncio.run(_refreshes(ours, hello, REFRESHES * rounds))
    wall, floor = (1000 * statistics.median(side) for side in zip(*found, strict=True))
    ratio = statistics.median(a / b for a, b in found)
    table(
        "Wall screen: a refresh, no browser", ("", "floor ms", "ours ms", "times the floor"), [("", floor, wall, ratio)]
    )


async def _refreshes(ours: Server, hello: Server, times: int) -> list[tuple[float, float]]:
    async with _wire(ours) as screen, _wire(hello) as empty:
        page, fragment = await _rerun(screen, "wall", "site=Wrenfield")
        if not fragment:
            raise RuntimeError("the wall screen does not refresh by itself")
        floor, _ = await _rerun(empty, "")
        found = []
        for number in range(times + 1):
            pair = (
                await _timed(screen, page, fragment, "site=Wrenfield"),
                await _timed(empty, floor, "", ""),
            )
            if number:
                found.append(pair)
        return found


def _wire(server: Server) -> websockets.connect:
    stream = server.address.replace("http", "ws") + "/_stcore/stream"
    return websockets.connect(stream, subprotocols=["streamlit"], origin=server.address, max_size=None)  # type: ignore[arg-type]


async def _rerun(wire: websockets.ClientConnection, name: str, query: str = "") -> tuple[str, str]:
    """Open a page; give its hash and the fragment that runs by itself, if it has one."""
    message = BackMsg()
    message.rerun_script.page_name, message.rerun_script.query_string = name, query
    await wire.send(message.SerializeToString())
    return await _answer(wire)


async def _timed(wire: websockets.ClientConnection, page: str, fragment: str, query: str) -> float:
    message = BackMsg()
    asked = message.rerun_script
    asked.page_script_hash, asked.fragment_id, asked.query_string = page, fragment, query
    asked.is_auto_rerun = bool(fragment)
    start = time.perf_counter()
    await wire.send(message.SerializeToString())
    await _answer(wire)
    return time.perf_counter() - start


async def _answer(wire: websockets.ClientConnection) -> tuple[str, str]:
    page = fragment = ""
    while True:
        message = ForwardMsg.FromString(await asyncio.wait_for(wire.recv(), PATIENCE))
        kind = message.WhichOneof("type")
        if kind == "navigation":
            page = message.navigation.page_script_hash
        elif kind == "auto_rerun":
            fragment = message.auto_rerun.fragment_id
        elif kind == "script_finished":
            return page, fragment
