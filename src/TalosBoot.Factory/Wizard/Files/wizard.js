// Small help on top of pages that work without it: copying, searching while typing, and watching builds.
"use strict";

for (const button of document.querySelectorAll("button[hidden]")) {
  button.hidden = false;
}

document.addEventListener("click", async event => {
  const button = event.target.closest("button");
  if (button?.classList.contains("copy")) {
    await copy(button.dataset.copy);
    const verb = button.textContent;
    button.textContent = button.dataset.done;
    button.classList.add("done");
    setTimeout(() => { button.textContent = verb; button.classList.remove("done"); }, 2000);
  } else if (button?.classList.contains("build")) {
    watch(button);
  }
});

// The clipboard needs a secure page; elsewhere the old way still works.
async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }

  const area = Object.assign(document.createElement("textarea"), { value: text, className: "hidden" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function watch(button) {
  const row = button.closest(".download");
  const state = row.querySelector(".state");
  const bar = document.createElement("progress");
  const source = new EventSource(`${row.dataset.asset}?progress`);
  const end = text => { source.close(); bar.remove(); state.textContent = text; };
  bar.setAttribute("aria-label", state.dataset.building);
  button.remove();
  state.textContent = state.dataset.building;
  state.append(bar);
  source.addEventListener("progress", event => {
    const { stage, done, total } = JSON.parse(event.data);
    state.firstChild.textContent = Number(done) > 0 ? `${state.dataset.building}: ${stage}, ${size(Number(done))}` : `${state.dataset.building}: ${stage}`;
    if (Number(total) > 0) {
      bar.max = Number(total);
      bar.value = Math.min(Number(done), Number(total));
    } else {
      bar.removeAttribute("value");
    }
  });
  source.addEventListener("done", event => end(size(Number(JSON.parse(event.data).bytes))));
  source.addEventListener("failed", event => end(`${state.dataset.failed}: ${JSON.parse(event.data).message}`));
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) { end(state.dataset.failed); } });
}

function size(bytes) {
  return bytes < 10000 ? `${bytes} B` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// The list on the page is filtered; what is chosen stays in sight.
const search = document.getElementById("search");
search?.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  const rows = [...document.querySelectorAll(".list .check")];
  let count = 0;
  for (const row of rows) {
    row.hidden = !row.querySelector("input").checked && !`${row.querySelector("input").value} ${row.textContent}`.toLowerCase().includes(wanted);
    row.style.display = row.hidden ? "none" : "";
    count += row.hidden ? 0 : 1;
  }

  for (const group of document.querySelectorAll(".list")) {
    group.style.display = group.querySelector(".check:not([hidden])") ? "" : "none";
  }

  const found = document.getElementById("found");
  found.textContent = found.dataset.text.replace("{0}", count).replace("{1}", rows.length);
});
search?.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); } });
