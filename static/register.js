// j and k, or the arrows once a line has the focus, go from line to line; x chooses it; Enter opens it, as links do.
document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  const links = [...document.querySelectorAll("[data-lines] .line-link")];
  const line = event.target.closest(".line, tr");
  const here = links.indexOf(line?.querySelector(".line-link"));
  if (typing || !links.length || document.querySelector("dialog[open]")) return;
  const box = event.key === "x" && here >= 0 && line.querySelector(".line-box");
  if (box) return box.click();
  const step = { j: 1, k: -1, ...(here >= 0 && { ArrowDown: 1, ArrowUp: -1 }) }[event.key];
  if (!step) return;
  event.preventDefault();
  links[Math.min(Math.max(here + step, 0), links.length - 1)].focus();
});
