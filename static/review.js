// Reviewing by keys: `a` to the button that approves, `s` to the reason for sending back, `j` and `k` through the queue.
{
  const approve = document.querySelector('[data-review="a"]'), reason = document.querySelector("#id_reason");
  const links = [...document.querySelectorAll("[data-queue] a")], here = links.findIndex((link) => link.ariaCurrent);
  const hint = document.querySelector("[data-review-keys]");
  if (hint) hint.hidden = false;
  const ways = { a: () => approve?.focus(), s: () => reason?.focus(), j: () => links[here + 1]?.click(), k: () => links[here - 1]?.click() };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
    if (typing || !Object.hasOwn(ways, event.key)) return;
    event.preventDefault();
    ways[event.key]();
  });
}
