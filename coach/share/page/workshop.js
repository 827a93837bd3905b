/* The form that makes a track ------------------------------------------------------------------------------- */

const MOST_AREAS = 4;

function workshop(form) {
  const fault = find("fault"), list = find("making"), button = form.querySelector("button");
  const told = new Map();
  let timer = null, first = true;
  const tight = [];

  function choose() {
    for (const part of form.querySelectorAll("[data-what]")) {
      part.hidden = part.dataset.what !== form.elements.what.value;
    }
  }

  function complain(what) {
    fault.textContent = what;
    fault.hidden = !what;
  }

  function wish() {
    const minutes = form.elements.minutes.value;
    const asked = { detail: form.elements.detail.value, minutes: minutes ? Number(minutes) : null };
    if (form.elements.bed.value) asked.bed = form.elements.bed.value;
    if (form.elements.what.value === "routine") asked.routine = form.elements.routine.value;
    else asked.tight = tight;
    return asked;
  }

  async function refresh() {
    const page = await (await fetch("./", { cache: "no-store" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("tracks");
    if (fresh) find("tracks").replaceWith(document.adoptNode(fresh));
  }

  function tell(fate) {
    let line = told.get(fate.number);
    if (!line) {
      line = document.createElement("li");
      told.set(fate.number, line);
      list.prepend(line);
    }
    const { waiting, making, done, failed } = words;
    const [text, after] = fill({ waiting, making, done, failed }[fate.state], fate).split("{link}");
    if (line.dataset.state !== fate.state) {
      line.dataset.state = fate.state;
      line.replaceChildren(document.createTextNode(text));
      line.className = fate.state === "failed" ? "fault" : "";
      if (fate.state === "making") {
        const bar = document.createElement("progress");
        bar.max = 1;
        bar.setAttribute("aria-label", fate.title);
        line.append(bar);
      }
      if (fate.state === "done") {
        const link = document.createElement("a");
        link.href = `tracks/${encodeURIComponent(fate.track)}`;
        link.textContent = words.listen;
        line.append(link, after);
        refresh().catch(() => {});
      }
    }
    const bar = line.querySelector("progress");
    if (bar && fate.share) bar.value = fate.share;
  }

  async function look() {
    timer = null;
    try {
      const fates = await (await fetch("making")).json();
      const open = fates.filter(({ state }) => state === "waiting" || state === "making");
      for (const fate of (first ? open : fates).reverse()) {
        if (!first || open.length) tell(fate);
      }
      first = false;
      if (open.length) timer = setTimeout(look, 1000);
    } catch {
      complain(words.unanswered);
    }
  }

  form.addEventListener("change", (event) => {
    choose();
    if (event.target.name === "tight") {
      const at = tight.indexOf(event.target.value);
      if (at >= 0) tight.splice(at, 1); else tight.push(event.target.value);
      for (const box of form.querySelectorAll("[name=tight]")) {
        const place = tight.indexOf(box.value) + 1;
        if (place) box.nextElementSibling.dataset.place = place;
        else delete box.nextElementSibling.dataset.place;
        box.disabled = !place && tight.length >= MOST_AREAS;
      }
    }
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain("");
    button.disabled = true;
    try {
      const answer = await fetch("making", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(wish()),
      });
      const said = await answer.json();
      if (answer.ok) {
        first = false;
        tell(said);
        if (!timer) timer = setTimeout(look, 500);
      } else {
        complain(said.fault);
      }
    } catch {
      complain(words.unanswered);
    }
    button.disabled = false;
  });
  form.hidden = false;
  form.reset();
  choose();
  look();
}

if (find("make")) workshop(find("make"));
