// Coding by keyboard: a key ticks a code, Enter saves and goes on, arrows go back and forth, n opens the new code.
const form = document.getElementById("coding");
document.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) { return; }
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
  if (typing) { return; }
  const box = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (box) {
    box.checked = !box.checked;
    box.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && !event.target.matches("a, button, summary")) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "n") {
    const fresh = form.querySelector(".coding-new");
    fresh.open = true;
    fresh.querySelector("input").focus();
    event.preventDefault();
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const link = document.querySelector(`[data-coding="${event.key === "ArrowRight" ? "after" : "before"}"]`);
    if (link) { link.click(); }
  }
});
