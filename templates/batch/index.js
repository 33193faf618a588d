(function () {
  "use strict";

  var byId = function (id) { return document.getElementById(id); };
  var data = JSON.parse(byId("data").textContent);
  var at = {};
  data.fields.forEach(function (name, index) { at[name] = index; });
  var numbers = { rank: 1, score: 1, rate: 1, pending: 1, missing: 1, errors: 1 };
  var words = { final: "已定", pending: "待补充", failed: "失败" };
  var PRINTED = 2000;
  var head = Array.prototype.slice.call(document.querySelectorAll(".units th"));
  var sorted = { key: "", down: false };
  var found = data.rows;
  var page = 0;
  document.documentElement.classList.add("scripted");

  function of(row, name) { return row[at[name]]; }

  // What is searched, made once for each row when the first search asks for it.
  var texts = null;
  function textOf(index) {
    if (!texts) {
      texts = data.rows.map(function (row) {
        return [of(row, "name"), of(row, "project"), of(row, "code"), of(row, "region")].join("\n").toLowerCase();
      });
    }
    return texts[index];
  }

  function chosen() {
    var asked = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    var edition = byId("edition").value;
    var grade = byId("grade").value;
    var status = byId("status").value;
    var errors = byId("errors").checked;
    return data.rows.filter(function (row, index) {
      return (edition === "" || of(row, "edition") === Number(edition)) &&
        (grade === "" || of(row, "grade") === grade) &&
        (status === "" || of(row, "status") === status) &&
        (!errors || of(row, "errors") > 0 || of(row, "status") === "failed") &&
        asked.every(function (word) { return textOf(index).indexOf(word) >= 0; });
    });
  }

  // Empty values stand last in both directions; equal ones keep the order of the ranking.
  function ordered(rows) {
    if (!sorted.key) { return rows; }
    var key = sorted.key;
    var sign = sorted.down ? -1 : 1;
    var collator = numbers[key] ? null : new Intl.Collator("zh-CN", { numeric: true });
    return rows.map(function (row, index) { return [of(row, key), index, row]; }).sort(function (a, b) {
      var empty = (a[0] === "" || a[0] === null) - (b[0] === "" || b[0] === null);
      if (empty) { return empty; }
      var difference = collator ? collator.compare(String(a[0]), String(b[0])) : Number(a[0]) - Number(b[0]);
      return difference ? sign * difference : a[1] - b[1];
    }).map(function (item) { return item[2]; });
  }

  function cell(line, text, kind) {
    var made = document.createElement("td");
    if (kind) { made.className = kind; }
    made.textContent = text === null ? "" : text;
    line.appendChild(made);
    return made;
  }

  function note(where, text) {
    if (!text) { return; }
    var made = document.createElement("small");
    made.textContent = text;
    where.appendChild(made);
  }

  // A path below this page's folder: never another scheme, host or folder above.
  function address(row) {
    var file = of(row, "review");
    return file ? "./" + encodeURIComponent(of(row, "folder")) + "/" + encodeURIComponent(file) : "";
  }

  function named(line, row) {
    var name = cell(line, "", "name");
    var target = address(row);
    var label = document.createElement(target ? "a" : "span");
    label.textContent = of(row, "name");
    if (target) { label.href = target; }
    name.appendChild(label);
    note(name, [of(row, "project"), of(row, "region"), of(row, "why")].filter(Boolean).join(" · "));
  }

  function drawn(row) {
    var line = document.createElement("tr");
    var status = of(row, "status");
    cell(line, of(row, "rank"), "figure");
    named(line, row);
    cell(line, of(row, "code"));
    cell(line, of(row, "score"), "figure");
    cell(line, of(row, "rate") && of(row, "rate") + "%", "figure");
    cell(line, of(row, "grade"));
    var state = cell(line, "");
    var tag = document.createElement("span");
    tag.className = "tag " + status;
    tag.textContent = words[status];
    state.appendChild(tag);
    cell(line, of(row, "pending"), "figure");
    cell(line, of(row, "missing"), "figure");
    cell(line, of(row, "errors"), of(row, "errors") ? "figure bad" : "figure");
    var edition = of(row, "edition");
    if (data.editions.length > 1) { cell(line, edition < 0 ? "" : data.editions[edition], "edition"); }
    return line;
  }

  function fill(rows) {
    var body = byId("rows");
    var made = document.createDocumentFragment();
    rows.forEach(function (row) { made.appendChild(drawn(row)); });
    if (!rows.length) {
      var line = document.createElement("tr");
      cell(line, "没有符合条件的单位", "none").colSpan = head.length;
      made.appendChild(line);
    }
    body.textContent = "";
    body.appendChild(made);
  }

  function size() { return Number(byId("size").value); }

  function show() {
    var last = Math.max(0, Math.ceil(found.length / size()) - 1);
    page = Math.min(Math.max(page, 0), last);
    fill(found.slice(page * size(), (page + 1) * size()));
    byId("page").textContent = "第 " + (page + 1) + " 页，共 " + (last + 1) + " 页";
    byId("before").disabled = page === 0;
    byId("after").disabled = page === last;
    byId("pages").hidden = found.length <= 50;
    byId("told").textContent = found.length === data.rows.length ? "共 " + found.length + " 个" : "找到 " + found.length + " 个，共 " + data.rows.length + " 个";
  }

  function again() {
    found = ordered(chosen());
    page = 0;
    show();
  }

  head.forEach(function (column) {
    column.querySelector("button").addEventListener("click", function () {
      var key = column.dataset.key;
      sorted = { key: key, down: sorted.key === key ? !sorted.down : Boolean(numbers[key]) && key !== "rank" };
      head.forEach(function (other) { other.removeAttribute("aria-sort"); });
      column.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      again();
    });
  });
  var waiting = 0;
  byId("search").addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(again, 120);
  });
  byId("tools").addEventListener("change", again);
  byId("tools").addEventListener("submit", function (event) { event.preventDefault(); again(); });
  byId("tools").addEventListener("reset", function () { setTimeout(again, 0); });
  byId("size").addEventListener("change", function () { page = 0; show(); });
  byId("before").addEventListener("click", function () { page -= 1; show(); });
  byId("after").addEventListener("click", function () { page += 1; show(); });
  window.addEventListener("beforeprint", function () { fill(found.slice(0, PRINTED)); });
  window.addEventListener("afterprint", show);
  again();
}());
