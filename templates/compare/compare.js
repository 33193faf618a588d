(function () {
  "use strict";

  document.documentElement.classList.add("scripted");

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function filter(form) {
    var shown = {};
    all("input", form).forEach(function (box) { shown[box.value] = box.checked; });
    all("[data-group=" + form.dataset.filter + "]").forEach(function (row) {
      row.hidden = shown[row.dataset.kind] === false;
    });
    if (form.dataset.filter === "indicator") { heads(); }
  }

  // A group of which nothing is shown has no heading either.
  function heads() {
    all("[data-group=indicator-head]").forEach(function (head) {
      var row = head.nextElementSibling;
      var empty = true;
      while (row && row.dataset.group === "indicator") {
        empty = empty && row.hidden;
        row = row.nextElementSibling;
      }
      head.hidden = empty;
    });
  }

  // A link to something that is filtered out or folded away shows it first.
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) { return; }
    var fold = target.closest("details");
    if (fold) { fold.open = true; }
    var row = target.closest("[data-group]");
    if (row && row.hidden) {
      all(".filter[data-filter=" + row.dataset.group + "] input").forEach(function (box) {
        if (box.value === row.dataset.kind) { box.checked = true; }
      });
      all(".filter[data-filter=" + row.dataset.group + "]").forEach(filter);
    }
    target.scrollIntoView({ block: "center" });
  }

  all(".filter").forEach(function (form) {
    form.addEventListener("change", function () { filter(form); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    filter(form);
  });
  var unfold = document.getElementById("unfold");
  var open = false;
  if (unfold) {
    unfold.addEventListener("click", function () {
      open = !open;
      all(".fold").forEach(function (fold) { fold.open = open; });
      unfold.textContent = open ? "收起没有改动的" : "展开没有改动的";
    });
  }
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () { all(".fold").forEach(function (fold) { fold.open = false; }); });
  reveal();
}());
