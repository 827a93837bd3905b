"""The pages and files behind the token: an ASGI application that only reads what is on the shelf."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import stat
from dataclasses import asdict
from typing import TYPE_CHECKING

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from coach.content.labels.page import PageWords
from coach.errors import CoachError, HistoryError
from coach.share import feed, pages
from coach.share.telling import Telling, Told, UntellableError
from coach.share.tracks import MEDIA_TYPES, PICTURE, PICTURE_MEDIA_TYPE, Track
from coach.share.workshop import TooMuchError, Wish, in_public
from coach.track.extras import chapters, vtt
from coach.track.pieces import PICTURE as FIGURE

if TYPE_CHECKING:
    from starlette.requests import Request

    from coach.content.labels.page import Faults
    from coach.share.on_offer import Offer, Offers
    from coach.share.workshop import Workshop
    from coach.track.tags import Chapter

LARGEST_BODY = 4096
LARGEST_TOLD = 64 * 1024
"""Bytes of what is told of a play: one of 500 exercises has 25 KB."""

_log = logging.getLogger(__name__)
PATIENCE = 10.0
"""Seconds that a body may take to arrive."""

MOST_RANGES = 10
_RANGE = re.compile(r"(\d{1,15})-(\d{0,15})|-(\d{1,15})", re.ASCII)
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:\d{1,5})?", re.ASCII)


class Pages:
    """Every page and file there is, in a language; ``token`` is only for the addresses in the feed.

    ``whose`` tells the feeds of several people apart; ``telling`` takes what is told of a play.
    """

    def __init__(
        self,
        shelf: Offers,
        workshop: Workshop | None,
        token: str,
        language: str = "en",
        *,
        whose: str = "",
        telling: Telling | None = None,
    ) -> None:
        self._whose, self._telling = whose, telling
        self._shelf, self._workshop, self._token = shelf, workshop, token
        self._language, self._words = language, PageWords.read(language)

    def app(self) -> Starlette:
        """Return the application."""
        routes = [
            Route("/", self.home),
            Route("/page.{kind:str}", self.asset),
            Route("/feed.xml", self.feed),
            Route("/app.webmanifest", self.manifest),
            Route("/all.zip", self.everything),
            Route("/tracks/{id:str}.timeline.json", self.timeline),
            Route("/tracks/{id:str}.chapters.json", self.chapters),
            Route("/tracks/{id:str}.vtt", self.captions),
            Route(f"/tracks/{{id:str}}/{{name:str}}{PICTURE}", self.figure),
            Route(f"/tracks/{{id:str}}{PICTURE}", self.cover),
            *(Route(f"/tracks/{{id:str}}{ending}", self.file) for ending in MEDIA_TYPES),
            Route("/tracks/{id:str}", self.listening),
            Route("/papers/{name:str}", self.paper),
            Route("/making", self.making),
            Route("/making", self.make, methods=["POST"]),
            Route("/telling", self.tell, methods=["POST"]),
        ]
        found = Starlette(routes=routes, exception_handlers={HTTPException: self.no})
        found.router.redirect_slashes = False
        return found

    async def home(self, request: Request) -> Response:
        """Show what there is."""
        tracks = await run_in_threadpool(self._shelf.all)
        papers = await run_in_threadpool(self._shelf.papers)
        page = await run_in_threadpool(
            pages.home, tracks, self._workshop, self._words, self._language, papers
        )
        return _if_changed(request, HTMLResponse(page))

    async def asset(self, request: Request) -> Response:
        """Give the style or the script."""
        name = f"page.{request.path_params['kind']}"
        if name not in pages.ASSETS:
            raise HTTPException(404)
        return _if_changed(request, Response(pages.asset(name), media_type=pages.ASSETS[name]))

    async def manifest(self, request: Request) -> Response:
        """Say how the page looks on a phone's home screen, as far as plain HTTP allows: a name, a picture."""
        tracks = await run_in_threadpool(self._shelf.all)
        icon = next((f"tracks/{track.id}{PICTURE}" for track in tracks if track.illustrated), "")
        found = {
            "name": self._words.title,
            "lang": self._language,
            "start_url": "./",
            "display": "standalone",
            "icons": [{"src": icon, "sizes": "1400x1400", "type": PICTURE_MEDIA_TYPE}] if icon else [],
        }
        return _if_changed(request, JSONResponse(found, media_type="application/manifest+json"))

    async def listening(self, request: Request) -> Response:
        """Show a track."""
        track = await self._track(request)
        telling = self._telling if isinstance(track, Track) else None
        felt = await run_in_threadpool(telling.areas, track) if telling and isinstance(track, Track) else ()
        page = await run_in_threadpool(pages.listening, track, self._words, self._language, felt)
        return _if_changed(request, HTMLResponse(page))

    async def file(self, request: Request) -> Response:
        """Give the file of a track, whole or in parts, or say that it has not changed."""
        track = await self._track(request)
        ending = track.path.suffix.lower()
        if not request.url.path.endswith(ending):
            raise HTTPException(404)
        try:
            status = await run_in_threadpool(os.stat, track.path)
        except OSError:
            raise HTTPException(404) from None
        if not stat.S_ISREG(status.st_mode):
            raise HTTPException(404)
        if "range" in request.headers and not _sound_ranges(request.headers["range"]):
            kept = [(name, value) for name, value in request.scope["headers"] if name != b"range"]
            request.scope["headers"] = kept  # what is not a range is to be passed over, not complained of
        response = FileResponse(track.path, media_type=MEDIA_TYPES[ending], stat_result=status)
        return _unchanged(request, response) or response

    async def paper(self, request: Request) -> Response:
        """Give a hand-out."""
        papers = await run_in_threadpool(self._shelf.papers)
        path = next((each for each in papers if each.name == request.path_params["name"]), None)
        if path is None:
            raise HTTPException(404)
        response = FileResponse(
            path, media_type="application/pdf", stat_result=await run_in_threadpool(path.stat)
        )
        return _unchanged(request, response) or response

    async def timeline(self, request: Request) -> Response:
        """Give the timeline of a track, as ``coach script --format json`` prints it."""
        return _if_changed(request, JSONResponse((await self._track(request)).as_json()))

    async def chapters(self, request: Request) -> Response:
        """Give the chapters of a track."""
        track, base = await self._track(request), self._base(request)

        def picture(chapter: Chapter) -> str:
            name = track.picture(chapter)
            return f"{base}tracks/{track.id}/{name}{PICTURE}" if name else ""

        found = await run_in_threadpool(chapters, track.sheet, picture)
        return _if_changed(request, Response(found, media_type=feed.CHAPTERS_MEDIA))

    async def captions(self, request: Request) -> Response:
        """Give all that is said, with times."""
        found = vtt((await self._track(request)).sheet)
        return _if_changed(request, Response(found, media_type=feed.TRANSCRIPT_MEDIA))

    async def cover(self, request: Request) -> Response:
        """Give the picture of a track."""
        track = await self._track(request)
        jpeg = await run_in_threadpool(lambda: track.cover)
        if not jpeg:
            raise HTTPException(404)
        return _if_changed(request, Response(jpeg, media_type=PICTURE_MEDIA_TYPE))

    async def figure(self, request: Request) -> Response:
        """Give the picture of what is done in a chapter."""
        track = await self._track(request)
        chapter = track.shown.get(request.path_params["name"])
        if chapter is None:
            raise HTTPException(404)
        # A drawing of one's own cannot be painted: the cover stands for it.
        jpeg = await run_in_threadpool(lambda: track.painted(chapter, FIGURE) or track.cover)
        return _if_changed(request, Response(jpeg, media_type=PICTURE_MEDIA_TYPE))

    async def feed(self, request: Request) -> Response:
        """Give the podcast."""
        base = self._base(request)
        tracks = await run_in_threadpool(self._shelf.all)
        words = self._words.feed
        found = await run_in_threadpool(feed.feed, tracks, base, words, self._language, self._whose)
        return _if_changed(request, Response(found, media_type=feed.MEDIA))

    async def everything(self, request: Request) -> Response:
        """Give all files in one, packed as they are."""
        from zipstream import ZipStream

        every = await run_in_threadpool(self._shelf.all)
        tracks = [track for track in every if track.path.is_file()]
        if not tracks:
            raise HTTPException(404)
        packed = ZipStream(sized=True)
        for track in tracks:
            packed.add_path(track.path, f"{track.id}{track.path.suffix.lower()}")
        headers = {
            "content-length": str(len(packed)),
            "content-disposition": 'attachment; filename="coach.zip"',
        }
        if request.method == "HEAD":
            return Response(media_type="application/zip", headers=headers)
        return StreamingResponse(packed, media_type="application/zip", headers=headers)

    async def making(self, _request: Request) -> Response:
        """How far the tracks are that are being made."""
        fates = self._workshop.fates() if self._workshop else []
        return JSONResponse([asdict(fate) for fate in fates], headers={"cache-control": "no-store"})

    async def make(self, request: Request) -> Response:
        """Take a wish for a track, from our own page only; what that never does is refused in English."""
        if self._workshop is None:
            raise HTTPException(404)
        body = await self._posted(request, LARGEST_BODY)
        if isinstance(body, Response):
            return body
        try:
            wish = Wish.model_validate_json(body)
            fate = await run_in_threadpool(self._workshop.ask, wish)
        except ValidationError as error:
            return _refusal(422, _plain(error, self._words.faults))
        except TooMuchError as fault:
            return _refusal(429, str(fault))
        except CoachError as fault:
            return _refusal(422, in_public(fault, self._words.faults))
        return JSONResponse(asdict(fate), 202)

    async def tell(self, request: Request) -> Response:
        """Take what was done and how it felt, from our own page only."""
        if self._telling is None:
            raise HTTPException(404)
        body = await self._posted(request, LARGEST_TOLD)
        if isinstance(body, Response):
            return body
        faults = self._words.faults
        try:
            told = Told.model_validate_json(body)
        except ValidationError:
            return _refusal(422, faults.unknown)
        track = await run_in_threadpool(self._shelf.get, told.track)
        if not isinstance(track, Track):
            return _refusal(422, faults.unknown)
        try:
            advice = await run_in_threadpool(self._telling.take, told, track)
        except UntellableError as fault:
            return _refusal(429 if fault.what == faults.often else 422, fault.what)
        except HistoryError as fault:
            _log.warning("what the page told could not be recorded: %s", fault)
            return _refusal(503, faults.unsaved)
        return JSONResponse({"advice": advice})

    async def _posted(self, request: Request, most: int) -> bytes | Response:
        """Return the JSON, of so many bytes at most, that our own page sent; or the refusal of anything else."""
        if request.headers.get("origin") != f"http://{request.headers.get('host', '')}":
            return _refusal(403, "this can only be asked for on the page itself")
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return _refusal(415, "this is not JSON")
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _body(request, most)
        except TimeoutError:
            return _refusal(408, self._words.faults.slow)
        return _refusal(413, "this is too long") if body is None else body

    async def no(self, _request: Request, error: Exception) -> Response:
        """Say no in a few words."""
        assert isinstance(error, HTTPException)  # noqa: S101 (registered for nothing else)
        words = {404: self._words.faults.nothing_here, 405: "This can only be read."}
        said = words.get(error.status_code, error.detail)
        return PlainTextResponse(f"{said}\n", error.status_code, headers=error.headers)

    def _base(self, request: Request) -> str:
        """Return the address of the page, as the one who asks has it."""
        host = request.headers.get("host", "")
        if not _HOST.fullmatch(host):
            raise HTTPException(400, "There is no address in this request.")
        return f"http://{host}/{self._token}/"

    async def _track(self, request: Request) -> Offer:
        """Return the track whose id is in the path: looked up, never looked for."""
        track = await run_in_threadpool(self._shelf.get, request.path_params["id"])
        if track is None:
            raise HTTPException(404)
        return track


