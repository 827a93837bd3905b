"""A collection of voices for Piper on this machine: a server that can do everything wrong."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CARD = """\
# Model card for anna (medium)

* Language: en_US (English, United States)
* Quality: medium

## Dataset

* URL: https://example.org/anna
* License: CC BY 4.0
"""


@dataclass
class Collection:
    """What is served, by path, and how: ``cut`` bytes of an answer at most, then it ends, waits or drips."""

    files: dict[str, bytes] = field(default_factory=dict)
    catalogue: dict[str, Any] = field(default_factory=dict)
    ranges: bool = True
    cut: int | None = None
    waits: bool = False
    drips: bool = False
    source: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def add(self, name: str, model: Path, card: str = CARD) -> None:
        """Offer the voice that is made of a model's files."""
        code, speaker, quality = name.split("-")
        folder = f"{code[:2]}/{code}/{speaker}/{quality}"
        parts = {
            f"{name}.onnx": model.read_bytes(),
            f"{name}.onnx.json": model.with_name(f"{model.name}.json").read_bytes(),
            "MODEL_CARD": card.encode(),
        }
        self.files.update({f"{folder}/{part}": data for part, data in parts.items()})
        about = {f"{folder}/{part}": about_file(data) for part, data in parts.items()}
        self.catalogue[name] = {"key": name, "quality": quality, "files": about}

    def requests(self, ending: str) -> list[str]:
        """Return the ranges that were asked for, "" for a whole file, of files that end so."""
        return [span for path, span in self.asked if path.endswith(ending)]


def about_file(data: bytes) -> dict[str, Any]:
    """Return what a catalogue says of a file."""
    return {"size_bytes": len(data), "md5_digest": hashlib.md5(data).hexdigest()}  # noqa: S324


@contextmanager
def serving(collection: Collection) -> Iterator[Collection]:
    """Serve a collection on 127.0.0.1 for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path).lstrip("/")
            span = self.headers.get("Range") or ""
            collection.asked.append((path, span))
            listed = json.dumps(collection.catalogue).encode()
            data = listed if path == "voices.json" else collection.files.get(path)
            if data is None:
                self.send_error(404)
                return
            begin = int(re.sub(r"\D", "", span) or 0) if collection.ranges else 0
            if begin >= len(data):
                self.send_error(416)
                return
            self.send_response(206 if begin else 200)
            if begin:
                self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
            self.send_header("Content-Length", str(len(data) - begin))
            self.end_headers()
            sent = data[begin:]
            if path.endswith(".onnx") and collection.cut is not None:
                sent = sent[: collection.cut]
            self.wfile.write(sent)
            self.wfile.flush()
            for place in range(len(sent), len(data) - begin) if collection.drips else ():
                if collection.released.wait(0.05):
                    return
                self.wfile.write(data[begin:][place : place + 1])
                self.wfile.flush()
            if len(sent) < len(data) - begin and collection.waits:
                collection.released.wait(60)

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collection.source = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield collection
    finally:
        collection.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
