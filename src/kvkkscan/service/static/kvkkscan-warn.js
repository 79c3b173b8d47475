/* kvkkscan: warns while a person types what should not be sent. No dependency; nothing is stored, here or there.
 *
 *   <script src="/kvkkscan-warn.js" data-endpoint="/v1/warn" data-lang="tr" defer></script>
 *   <textarea data-kvkkscan></textarea>   <input type="file" data-kvkkscan>
 *
 * Under each such field stands a note that screen readers announce. It says what may not be written there; once
 * something is found it says what, and its button selects the place. When the service does not answer, the note stays
 * as it was: it never says that a text is clean.
 */
(() => {
  "use strict";
  const script = document.currentScript || document.querySelector("script[data-endpoint]");
  const endpoint = script?.dataset.endpoint || "/v1/warn";
  const lang = script?.dataset.lang || document.documentElement.lang.slice(0, 2) || "tr";
  const pause = Number(script?.dataset.pause || 500); // milliseconds without a key before the text is looked at
  const watched = new WeakSet();
  let count = 0;
  let words = null; // of the hints, asked for once

  const ask = async (text, signal) => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text, lang }),
      credentials: "same-origin",
      signal,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };

  const hints = () => (words ??= ask("").then((answer) => answer.hints).catch(() => ((words = null), {})));

  const note = (field) => {
    const line = document.createElement("p");
    const said = document.createElement("span");
    const show = document.createElement("button");
    line.id = `kvkkscan-note-${++count}`;
    line.className = "kvkkscan-note";
    said.setAttribute("role", "status"); // announced politely, when the person pauses
    show.type = "button";
    show.hidden = true;
    line.append(said, " ", show);
    field.after(line);
    const before = field.getAttribute("aria-describedby");
    field.setAttribute("aria-describedby", before ? `${before} ${line.id}` : line.id);
    return { line, said, show };
  };

  const set = (parts, state, sentence) => {
    parts.line.dataset.state = state;
    if (parts.said.textContent !== sentence) parts.said.textContent = sentence;
  };

  const text = (field) => {
    const parts = note(field);
    let timer = 0;
    let running = null;
    let places = [];
    const rest = async () => {
      places = [];
      parts.show.hidden = true;
      set(parts, "hint", (await hints()).field || "");
    };
    const look = async () => {
      running?.abort();
      const mine = (running = new AbortController());
      const value = field.value;
      if (!value.trim()) return rest();
      let answer;
      try {
        answer = await ask(value, mine.signal);
      } catch {
        return undefined; // no answer is no verdict
      }
      if (mine !== running || value !== field.value) return undefined;
      if (!answer.count) return rest();
      places = answer.places;
      parts.show.textContent = answer.show;
      parts.show.hidden = false;
      return set(parts, "found", answer.message);
    };
    parts.show.addEventListener("click", () => {
      const at = field.selectionEnd ?? 0;
      const next = places.find((place) => place.start >= at) || places[0];
      if (!next) return;
      field.focus();
      field.setSelectionRange(next.start, next.end);
    });
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, pause);
    });
    if (field.value) look();
    else rest();
  };

  const upload = (field) => {
    const parts = note(field);
    const rest = async () => set(parts, "hint", (await hints()).upload || "");
    field.addEventListener("change", async () => {
      const names = [...field.files].map((file) => file.name).join("\n");
      await rest();
      if (!names) return;
      try {
        const answer = await ask(names);
        if (answer.count) set(parts, "found", answer.message);
      } catch {
        /* the hint stands */
      }
    });
    rest();
  };

  const watch = (field) => {
    if (watched.has(field)) return;
    watched.add(field);
    if (field.type === "file") upload(field);
    else text(field);
  };

  const start = () => {
    document.querySelectorAll("[data-kvkkscan]").forEach(watch);
    new MutationObserver((changes) => {
      for (const change of changes)
        for (const added of change.addedNodes)
          if (added.nodeType === 1) {
            if (added.matches("[data-kvkkscan]")) watch(added);
            added.querySelectorAll("[data-kvkkscan]").forEach(watch);
          }
    }).observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
