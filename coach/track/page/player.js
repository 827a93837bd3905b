"use strict";

const find = (id) => document.getElementById(id);

/* What is read on the page is in its language; what is in braces is filled in here. */
const words = JSON.parse(find("words").textContent);
const fill = (text, values) => text.replace(/{(\w+)}/g, (all, name) => values[name] ?? all);

/* The page of a track ------------------------------------------------------------------------------------- */

function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/* The last of `things`, in order of time, that has begun; -1 before the first. */
function latest(things, ms) {
  let low = 0, high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (things[middle].start_ms <= ms) low = middle + 1; else high = middle;
  }
  return low - 1;
}

/* Puts the sound that a page holds itself into a file in memory, in which every phone can seek; false elsewhere. */
function unpack(audio) {
  const address = audio.getAttribute("src");
  if (!address.startsWith("data:")) return false;
  const [, type] = address.slice(0, 100).match(/^data:([^;]+);/);
  const text = atob(address.slice(address.indexOf(",") + 1));
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  audio.src = URL.createObjectURL(new Blob([bytes], { type }));
  audio.preload = "metadata";
  return true;
}

function player(root) {
  const audio = find("audio"), play = find("play"), seek = find("seek"), cue = find("cue");
  const steps = [...document.querySelectorAll(".steps a")];
  const figures = [...find("figures").children];
  const chapters = steps.map((link) => ({
    start_ms: Number(link.dataset.start),
    title: link.firstElementChild.textContent,
    link,
  }));
  const key = `coach:${root.dataset.id}`;
  const held = unpack(audio);
  let cues = [], shownCue = null, shownChapter = null, dragging = false, wanted = null, saved = 0;

  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(seek.max));
  const time = () => (wanted === null ? audio.currentTime : wanted);

  function go(seconds) {
    const target = Math.min(Math.max(0, seconds), Math.max(0, length() - 0.1));
    if (audio.readyState === 0) {
      wanted = target;
      audio.load();
    } else {
      audio.currentTime = target;
    }
    follow();
  }

  function goChapter(by) {
    const now = latest(chapters, time() * 1000);
    const into = time() * 1000 - (now < 0 ? 0 : chapters[now].start_ms);
    const target = by < 0 && into > 3000 ? now : now + by;
    if (target < chapters.length) go(chapters[Math.max(0, target)].start_ms / 1000);
  }

  function toggle() {
    if (audio.paused) start(); else audio.pause();
  }

  function start() {
    audio.play().catch((fault) => {
      if (fault.name !== "AbortError") complain(held ? words.damaged : words.unplayable);
    });
  }

  function complain(what) {
    find("fault").textContent = what;
    find("fault").hidden = !what;
  }

  /* Puts everything on the page at the time that is being heard. */
  function follow() {
    const now = time(), ms = now * 1000;
    const at = latest(cues, ms);
    const said = at >= 0 && ms > cues[at].end_ms;
    if (at !== shownCue) {
      shownCue = at;
      cue.textContent = at < 0 ? "" : cues[at].text;
    }
    cue.classList.toggle("said", said);
    const chapter = Math.max(0, latest(chapters, ms));
    if (chapter !== shownChapter) {
      shownChapter = chapter;
      chapters.forEach(({ link }, number) => {
        if (number === chapter) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      });
      find("where").textContent = chapters[chapter].title;
      const { figure } = chapters.slice(chapter).map(({ link }) => link.dataset).find((each) => each.figure) ?? {};
      for (const each of figures) each.hidden = each.dataset.figure !== figure;
      describe(chapters[chapter]);
    }
    if (!dragging) {
      seek.value = now;
      seek.setAttribute("aria-valuetext", fill(words.time, { now: clock(now), whole: clock(length()) }));
    }
    find("gone").textContent = clock(now);
    find("left").textContent = `−${clock(length() - now)}`;
  }

  function frame() {
    follow();
    if (!audio.paused) requestAnimationFrame(frame);
  }

  function remember() {
    try {
      const near = audio.currentTime < 5 || audio.currentTime > length() - 10;
      if (near) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify([audio.currentTime, Math.round(length())]));
    } catch { /* a private window keeps nothing */ }
  }

  function remembered() {
    try {
      const [at, whole] = JSON.parse(localStorage.getItem(key)) || [0, 0];
      return Math.abs(whole - length()) <= 2 ? at : 0;
    } catch {
      return 0;
    }
  }

  /* The lock screen ---------------------------------------------------------------------------------------- */

  const session = navigator.mediaSession;

  function describe({ title, link }) {
    if (!session || !window.MediaMetadata) return;
    const figure = figures.find((each) => each.dataset.figure === link.dataset.figure);
    const [address, sizes] = figure ? [figure.dataset.art, "480x480"] : [find("cover")?.src, "1400x1400"];
    const artwork = address ? [{ src: new URL(address, location.href).href, sizes, type: "image/jpeg" }] : [];
    session.metadata = new MediaMetadata({ title, artist: root.dataset.title, album: words.album, artwork });
  }

  function position() {
    if (!session || !session.setPositionState || !Number.isFinite(audio.duration)) return;
    session.setPositionState({
      duration: audio.duration,
      playbackRate: audio.playbackRate,
      position: Math.min(audio.currentTime, audio.duration),
    });
  }

  const handlers = {
    play: start,
    pause: () => audio.pause(),
    stop: () => audio.pause(),
    seekbackward: (asked) => go(time() - (asked.seekOffset || 10)),
    seekforward: (asked) => go(time() + (asked.seekOffset || 10)),
    seekto: (asked) => go(asked.seekTime),
    previoustrack: () => goChapter(-1),
    nexttrack: () => goChapter(1),
  };
  for (const [action, handler] of Object.entries(session ? handlers : {})) {
    try { session.setActionHandler(action, handler); } catch { /* not every browser knows every action */ }
  }

  /* What moves it ------------------------------------------------------------------------------------------ */

  play.addEventListener("click", toggle);
  find("before").addEventListener("click", () => goChapter(-1));
  find("after").addEventListener("click", () => goChapter(1));
  chapters.forEach(({ link, start_ms: at }) => link.addEventListener("click", (event) => {
    event.preventDefault();
    go(at / 1000);
    if (audio.paused) start();
  }));
  seek.addEventListener("input", () => { dragging = true; find("gone").textContent = clock(seek.value); });
  seek.addEventListener("change", () => { dragging = false; go(Number(seek.value)); });
  document.addEventListener("keydown", (event) => {
    if (event.target !== document.body || event.ctrlKey || event.metaKey || event.altKey) return;
    const does = {
      " ": toggle,
      ArrowLeft: () => goChapter(-1),
      ArrowRight: () => goChapter(1),
    }[event.key];
    if (does) { event.preventDefault(); does(); }
  });

  audio.addEventListener("loadedmetadata", () => {
    seek.max = Math.floor(audio.duration);
    const at = wanted === null ? remembered() : wanted;
    wanted = null;
    if (at) audio.currentTime = at;
    follow();
  });
  audio.addEventListener("play", () => {
    complain("");
    play.classList.add("playing");
    play.setAttribute("aria-label", words.pause);
    if (session) session.playbackState = "playing";
    describe(chapters[Math.max(0, shownChapter)]);
    requestAnimationFrame(frame);
  });
  audio.addEventListener("pause", () => {
    play.classList.remove("playing");
    play.setAttribute("aria-label", words.play);
    if (session) session.playbackState = "paused";
    remember();
    follow();
  });
  audio.addEventListener("timeupdate", () => {
    follow();
    if (Math.abs(audio.currentTime - saved) > 5) { saved = audio.currentTime; remember(); position(); }
  });
  audio.addEventListener("seeked", () => { follow(); position(); });
  audio.addEventListener("ratechange", position);
  audio.addEventListener("error", () => complain(held ? words.damaged : words.unanswered));
  window.addEventListener("pagehide", remember);

  audio.removeAttribute("controls");
  audio.hidden = true;
  find("controls").hidden = false;
  document.querySelector(".now").hidden = false;
  follow();
  const timeline = held
    ? Promise.resolve(JSON.parse(find("timeline").textContent))
    : fetch(`${root.dataset.id}.timeline.json`)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));
  timeline
    .then((found) => { cues = found.cues; shownCue = null; follow(); })
    .catch(() => complain(words.wordless));
}

if (find("player")) player(find("player"));
