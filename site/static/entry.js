/* Light or dark on the small pages, as chosen on the large ones. */
"use strict";
(() => {
  const root = document.documentElement;
  const wants = matchMedia("(prefers-color-scheme: dark)");
  let mode = "auto";
  try { mode = localStorage.getItem("mode") || "auto"; } catch { /* a browser that keeps nothing */ }
  const theme = () => (mode === "auto" ? (wants.matches ? "dark" : "light") : mode);
  root.dataset.theme = theme();
  wants.addEventListener("change", () => { root.dataset.theme = theme(); label(); });
  function label() {
    const button = document.getElementById("theme");
    if (!button) return;
    button.hidden = false;
    button.textContent = root.dataset.theme === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", `${button.textContent} colours`);
  }
  document.addEventListener("DOMContentLoaded", () => {
    label();
    document.getElementById("theme").addEventListener("click", () => {
      mode = root.dataset.theme === "dark" ? "light" : "dark";
      root.dataset.theme = mode;
      try { localStorage.setItem("mode", mode); localStorage.setItem("theme", mode); } catch { /* as above */ }
      label();
    });
  });
})();
