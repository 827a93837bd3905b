"""A real Chromium of a phone's size, steered through its own protocol (Chrome DevTools Protocol)."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import urllib.request
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from websockets.sync.client import ClientConnection, connect

from tests.track.running import wait_until

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_OPTIONS = ("--headless=new", "--no-sandbox", "--mute-audio", "--remote-debugging-port=0", "--no-first-run")


class Browser:
    """One page in a browser with a folder of its own. ``downloads`` is where files go."""

    def __init__(self, folder: Path) -> None:
        self.downloads = folder / "downloads"
        self.said: list[str] = []
        self._folder = folder
        self._number = 0
        self._open = ExitStack()
        self._line: ClientConnection

    def __enter__(self) -> Self:
        self.downloads.mkdir()
        with ExitStack() as opening:
            self._line = opening.enter_context(connect(self._start(opening), max_size=None))
            for domain in ("Page", "Runtime", "Log", "Network"):
                self.tell(f"{domain}.enable")
            size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
            self.tell("Emulation.setDeviceMetricsOverride", **size)
            self.tell("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(self.downloads))
            self._open = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give a command of the protocol and return its result."""
        self._number += 1
        self._line.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._line.recv(timeout=60))
            if message.get("id") == self._number:
                assert "error" not in message, message
                return dict(message["result"])
            if message["method"] in ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled"):
                self.said.append(json.dumps(message["params"])[:500])

    def run(self, script: str) -> Any:
        """Run JavaScript as if a finger had touched the page; return what it, or its promise, comes to."""
        options = {"awaitPromise": True, "returnByValue": True, "userGesture": True}
        found = self.tell("Runtime.evaluate", expression=script, **options)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def open(self, url: str) -> None:
        """Go to a page and wait until it is there."""
        self.tell("Page.navigate", url=url)
        wait_until(lambda: self.run(f"document.readyState == 'complete' && location.href == '{url}'"), url)

    def theme(self, name: str) -> None:
        """Prefer "light" or "dark"."""
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def picture(self) -> bytes:
        """Return the page as it looks, all of it, as a PNG."""
        found = self.tell("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        return base64.b64decode(found["data"])

    def _start(self, opening: ExitStack) -> str:
        """Start the browser and return the address at which its page takes commands."""
        line = [str(CHROMIUM), *_OPTIONS, f"--user-data-dir={self._folder / 'profile'}", "about:blank"]
        process = opening.enter_context(subprocess.Popen(line, stderr=subprocess.PIPE, text=True))
        opening.callback(process.terminate)
        assert process.stderr
        for said in process.stderr:
            if found := re.search(r"DevTools listening on ws://([^/]+)/", said):
                with urllib.request.urlopen(f"http://{found[1]}/json") as answer:
                    pages = json.load(answer)
                return next(str(page["webSocketDebuggerUrl"]) for page in pages if page["type"] == "page")
        raise AssertionError("the browser did not start")
