// A form is sent once: a second click while it is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method.toLowerCase() === "post" && !form.hasAttribute("hx-post")) {
    form.dataset.sent = "1";
    window.addEventListener("pageshow", () => { delete form.dataset.sent; }, { once: true });
  }
});

// A table that is wider than its place can be scrolled by keyboard.
const reach = () => document.querySelectorAll(".scroll, .tbl").forEach((place) => {
  if (!place.hasAttribute("tabindex") && place.scrollWidth > place.clientWidth) { place.tabIndex = 0; }
});
reach();
window.addEventListener("resize", reach);
document.addEventListener("htmx:afterSettle", reach);
