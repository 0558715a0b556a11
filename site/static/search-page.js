/* The search page: no summaries from disk, where a page may not read another; and the way to the ledger. */
"use strict";
(() => {
  const results = document.getElementById("search-results");
  if (!results) return;
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  const words = new URLSearchParams(location.search).get("q");
  if (!words) return;
  const line = document.createElement("p");
  const link = document.createElement("a");
  link.href = `ledger.html?q=${encodeURIComponent(words)}`;
  link.textContent = `Look for “${words}” in the ledger’s table`;
  line.append(link);
  results.before(line);
})();
