/* Buttons that copy the text of their box, also where a page has no right to the clipboard. */
"use strict";
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  const box = button.closest(".copy-box").querySelector("pre");
  try {
    await navigator.clipboard.writeText(box.textContent);
  } catch {
    const range = document.createRange();
    range.selectNodeContents(box);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
});
