(function () {
  "use strict";

  var root = document.documentElement;
  var data = JSON.parse(document.getElementById("data").textContent);
  var cards = Array.prototype.slice.call(document.querySelectorAll(".card"));
  var marks = Array.prototype.slice.call(document.querySelectorAll("[data-findings]"));
  var at = -1;
  root.classList.add("scripted");

  function numbersOf(mark) { return mark.getAttribute("data-findings").split(" "); }

  function shown() { return cards.filter(function (card) { return !card.hidden; }); }

  function filter() {
    var severities = {};
    document.querySelectorAll("[name=severity]").forEach(function (box) { severities[box.value] = box.checked; });
    var kind = document.getElementById("kind").value;
    var visible = {};
    cards.forEach(function (card) {
      card.hidden = !severities[card.dataset.severity] || (kind !== "" && card.dataset.code !== kind);
      visible[card.dataset.finding] = !card.hidden;
    });
    marks.forEach(function (mark) {
      mark.classList.toggle("off", !numbersOf(mark).some(function (number) { return visible[number]; }));
    });
    var only = document.getElementById("only-marked").checked;
    document.querySelectorAll("#document .row").forEach(function (row) {
      row.hidden = only && !row.querySelector(".card:not([hidden]), [data-findings]:not(.off)");
    });
    at = -1;
  }

  function go(card, focus) {
    document.querySelectorAll(".current").forEach(function (element) { element.classList.remove("current"); });
    if (!card) { return; }
    card.classList.add("current");
    marks.forEach(function (mark) {
      if (numbersOf(mark).indexOf(card.dataset.finding) >= 0) { mark.classList.add("current"); }
    });
    at = shown().indexOf(card);
    if (focus) { card.scrollIntoView({ block: "center" }); card.focus({ preventScroll: true }); }
  }

  function step(by) {
    var all = shown();
    if (all.length) { go(all[(at + by + all.length) % all.length], true); }
  }

  function count() {
    var kept = cards.filter(function (card) { return card.querySelector(".keep").checked; }).length;
    document.getElementById("kept").textContent = "采纳 " + kept + " / " + cards.length + " 处";
  }

  function save() {
    var dismissed = data.dismissed.slice();
    var unexplained = 0;
    cards.forEach(function (card) {
      if (card.querySelector(".keep").checked) { return; }
      var reason = card.querySelector(".reason").value.trim();
      unexplained += reason ? 0 : 1;
      dismissed.push({
        fingerprint: card.dataset.fingerprint,
        reason: reason || "复核人不采纳",
        message: card.querySelector(".message").textContent
      });
    });
    var text = JSON.stringify({ format: "ziping/dismissed/1", dismissed: dismissed }, null, 2) + "\n";
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = data.name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
    document.getElementById("kept").textContent =
      "已导出，请放在报告旁边" + (unexplained ? "（" + unexplained + " 处没写理由）" : "");
  }

  cards.forEach(function (card) {
    var keep = card.querySelector(".keep");
    var reason = card.querySelector(".reason");
    keep.checked = true;
    keep.addEventListener("change", function () {
      card.classList.toggle("left-out", !keep.checked);
      reason.hidden = keep.checked;
      if (!keep.checked) { reason.focus(); }
      count();
    });
    card.addEventListener("click", function (event) {
      if (!event.target.closest(".choice, a")) { go(card, false); }
    });
  });
  marks.forEach(function (mark) {
    function open() {
      var first = cards.filter(function (card) { return numbersOf(mark).indexOf(card.dataset.finding) >= 0 && !card.hidden; })[0];
      go(first, true);
    }
    mark.addEventListener("click", function (event) { if (!event.target.closest("a")) { open(); } });
    mark.addEventListener("keydown", function (event) { if (event.key === "Enter") { open(); } });
  });
  document.getElementById("filters").addEventListener("change", filter);
  document.getElementById("filters").addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("previous").addEventListener("click", function () { step(-1); });
  document.getElementById("next").addEventListener("click", function () { step(1); });
  document.getElementById("export").addEventListener("click", save);
  count();
  filter();
}());
