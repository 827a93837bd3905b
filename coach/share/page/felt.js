/* What is told of a play ------------------------------------------------------------------------------------ */

function felt(form, root) {
  const audio = find("audio"), told = find("told"), button = form.querySelector("button");
  const play = [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");
  let steps = [], began = null;

  /* The browser knows which parts were played, however long the screen was dark meanwhile. */
  function heard() {
    const parts = [...Array(audio.played.length).keys()]
      .map((part) => [audio.played.start(part) * 1000, audio.played.end(part) * 1000]);
    return steps.map(({ index, intervals }) => {
      const spent = intervals.flatMap(({ start_ms: from, end_ms: to }) => parts
        .map(([start, end]) => Math.max(0, Math.min(end, to) - Math.max(start, from))));
      const last = intervals[intervals.length - 1].end_ms;
      const seconds = Math.round(spent.reduce((sum, each) => sum + each, 0) / 100) / 10;
      return { step: index, seconds, done: parts.some(([start, end]) => start < last && end > last - 250) };
    }).filter(({ seconds, done }) => seconds || done);
  }

  function tell(lines, className) {
    told.className = className;
    told.replaceChildren(...lines.map((line) => {
      const shown = document.createElement("span");
      shown.textContent = `${line} `;
      return shown;
    }));
  }

  audio.addEventListener("play", () => { began ??= Date.now(); });
  audio.addEventListener("ended", () => {
    find("felt").open = true;
    form.elements.whole.checked ||= heard().filter(({ done }) => done).length === steps.length;
  });
  form.addEventListener("change", () => { find("where-pain").hidden = !form.elements.pain.checked; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const ratings = [...form.querySelectorAll("[data-area]")].filter(({ value }) => value !== "");
    const pain = form.elements.pain.checked;
    button.disabled = true;
    try {
      const answer = await fetch("../telling", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          play,
          track: root.dataset.id,
          ago: began === null ? 0 : Math.min(86400, Math.max(0, (Date.now() - began) / 1000)),
          heard: heard(),
          whole: form.elements.whole.checked,
          tight: Object.fromEntries(ratings.map(({ dataset, value }) => [dataset.area, Number(value)])),
          pain,
          where: (pain && form.elements.where.value) || null,
        }),
      });
      const said = await answer.json();
      if (answer.ok) {
        form.hidden = true;
        tell([words.saved, ...said.advice], "");
        return;
      }
      tell([said.fault], "fault");
    } catch {
      tell([words.unanswered], "fault");
    }
    button.disabled = false;
  });
  fetch(`${root.dataset.id}.timeline.json`)
    .then((answer) => answer.json())
    .then((timeline) => { steps = timeline.steps.filter(({ intervals }) => intervals.length); form.hidden = false; })
    .catch(() => {});
}

if (find("tell")) felt(find("tell"), find("player"));
