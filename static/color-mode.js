// Light or dark as the person's system says; loaded in the head so that the page never flashes.
const dark = matchMedia("(prefers-color-scheme: dark)");
const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
dark.addEventListener("change", apply);
addEventListener("beforeprint", () => document.documentElement.setAttribute("data-bs-theme", "light")); // paper is white
addEventListener("afterprint", apply);
apply();
