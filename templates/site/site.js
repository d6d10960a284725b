// What pages can do beyond being read: search, switch colors, filter lists, move a drawing.
// Without this script every page is complete; what only it can do stays hidden.
(function () {
  "use strict";
  var root = document.documentElement;

  function one(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function fold(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function filled(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (whole, name) { return values[name]; });
  }

  // What a reader has chosen stands with the page in the browser's history, so that Back brings it back.
  function kept() { return (history.state && history.state.techfile) || {}; }
  function keep(name, chosen) {
    var all = Object.assign({}, kept());
    all[name] = chosen;
    try { history.replaceState({ techfile: all }, ""); } catch (refused) { /* kept until the page is left */ }
  }

  // Colors.
  function themes() {
    var button = one("button.theme");
    var system = matchMedia("(prefers-color-scheme: dark)");
    function isDark() { return root.dataset.theme ? root.dataset.theme === "dark" : system.matches; }
    function say() { button.setAttribute("aria-pressed", String(isDark())); }
    button.hidden = false;
    button.addEventListener("click", function () {
      var chosen = isDark() ? "light" : "dark";
      root.dataset.theme = chosen;
      try { localStorage.setItem("techfile-theme", chosen); } catch (refused) { /* kept for this page only */ }
      say();
    });
    system.addEventListener("change", say);
    say();
  }

  // The other language opens at the same place.
  function languages() {
    all("a.stay").forEach(function (link) {
      link.addEventListener("click", function () { link.hash = location.hash; });
    });
  }

  // Search. The index is a script of its own, read when the reader first goes to the box.
  var DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  var MOST_RESULTS = 40;
  var value = {};
  for (var digit = 0; digit < 64; digit++) { value[DIGITS[digit]] = digit; }

  function unpacked(list, use) {
    var entry = 0, number = 0, scale = 1;
    for (var at = 0; at < list.length; at++) {
      var digit = value[list[at]];
      number += (digit % 32) * scale;
      scale *= 32;
      if (digit < 32) {
        entry += Math.floor(number / 3);
        use(entry, number % 3);
        number = 0;
        scale = 1;
      }
    }
  }

  function Index(data) {
    this.ids = data.ids.split("\n");
    this.titles = data.titles.split("\n");
    this.addresses = data.addresses.split("\n");
    this.sort = data.sort.split("\n");
    this.sorts = data.sorts.split("\n");
    this.terms = data.terms.split("\n");
    this.postings = data.postings.split("\n");
  }

  // Adds what each entry scores for a word, wherever in a word of the entry it stands.
  Index.prototype.scores = function (word) {
    var scores = new Map();
    for (var at = 0; at < this.terms.length; at++) {
      var where = this.terms[at].indexOf(word);
      if (where < 0) { continue; }
      var fit = this.terms[at] === word ? 4 : where === 0 ? 2 : 1;
      unpacked(this.postings[at], function (entry, weight) {
        var score = fit * [1, 6, 30][weight];
        if (score > (scores.get(entry) || 0)) { scores.set(entry, score); }
      });
    }
    return scores;
  };

  // Returns the entries that hold every word, the best first.
  Index.prototype.find = function (query) {
    var self = this, found = null;
    var words = fold(query).split(/\s+/).filter(Boolean);
    function narrow(scores) {
      if (found === null) { found = scores; return; }
      var both = new Map();
      found.forEach(function (score, entry) {
        if (scores.has(entry)) { both.set(entry, score + scores.get(entry)); }
      });
      found = both;
    }
    words.forEach(function (word) {
      var scores = self.scores(word);
      var parts = word.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
      if (scores.size > 0 || parts.length < 2) { narrow(scores); return; }
      parts.forEach(function (part) { narrow(self.scores(part)); });
    });
    var list = found === null ? [] : Array.from(found);
    list.sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; });
    return list.map(function (pair) { return pair[0]; });
  };

  function search() {
    var box = one(".search"), input = one("#search"), status = one("#found"), list = one("#results");
    var index = null, asked = false;
    box.hidden = false;
    function load() {
      if (asked) { return; }
      asked = true;
      var script = document.createElement("script");
      script.src = root.dataset.root + "../search/" + root.lang + ".js";
      script.onload = function () { index = new Index(window.techfileSearch); show(); };
      document.head.append(script);
    }
    function line(entry) {
      var item = document.createElement("li"), link = document.createElement("a");
      var id = index.ids[entry];
      link.href = root.dataset.root + (index.addresses[entry] || "record/" + id + ".html");
      var name = document.createElement("span"), sort = document.createElement("span");
      name.className = "id";
      name.textContent = id;
      sort.className = "sort";
      sort.textContent = index.sorts[Number(index.sort[entry])];
      link.append(name, " ", index.titles[entry], " ", sort);
      item.append(link);
      return item;
    }
    function said(n) {
      if (n === 0) { return input.dataset.none; }
      if (n > MOST_RESULTS) { return input.dataset.most; }
      return n === 1 ? input.dataset.one : input.dataset.found;
    }
    function show() {
      var query = input.value.trim();
      list.textContent = "";
      list.hidden = true;
      status.textContent = "";
      if (index === null || query === "") { return; }
      var found = index.find(query);
      status.textContent = filled(said(found.length), { n: found.length, most: MOST_RESULTS });
      found.slice(0, MOST_RESULTS).forEach(function (entry) { list.append(line(entry)); });
      list.hidden = found.length === 0;
    }
    function step(event, by) {
      var links = all("a", list);
      var next = links.indexOf(document.activeElement) + by;
      event.preventDefault();
      if (next < 0) { input.focus(); } else if (links[next]) { links[next].focus(); }
    }
    input.addEventListener("focus", function () { load(); show(); });
    input.addEventListener("input", function () { load(); show(); });
    box.addEventListener("keydown", function (event) {
      if (event.key === "ArrowDown") { step(event, 1); }
      else if (event.key === "ArrowUp") { step(event, -1); }
      else if (event.key === "Escape") { input.value = ""; show(); input.focus(); }
      else if (event.key === "Enter" && event.target === input) {
        var first = one("a", list);
        if (first) { first.click(); }
      }
    });
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });
    function close() { list.hidden = true; status.textContent = ""; }
    document.addEventListener("click", function (event) { if (!box.contains(event.target)) { close(); } });
    // What was found covers the page, so it goes when the keyboard goes on.
    box.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !box.contains(event.relatedTarget)) { close(); }
    });
  }

  // A list of records narrows to the rows that hold what is typed.
  function lists() {
    var box = one(".filter");
    if (!box) { return; }
    var input = one("input", box), output = one("output", box);
    var rows = all("table.listed tbody tr").map(function (row) { return [row, fold(row.textContent)]; });
    box.hidden = false;
    function narrow() {
      var words = fold(input.value).split(/\s+/).filter(Boolean), shown = 0;
      rows.forEach(function (pair) {
        var fits = words.every(function (word) { return pair[1].indexOf(word) >= 0; });
        pair[0].hidden = !fits;
        if (fits) { shown += 1; }
      });
      output.textContent = shown + " / " + rows.length;
    }
    input.addEventListener("input", function () { keep("filter", input.value); narrow(); });
    input.value = kept().filter || input.value;
    narrow();
  }

  // A cell of the risk matrix shows the risks that stand in it.
  function matrix() {
    var bar = one(".filtered");
    if (!bar) { return; }
    var output = one("output", bar), reset = one("button", bar);
    var buttons = all("table.matrix button"), rows = all("table.risks tbody tr");
    bar.hidden = false;
    function show(chosen) {
      var name = chosen && chosen.closest("table").dataset.matrix, shown = 0;
      rows.forEach(function (row) {
        var fits = !chosen || row.dataset[name] === chosen.dataset.cell;
        row.hidden = !fits;
        if (fits) { shown += 1; }
      });
      buttons.forEach(function (button) { button.setAttribute("aria-pressed", String(button === chosen)); });
      reset.hidden = !chosen;
      output.textContent = filled(chosen ? output.dataset.some : output.dataset.all, { n: shown, of: rows.length });
    }
    function choose(chosen) {
      keep("cell", buttons.indexOf(chosen));
      show(chosen);
    }
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        choose(button.getAttribute("aria-pressed") === "true" ? null : button);
      });
    });
    reset.addEventListener("click", function () { choose(null); });
    show(buttons[kept().cell] || null);
  }

  // The drawing moves, changes its size, and leaves kinds out.
  function drawing() {
    var canvas = one(".canvas");
    if (!canvas) { return; }
    var svg = one("svg", canvas), figure = canvas.closest("figure"), controls = one(".controls", figure);
    var full = { x: 0, y: 0, w: Number(svg.getAttribute("width")), h: Number(svg.getAttribute("height")) };
    var view = Object.assign({}, full);
    controls.hidden = false;
    canvas.classList.add("moves");
    // The middle of the view stays within the drawing, so that nobody loses it.
    function within(from, length, size) { return Math.min(Math.max(from, -size / 2), length - size / 2); }
    function apply() {
      view.x = within(view.x, full.w, view.w);
      view.y = within(view.y, full.h, view.h);
      svg.setAttribute("viewBox", [view.x, view.y, view.w, view.h].join(" "));
    }
    function zoom(factor) {
      var w = Math.min(full.w * 2, Math.max(full.w / 8, view.w * factor));
      var scale = w / view.w;
      view.x += (view.w - w) / 2;
      view.y += (view.h - view.h * scale) / 2;
      view.w = w;
      view.h *= scale;
      apply();
    }
    function move(dx, dy) { view.x += dx * view.w; view.y += dy * view.h; apply(); }
    function whole() { view = Object.assign({}, full); apply(); }
    // On a narrow screen the whole would be too small to read: it opens at the record itself.
    function start() {
      var shown = canvas.clientWidth;
      if (shown > 0 && shown < full.w * 0.6) {
        var center = one(".center rect", svg);
        view.w = shown * 1.15;
        view.h = full.h * view.w / full.w * (canvas.clientHeight / shown) / (full.h / full.w);
        view.x = Number(center.getAttribute("x")) + Number(center.getAttribute("width")) / 2 - view.w / 2;
        view.y = Number(center.getAttribute("y")) + Number(center.getAttribute("height")) / 2 - view.h / 2;
        apply();
      }
    }
    all("button", controls).forEach(function (button) {
      button.addEventListener("click", function () {
        if (button.dataset.zoom === "in") { zoom(0.8); }
        else if (button.dataset.zoom === "out") { zoom(1.25); }
        else { whole(); }
      });
    });
    canvas.addEventListener("keydown", function (event) {
      if (event.target !== canvas || event.ctrlKey || event.metaKey || event.altKey) { return; }
      var steps = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
      if (steps[event.key]) { move(steps[event.key][0], steps[event.key][1]); }
      else if (event.key === "+") { zoom(0.8); }
      else if (event.key === "-") { zoom(1.25); }
      else if (event.key === "0") { whole(); }
      else { return; }
      event.preventDefault();
    });
    canvas.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && !event.metaKey) { return; }
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.1 : 0.9);
    }, { passive: false });
    var from = null, dragged = false;
    canvas.addEventListener("pointerdown", function (event) {
      if (event.button === 0) { from = [event.clientX, event.clientY]; dragged = false; }
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!from) { return; }
      var dx = event.clientX - from[0], dy = event.clientY - from[1];
      if (!dragged && Math.abs(dx) + Math.abs(dy) < 5) { return; }
      dragged = true;
      from = [event.clientX, event.clientY];
      var scale = view.w / canvas.clientWidth;
      view.x -= dx * scale;
      view.y -= dy * scale;
      apply();
    });
    ["pointerup", "pointerleave", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { from = null; });
    });
    canvas.addEventListener("click", function (event) { if (dragged) { event.preventDefault(); } }, true);
    canvas.addEventListener("dragstart", function (event) { event.preventDefault(); });
    addEventListener("beforeprint", whole);
    kinds(svg, controls);
    start();
  }

  function kinds(svg, controls) {
    var nodes = all(".node", svg), edges = all(".edges path", svg);
    function isOut(number) { return nodes[Number(number)].classList.contains("out"); }
    function apply() {
      var shown = all("input", controls).filter(function (box) { return box.checked; });
      var names = shown.map(function (box) { return box.value; });
      nodes.forEach(function (node) {
        var out = names.indexOf(node.dataset.kind) < 0 && !node.classList.contains("center");
        node.classList.toggle("out", out);
        if (out) { node.setAttribute("tabindex", "-1"); } else { node.removeAttribute("tabindex"); }
      });
      edges.forEach(function (edge) {
        edge.classList.toggle("out", isOut(edge.dataset.a) || isOut(edge.dataset.b));
      });
    }
    function change() {
      keep("out", all("input", controls).filter(function (box) { return !box.checked; }).map(function (box) { return box.value; }));
      apply();
    }
    all("input", controls).forEach(function (box) {
      box.addEventListener("change", change);
      if ((kept().out || []).indexOf(box.value) >= 0) { box.checked = false; }
    });
    apply();
    nodes.forEach(function (node) {
      function mark(on) {
        edges.forEach(function (edge) {
          var joined = edge.dataset.a === node.dataset.node || edge.dataset.b === node.dataset.node;
          edge.classList.toggle("marked", on && joined);
        });
      }
      ["mouseenter", "focus"].forEach(function (name) { node.addEventListener(name, function () { mark(true); }); });
      ["mouseleave", "blur"].forEach(function (name) { node.addEventListener(name, function () { mark(false); }); });
    });
  }

  themes();
  languages();
  search();
  lists();
  matrix();
  drawing();
})();
