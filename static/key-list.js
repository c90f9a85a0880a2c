// `?`, or the button that only a script can offer, shows which keys the lists know.
{
  const list = document.querySelector("[data-key-list]"), button = document.querySelector("[data-key-list-button]");
  const show = () => { if (!list.open) list.showModal(); };
  button.hidden = false;
  button.addEventListener("click", show);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
    if (event.key === "?" && !typing) { event.preventDefault(); show(); }
  });
}
