"""A visitor without a browser: the protocol of Streamlit over a websocket, and the servers to visit."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS, _ANSWER_SECONDS = 60.0, 120.0


@dataclass
class Run:
    """What one run of a page sent: seconds until all had come, bytes, charts (points, bytes), what could be pressed."""

    wall: float = 0.0
    bytes: int = 0
    charts: list[tuple[int, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)  # key -> id of the widget
    uploader: str = ""
    progress: list[tuple[float, int, str]] = field(default_factory=list)  # seconds since the start, percent, words


class Session:
    """One visit. The page stays open between runs, like a tab."""

    def __init__(self, port: int) -> None:
        self._open = ExitStack()
        subprotocols = [Subprotocol("streamlit")]
        self._socket = self._open.enter_context(
            connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=subprotocols, max_size=None)
        )
        self._page, self._id = "", ""
        self._address = f"http://127.0.0.1:{port}"

    def run(self, page: str = "", query: str = "") -> Run:
        """Ask for a page (the one that is open, where `page` is empty) and wait until it is drawn."""
        return self._asked(BackMsg(), page, query)

    def press(self, button: str) -> Run:
        """Press a button by the id of its widget and wait until the page is drawn."""
        asked = BackMsg()
        asked.rerun_script.widget_states.widgets.add(id=button, trigger_value=True)
        return self._asked(asked)

    def hand_over(self, name: str, content: bytes) -> UploadedFileInfo:
        """Send a file to the server as the browser does when it is dropped; the page does not know of it yet."""
        asked = BackMsg()
        asked.file_urls_request.request_id = name
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self._id
        self._socket.send(asked.SerializeToString())
        while (message := self._message()).WhichOneof("type") != "file_urls_response":
            pass
        urls = message.file_urls_response.file_urls[0]
        border = "----visitor"
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={border}", **self._token()}
        put = urllib.request.Request(self._address + urls.upload_url, data=body, headers=kind, method="PUT")
        with urllib.request.urlopen(put, timeout=_ANSWER_SECONDS) as answer:
            if answer.status >= 300:
                raise RuntimeError(f"the upload ended with {answer.status}")
        return UploadedFileInfo(name=name, size=len(content), file_id=urls.file_id, file_urls=urls)

    def _token(self) -> dict[str, str]:
        """The server gives a token in a cookie and wants it back with every upload."""
        with urllib.request.urlopen(f"{self._address}/_stcore/health", timeout=_ANSWER_SECONDS) as answer:
            cookie = SimpleCookie(answer.headers["Set-Cookie"])
        token = cookie["_streamlit_xsrf"].value
        return {"X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"}

    def drop(self, uploader: str, *files: UploadedFileInfo) -> Run:
        """Tell the page that files were dropped into its box, and wait until it is drawn."""
        asked = BackMsg()
        state = asked.rerun_script.widget_states.widgets.add(id=uploader).file_uploader_state_value
        state.uploaded_file_info.extend(files)
        return self._asked(asked)

    def _asked(self, asked: BackMsg, page: str = "", query: str = "") -> Run:
        state = asked.rerun_script
        state.query_string, state.page_script_hash = query, "" if page else self._page
        if page:
            state.page_name = page
        state.context_info.locale, state.context_info.timezone = "en-US", "UTC"
        run, started = Run(), time.perf_counter()
        self._socket.send(asked.SerializeToString())
        while not self._take(run, started):
            pass
        run.wall = time.perf_counter() - started
        if run.faults:
            raise RuntimeError(f"page {page or self._page}: {run.faults}")
        return run

    def _message(self) -> ForwardMsg:
        raw = self._socket.recv(timeout=_ANSWER_SECONDS)
        message = ForwardMsg()
        message.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
        return message

    def _take(self, run: Run, started: float) -> bool:
        """Note one message; True when it was the last of the run. A run that asks for another one is not over."""
        message = self._message()
        run.bytes += message.ByteSize()
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._id = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note(message.delta.new_element, run, time.perf_counter() - started)
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    @staticmethod
    def _note(element: Any, run: Run, seconds: float) -> None:
        kind = element.WhichOneof("type")
        if kind == "exception":
            run.faults.append(element.exception.message)
        elif kind == "plotly_chart":
            run.charts.append((points_of(json.loads(element.plotly_chart.spec)), len(element.plotly_chart.spec)))
        elif kind == "button":
            run.buttons[element.button.id.rsplit("-", 1)[-1]] = element.button.id
        elif kind == "file_uploader":
            run.uploader = element.file_uploader.id
        elif kind == "progress":
            run.progress.append((seconds, element.progress.value, element.progress.text))

    def close(self) -> None:
        """Leave."""
        self._open.close()


def points_of(spec: dict[str, Any]) -> int:
    """How many points a Plotly figure draws: of each trace the longest of its lists."""
    return sum(max((_length(value) for value in trace.values()), default=0) for trace in spec["data"])


def _length(value: Any) -> int:
    """Numbers in a list, a table of lists, or an array packed in base 64."""
    if isinstance(value, dict) and "bdata" in value:
        width = int("".join(sign for sign in value["dtype"] if sign.isdigit()) or 8)
        return len(base64.b64decode(value["bdata"])) // (width if width <= 8 else width // 8)
    if isinstance(value, list):
        return sum(max(1, _length(inner)) for inner in value)
    return 0


class Server:
    """A Streamlit server in a process of its own: the app on a database, or one script."""

    def __init__(self, database: Path | None = None, script: Path | None = None) -> None:
        self.port = _free_port()
        what = ["--script", str(script)] if script else []
        options = [f"--server.port={self.port}", "--server.headless=true"]
        command = [sys.executable, "-m", "benchmarks.served", *what, *options]
        environment = os.environ | ({"SALES_HEALTH_DB": str(database)} if database else {})
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=quiet, text=True
        )
        self.pid = self._process.pid
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=2) as answer:
                    if answer.read() == b"ok":
                        return
            except OSError:
                time.sleep(0.1)
        self.close()
        raise RuntimeError("the server did not come up")

    def ask(self, what: str) -> dict[str, float]:
        """What `benchmarks.served` says about `spent`, `memory` or `uploads`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the server has no pipes")
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("{"):
                said: dict[str, float] = json.loads(line)
                return said
        raise RuntimeError("the server has gone")

    def close(self) -> None:
        """End the server."""
        self._process.terminate()
        self._process.communicate(timeout=30)


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port
