// j and k, or the arrows once a line has the focus, go from line to line; Enter opens it, as links do.
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  const links = [...document.querySelectorAll("[data-lines] .line-link")];
  const here = links.indexOf(event.target.closest(".line")?.querySelector(".line-link"));
  const step = { j: 1, k: -1, ...(here >= 0 && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
  if (typing || !step || !links.length) return;
  event.preventDefault();
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
});
