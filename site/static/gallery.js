/* The gallery's filter: one topic at a time, kept in the address. */
"use strict";
(() => {
  const buttons = [...document.querySelectorAll(".filter button")];
  const charts = [...document.querySelectorAll(".gallery > li")];
  const status = document.getElementById("gallery-count");
  function show(topic) {
    let shown = 0;
    for (const chart of charts) {
      chart.hidden = topic !== "" && !chart.dataset.topics.split("|").includes(topic);
      shown += !chart.hidden;
    }
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.topic === topic));
    status.textContent = `${shown} charts shown`;
  }
  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(button.dataset.topic);
      const query = button.dataset.topic ? `?topic=${encodeURIComponent(button.dataset.topic)}` : location.pathname;
      history.replaceState(null, "", query);
    });
  }
  const asked = new URLSearchParams(location.search).get("topic") ?? "";
  if (buttons.some((button) => button.dataset.topic === asked)) show(asked);
})();
