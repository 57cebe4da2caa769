// A page of questions: new questions never slip under a click or over what is being typed; what was answered before
// this script came is saved as well; an idle page locks itself.
(function () {
  const form = document.getElementById("answers");
  if (!form) { return; }
  const saver = form.querySelector("[hx-post]");
  const state = () => new URLSearchParams(new FormData(form)).toString();
  let sent = "", pressed = false, put_off = false;

  const press = (event) => { pressed = Boolean(event.target.closest && event.target.closest("button, a, select, label, [type=radio], [type=checkbox]")); };
  const release = () => setTimeout(() => {
    pressed = false;
    if (put_off && !form.dataset.sent) { put_off = false; saver.dispatchEvent(new Event("change", { bubbles: true })); }
  }, 0);
  document.addEventListener("pointerdown", press, true);
  document.addEventListener("keydown", press, true);
  for (const end of ["pointerup", "pointercancel", "keyup"]) { document.addEventListener(end, release, true); }

  const chosen = (field) => [...field.options].findLast((option) => option.defaultSelected) || field.options[0];
  const touched = (field) => {
    if (field.options) { return field.selectedOptions[0] !== chosen(field); }
    return "checked" in field && /^(radio|checkbox)$/.test(field.type)
      ? field.checked !== field.defaultChecked
      : field.type !== "hidden" && field.value !== "" && field.value !== field.defaultValue;
  };
  document.addEventListener("DOMContentLoaded", () => {
    if ([...saver.querySelectorAll("input, select, textarea")].some(touched)) {
      saver.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  document.addEventListener("htmx:beforeRequest", () => { sent = state(); });
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (form.dataset.sent) { event.detail.shouldSwap = false; return; }
    if (pressed || state() !== sent) { event.detail.shouldSwap = false; put_off = true; if (!pressed) { release(); } }
  });
})();

(function () {
  const lock = document.getElementById("lock");
  if (!lock) { return; }
  const after = Number(lock.dataset.seconds) * 1000;
  let last = Date.now();
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    document.addEventListener(sign, () => { last = Date.now(); }, { passive: true, capture: true });
  }
  const look = () => { if (Date.now() - last >= after) { lock.submit(); } };
  setInterval(look, Math.min(5000, after / 4));
  document.addEventListener("visibilitychange", look);
})();
