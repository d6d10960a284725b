// Chooses the colors before anything is painted; the reader's last choice wins over the system's.
(function () {
  "use strict";
  var kept = null;
  try { kept = localStorage.getItem("techfile-theme"); } catch (refused) { /* kept for this page only */ }
  if (kept === "dark" || kept === "light") { document.documentElement.dataset.theme = kept; }
})();
