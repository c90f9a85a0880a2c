// At the side of the register, where there is room: the recommendation whose line has the focus, or whose "Preview" was clicked.
{
  const pane = document.querySelector("[data-preview]"), room = matchMedia("(min-width: 1200px)");
  const content = pane.querySelector("[data-preview-content]"), close = pane.querySelector("button");
  const closed = () => sessionStorage.getItem("preview") === "closed";
  let waiting, page = "";
  const show = (link) => {
    if (page === link.href) return;
    page = link.href;
    clearTimeout(waiting);
    // Whoever holds a key down passes many lines: only where they stop is asked for.
    waiting = setTimeout(() => htmx.ajax("GET", `${page}preview/`, { source: content, target: content, swap: "innerHTML" }), 200);
  };
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-lines] .line-link") && room.matches && !closed()) show(event.target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-lines] .line-preview");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    sessionStorage.removeItem("preview");
    const line = link.closest(".line, tr").querySelector(".line-link");
    page = "";
    line.focus();
    show(line);
  });
  close.addEventListener("click", () => {
    const back = [...document.querySelectorAll("[data-lines] .line-link")].find((link) => link.href === page);
    sessionStorage.setItem("preview", "closed");
    clearTimeout(waiting);
    pane.hidden = true;
    page = "";
    back?.focus();
  });
  const say = (words) => { content.textContent = words; pane.hidden = false; };
  content.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const isPreview = detail.xhr.status === 200 && detail.xhr.responseURL === `${page}preview/`; // not the sign-in one was sent to
    detail.shouldSwap = isPreview && !closed();
    if (detail.shouldSwap) pane.hidden = false;
    else if (!closed()) say(content.dataset.failed);
  });
  content.addEventListener("htmx:sendError", () => say(content.dataset.failed));
  content.addEventListener("htmx:afterSwap", () => { pane.scrollTop = 0; });
}