async def _body(request: Request, most: int) -> bytes | None:
    """Return the body, or None as soon as there are more bytes of it than there should be.

    Raises ConnectionError when whoever asks goes away before its end.
    """
    found = b""
    try:
        async for chunk in request.stream():
            found += chunk
            if len(found) > most:
                return None
    except ClientDisconnect as fault:
        raise ConnectionResetError("broken off") from fault
    return found


def _refusal(status: int, what: str) -> Response:
    return JSONResponse({"fault": what}, status)


def _plain(error: ValidationError, faults: Faults) -> str:
    """Say what is wrong with a wish, in the words of the form."""
    fields = {"minutes": faults.minutes, "tight": faults.areas, "routine": faults.routine}
    first = error.errors()[0]
    if first["type"] == "value_error":  # the one thing that a wish itself looks for
        return faults.either
    return fields.get(str(first["loc"][0]) if first["loc"] else "", faults.wish)


def _sound_ranges(text: str) -> bool:
    """Whether a Range header is one that the standard allows, and not out to make work."""
    unit, _, listed = text.partition("=")
    parts = [part.strip() for part in listed.split(",")]
    if unit.strip().lower() != "bytes" or len(parts) > MOST_RANGES:
        return False
    for part in parts:
        found = _RANGE.fullmatch(part)
        if not found or (found[2] and int(found[2]) < int(found[1])):
            return False
    return True


def _if_changed(request: Request, response: Response) -> Response:
    """Give a response its ETag, and answer that nothing changed where that is so."""
    response.headers["etag"] = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    return _unchanged(request, response) or response


def _unchanged(request: Request, response: Response) -> Response | None:
    """Return a 304 if the client has the very same already (RFC 9110, 13.1)."""
    etag = response.headers["etag"]
    wanted = request.headers.get("if-none-match")
    if wanted is None:
        since = request.headers.get("if-modified-since")
        if since is None or since != response.headers.get("last-modified"):
            return None
    elif wanted.strip() != "*" and etag not in [
        each.strip().removeprefix("W/") for each in wanted.split(",")
    ]:
        return None
    kept = {name: response.headers[name] for name in ("etag", "last-modified") if name in response.headers}
    return Response(status_code=304, headers=kept)
