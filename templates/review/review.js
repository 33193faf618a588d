(function () {
  "use strict";

  var root = document.documentElement;
  var byId = function (id) { return document.getElementById(id); };
  var facts = JSON.parse(byId("facts-data").textContent);
  var card = byId("card");
  var pinned = null;
  var last = null;
  var trail = [];
  var returning = false;
  root.classList.add("scripted");

  function isWide() { return window.matchMedia("(min-width: 1121px)").matches; }

  function factOf(target) {
    var element = target instanceof Element ? target.closest("[data-fact]") : null;
    return element && !element.closest("#facts") ? element : null;
  }

  function places(id) {
    var all = document.querySelectorAll("[data-fact]");
    return Array.prototype.filter.call(all, function (element) {
      return element.getAttribute("data-fact") === id && element.getClientRects().length > 0;
    });
  }

  function line(name, text) {
    byId("card-" + name).textContent = text;
    byId("card-" + name + "-row").hidden = !text;
  }

  function list(name, items) {
    var target = byId("card-" + name);
    target.textContent = "";
    items.forEach(function (item) {
      var entry = document.createElement("li");
      entry.textContent = item;
      target.appendChild(entry);
    });
    byId("card-" + name + "-row").hidden = !items.length;
  }

  function readsOf(fact, id) {
    list("reads", fact.reads.map(function (name) { return facts[name].label; }));
    byId("card-reads").childNodes.forEach(function (entry, index) {
      var name = fact.reads[index];
      var button = document.createElement("button");
      var value = document.createElement("b");
      button.type = "button";
      button.textContent = entry.textContent;
      value.textContent = facts[name].value;
      button.appendChild(value);
      button.addEventListener("click", function () { step(name, trail.concat(id)); });
      entry.textContent = "";
      entry.appendChild(button);
    });
  }

  function fill(id) {
    var known = Object.prototype.hasOwnProperty.call(facts, id);
    var fact = known ? facts[id] : {
      label: "没有这条数据", value: "", exact: "", formula: "", year: "", origin: "未知", kind: "unknown",
      sources: [], aliases: [], reads: []
    };
    byId("card-label").textContent = fact.label;
    byId("card-value").textContent = fact.value;
    byId("card-value").className = fact.value.length > 14 ? "long" : "";
    byId("card-origin").textContent = fact.origin;
    byId("card-origin").className = "origin " + fact.kind;
    line("exact", fact.exact);
    line("formula", fact.formula);
    line("year", fact.year);
    list("sources", fact.sources);
    readsOf(fact, id);
    line("aliases", fact.aliases.join("、"));
    byId("card-id").textContent = id;
  }

  function show(id) {
    var from = id === pinned && trail.length ? trail[trail.length - 1] : null;
    fill(id);
    byId("card-back").hidden = !from;
    byId("card-back").textContent = from ? "← 返回 " + facts[from].label : "";
    card.hidden = false;
    byId("card-hint").hidden = true;
    count(id);
  }

  function count(id) {
    var all = places(id);
    var at = last ? all.indexOf(last) : -1;
    var here = at >= 0 && pinned === id ? "第 " + (at + 1) + " 处，共 " : "本页共 ";
    byId("card-count").textContent = here + all.length + " 处";
    byId("card-previous").disabled = byId("card-next").disabled = all.length < (at < 0 ? 1 : 2);
  }

  function rest() {
    if (pinned) { show(pinned); return; }
    card.hidden = true;
    byId("card-hint").hidden = false;
  }

  function highlight(id) {
    document.querySelectorAll(".same, .current").forEach(function (element) {
      element.classList.remove("same", "current");
    });
    if (id) { places(id).forEach(function (element) { element.classList.add("same"); }); }
    if (id && last) { last.classList.add("current"); }
  }

  function choose(id, element, way) {
    pinned = id;
    last = element;
    trail = way;
    highlight(id);
    root.classList.add("pinned");
    show(id);
  }

  function pin(element) {
    choose(element.getAttribute("data-fact"), element, []);
    uncover(element);
  }

  function uncover(element) {
    var top = card.getBoundingClientRect().top;
    var under = element.getBoundingClientRect().bottom - top;
    if (!isWide() && under > -8) { window.scrollBy(0, under + 60); }
  }

  function step(id, way) {
    choose(id, null, way);
    byId("card-label").focus();
    card.scrollTop = 0;
  }

  function unpin() {
    var back = last;
    pinned = last = null;
    trail = [];
    highlight(null);
    root.classList.remove("pinned");
    rest();
    if (back && back.focus) {
      returning = true;
      back.focus({ preventScroll: true });
      returning = false;
    }
  }

  function go(direction) {
    var id = pinned || byId("card-id").textContent;
    var all = places(id);
    if (!all.length) { return; }
    var at = all.indexOf(last);
    var next = all[at < 0 ? 0 : (at + direction + all.length) % all.length];
    choose(id, next, trail);
    next.scrollIntoView({ block: "center" });
    uncover(next);
  }

  function fromAddress() {
    var id = location.hash.indexOf("#fact-") === 0 ? location.hash.slice(6) : "";
    var all = id ? places(id) : [];
    var inReport = all.filter(function (element) { return element.closest("#report"); });
    if (!all.length) { return; }
    pin(inReport[0] || all[0]);
    last.scrollIntoView({ block: "center" });
    uncover(last);
  }

  function copyText(text, done) {
    var fallback = function () {
      var area = document.createElement("textarea");
      area.value = text;
      document.body.appendChild(area);
      area.select();
      var worked = document.execCommand("copy");
      area.remove();
      done(worked);
    };
    if (!navigator.clipboard) { fallback(); return; }
    navigator.clipboard.writeText(text).then(function () { done(true); }, fallback);
  }

  function copyList(button) {
    var source = byId(button.getAttribute("data-copy"));
    var items = Array.prototype.map.call(source.children, function (item, index) {
      return index + 1 + ". " + item.textContent.trim();
    });
    copyText(source.getAttribute("data-title") + "\n" + items.join("\n"), function (worked) {
      button.textContent = worked ? "已复制" : "请手工选中复制";
      setTimeout(function () { button.textContent = "复制清单"; }, 2000);
    });
  }

  function follow() {
    var links = {};
    document.querySelectorAll(".contents a").forEach(function (link) {
      links[link.getAttribute("href").slice(1)] = link;
    });
    var targets = Object.keys(links).map(byId).filter(Boolean);
    var waiting = false;
    var mark = function () {
      waiting = false;
      var current = targets[0];
      targets.forEach(function (target) {
        if (target.getBoundingClientRect().top < 120) { current = target; }
      });
      Object.keys(links).forEach(function (id) {
        var here = Boolean(current) && id === current.id;
        if (here) { links[id].setAttribute("aria-current", "true"); } else { links[id].removeAttribute("aria-current"); }
      });
      var link = current && links[current.id];
      var box = document.querySelector(".contents");
      if (!link || box.scrollHeight <= box.clientHeight) { return; }
      box.scrollTop = link.offsetTop - box.clientHeight / 2;
    };
    window.addEventListener("scroll", function () {
      if (!waiting) { waiting = true; requestAnimationFrame(mark); }
    }, { passive: true });
    mark();
  }

  document.addEventListener("click", function (event) {
    var element = factOf(event.target);
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    if (event.detail === 0 && element === last) { byId("card-label").focus(); return; }
    pin(element);
  });
  document.addEventListener("pointerover", function (event) {
    var element = event.pointerType === "mouse" && isWide() ? factOf(event.target) : null;
    if (element) { show(element.getAttribute("data-fact")); }
  });
  document.addEventListener("pointerout", function (event) {
    if (event.pointerType === "mouse" && isWide() && factOf(event.target)) { rest(); }
  });
  document.addEventListener("focusin", function (event) {
    var element = isWide() && !returning ? factOf(event.target) : null;
    if (element) { show(element.getAttribute("data-fact")); }
  });
  document.addEventListener("focusout", function (event) {
    if (factOf(event.target) && !card.contains(event.relatedTarget)) { rest(); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !card.hidden) { unpin(); }
  });
  document.querySelectorAll(".contents a").forEach(function (link) {
    link.addEventListener("click", function () {
      if (!isWide()) { document.querySelector(".contents details").open = false; }
    });
  });
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".indicators details").forEach(function (details) { details.open = true; });
  });
  window.addEventListener("hashchange", fromAddress);
  byId("card-close").addEventListener("click", unpin);
  byId("card-back").addEventListener("click", function () { step(trail[trail.length - 1], trail.slice(0, -1)); });
  byId("card-previous").addEventListener("click", function () { go(-1); });
  byId("card-next").addEventListener("click", function () { go(1); });
  byId("print").addEventListener("click", function () { window.print(); });
  if (byId("copy")) { byId("copy").addEventListener("click", function () { copyList(byId("copy")); }); }
  if (!window.matchMedia("(min-width: 861px)").matches) {
    document.querySelector(".contents details").open = false;
  }
  follow();
  fromAddress();
})();
