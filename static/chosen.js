// Says how many lines are chosen, "12 of 214 chosen", beside what can be done with them.
for (const status of document.querySelectorAll("[data-chosen-of]")) {
  const form = status.closest("form");
  const say = () => {
    const all = form.elements.everything.checked;
    const count = all ? Number(status.dataset.chosenOf) : form.querySelectorAll("[name=chosen]:checked").length;
    status.textContent = status.dataset.words.replace("#", count.toLocaleString(document.documentElement.lang));
    status.hidden = !count;
  };
  form.addEventListener("change", say);
  say();
}
