// Questions can be dragged to another place; the buttons beside them do the same without a mouse.
(() => {
  const form = document.getElementById("drop");
  if (!form) { return; }
  let dragged = null;
  const clear = () => document.querySelectorAll(".is-over").forEach((one) => one.classList.remove("is-over"));
  const places = (list) => [...list.children].filter((one) => one.classList.contains("q-line") && one !== dragged);
  document.querySelectorAll(".q-line").forEach((line) => {
    line.draggable = true;
    line.addEventListener("dragstart", (event) => {
      event.stopPropagation();
      dragged = line;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", line.dataset.name);
    });
    line.addEventListener("dragend", () => { dragged = null; clear(); });
  });
  const target = (event) => {
    const list = event.target.closest(".lines");
    if (!list || !dragged || dragged.contains(list)) { return null; }
    const before = places(list).find((line) => {
      const box = line.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    return { list, before };
  };
  document.addEventListener("dragover", (event) => {
    const found = target(event);
    clear();
    if (!found) { return; }
    event.preventDefault();
    (found.before || found.list).classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const found = target(event);
    if (!found) { return; }
    event.preventDefault();
    const list = places(found.list);
    form.elements.home.value = found.list.dataset.home;
    form.elements.place.value = found.before ? String(list.indexOf(found.before)) : "";
    form.action = form.dataset.url.replace("NAME", encodeURIComponent(dragged.dataset.name));
    form.submit();
  });
})();
