// Saves a draft while somebody writes, some seconds after the last key. Files and links wait for the button.
// The server refuses what would write over a colleague's words; then this stops, and the button shows both texts.
{
  const form = document.querySelector("[data-autosave]"), words = form.querySelector("[data-autosave-words]");
  const read = form.querySelector("[name=changed_at]"), apart = ["evidence", "link", "link_name"];
  let waiting, isSaving = false, isStopped = false, dirty = false;
  const say = (text) => { words.textContent = text; };
  const later = () => { clearTimeout(waiting); if (!isStopped) waiting = setTimeout(save, 3000); };
  const save = async () => {
    if (isSaving || isStopped || !dirty) return;
    const body = new FormData(form);
    apart.forEach((name) => body.delete(name));
    isSaving = true;
    dirty = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Autosave": "1" } });
      if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) {
        dirty = true;
        say(answer.redirected ? form.dataset.signedOut : form.dataset.failed);
      } else {
        const saved = await answer.json();
        if (answer.ok) read.value = saved.changed_at;
        else dirty = true;
        isStopped = answer.status === 409;
        say(saved.words);
      }
    } catch {
      dirty = true;
      say(form.dataset.offline);
    }
    isSaving = false;
    if (form.dataset.pressed) press();
    else if (dirty && navigator.onLine && answerable()) later();
  };
  let changes = 0, tried = -1;
  const answerable = () => changes !== tried && (tried = changes, true);  // the same words are not tried again and again
  const press = () => { const button = form.querySelector(`button[name="${form.dataset.pressed}"]:not([tabindex])`); delete form.dataset.pressed; button.click(); };
  form.addEventListener("input", () => { dirty = true; changes += 1; later(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(waiting);
    // A save under way brings the moment that the button has to send: it goes first.
    if (isSaving && ["save", "submit"].includes(event.submitter?.name)) { event.preventDefault(); form.dataset.pressed = event.submitter.name; return; }
    isStopped = true;
    dirty = false;
  });
  addEventListener("online", later);
  addEventListener("beforeunload", (event) => { if (dirty || isSaving) event.preventDefault(); });
}
