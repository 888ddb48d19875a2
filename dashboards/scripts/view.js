// The interactive view of one measure: the municipalities of one year on one scale, and the years as lines, with values
// for pointer and keys, and choices of year, span and municipalities. It is given the figures, tells what the reader
// chose, and draws what it is told; the address is kept by `views.js`.
//
// Vega runs without `eval` (its own interpreter) and gets only values as data, never as expressions. Municipalities are
// in a fixed order, own first: no list by rank.
{
  const { texts, locale } = seksby.page;
  const { lang } = document.documentElement;
  const ROW = 26;
  const NAME_ROOM = 128;
  const LINE_GAP = 15;
  const YEAR_ROOM = 42;
  const NARROW = 44; // px to the nearest figure that a pointer still means
  const FEWEST_FOR_LINE = 3; // two points are no development; the same as in the drawing that is replaced
  const FEWEST_TICKS = 20;
  const OPTIONS = {
    mode: "vega-lite", renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: false, hover: false,
    formatLocale: locale, logLevel: 1,
  };
  let made = 0;

  const el = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? values[name] : whole));

  // Half away from zero in decimal digits, as the pages round: 18.65 is written 18.7 and not what its double rounds to.
  const formatter = (decimals) => {
    const { format } = new Intl.NumberFormat(lang === "en" ? "en-GB" : lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    return (value) => {
      const size = Number(`${Math.round(Number(`${Math.abs(value)}e${decimals}`))}e-${decimals}`);
      return (value < 0 && size ? locale.minus : "") + format(size);
    };
  };

  const configuration = () => ({
    aria: false,
    background: null,
    font: getComputedStyle(document.body).fontFamily,
    view: { stroke: null },
    axis: {
      labelColor: "var(--muted)", labelFontSize: 12.5, gridColor: "var(--line)", domain: false, ticks: false,
      labelPadding: 6, title: null,
    },
    text: { fontSize: 12.5 },
    rule: { color: "var(--ink)" },
  });

  const colour = { condition: { test: "datum.own", value: "var(--accent)" }, value: "var(--dot)" };
  const ownLarger = { condition: { test: "datum.own", value: 170 }, value: 64 };
  // Vega-Lite takes two empty sets of values for one and the same, and what is put into one would be drawn by both.
  const filled = (layers) => layers.filter(({ data }) => data.name || data.values.length);
  const ring = {
    data: { name: "hit", values: [{}] },
    mark: { type: "point", size: 260, filled: false, stroke: "var(--ink)", strokeWidth: 2, opacity: 1 },
  };

  // One drawing that says the value under the pointer or, with the arrow keys, of one figure after the other.
  class Plot {
    constructor(label) {
      this.canvas = el("div", { class: "canvas", "aria-hidden": "true" });
      this.tip = el("p", { class: "tip", hidden: true, "aria-hidden": "true" });
      this.said = el("p", { class: "hidden", role: "status" });
      this.frame = el("div", { class: "plot", role: "application", tabindex: "0", "aria-label": label }, this.canvas, this.tip);
      this.element = el("div", {}, this.frame, this.said);
      this.points = [];
      this.at = null;
      this.frame.addEventListener("pointermove", (event) => this.point(event));
      this.frame.addEventListener("pointerdown", (event) => this.point(event));
      // A finger leaves as soon as it lets go; what it pointed at stays.
      this.frame.addEventListener("pointerleave", (event) => event.pointerType === "touch" || this.mark(null));
      this.frame.addEventListener("blur", () => this.mark(null));
      this.frame.addEventListener("focus", () => {
        if (this.frame.matches(":focus-visible")) this.mark(this.points.find((each) => each.own) ?? this.points[0], true);
      });
      this.frame.addEventListener("keydown", (event) => this.key(event));
    }

    // `points` have series, x, y (data), text; `place` turns one into pixels.
    async draw(specification, points, place, after) {
      this.finalize();
      const drawing = (this.drawing = {});
      const { view } = await vegaEmbed(this.canvas, specification, OPTIONS);
      // Another choice was made meanwhile: its drawing has the place.
      if (this.drawing !== drawing) return view.finalize();
      this.view = view;
      if (after) await after(view);
      const [left, top] = view.origin();
      this.points = points.map((each) => {
        const [x, y] = place(view, each);
        return { ...each, left: x + left, top: y + top };
      });
      this.mark(null);
    }

    finalize() {
      this.drawing = null;
      this.view?.finalize();
      this.view = null;
      this.points = [];
      this.canvas.replaceChildren();
    }

    point(event) {
      const box = this.canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      let nearest = null;
      let distance = NARROW;
      for (const each of this.points) {
        const away = Math.hypot(each.left - x, each.top - y);
        if (away < distance) [nearest, distance] = [each, away];
      }
      this.mark(nearest);
    }

    key(event) {
      const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
      if (!Object.hasOwn(steps, event.key) || !this.points.length) return;
      event.preventDefault();
      const [down, right] = steps[event.key];
      const from = this.at ?? this.points[0];
      const line = this.points.filter((each) => each.series === from.series);
      if (right) return this.mark(line[line.indexOf(from) + right] ?? from, true);
      const others = [...new Set(this.points.map((each) => each.series))];
      const next = others[others.indexOf(from.series) + down];
      const there = this.points.filter((each) => each.series === next);
      const gap = (each) => Math.abs(each.left - from.left);
      this.mark(there.reduce((best, each) => (best && gap(best) <= gap(each) ? best : each), null) ?? from, true);
    }

    mark(point, spoken = false) {
      if (point === this.at && point === null) return;
      this.at = point;
      this.tip.hidden = point === null;
      this.said.textContent = point && spoken ? point.text : "";
      if (point) {
        this.tip.textContent = point.text;
        const room = this.frame.clientWidth - this.tip.offsetWidth;
        this.tip.style.left = `${Math.max(0, Math.min(room, point.left - this.tip.offsetWidth / 2))}px`;
        this.tip.style.top = `${point.top - this.tip.offsetHeight - 14}px`;
      }
      this.view?.data("hit", point ? [point.datum] : []).runAsync();
    }
  }

  class View {
    constructor({ card, about }, figures, choose) {
      Object.assign(this, { card, about, figures, choose });
      const id = `view-${(made += 1)}`;
      this.format = formatter(about.decimals);
      // On a measure's own page nobody is "ours" until the reader says who is.
      this.isFree = about.own === null;
      this.own = figures.places.find(([code]) => code === about.own) ?? null;
      this.places = new Map(figures.places.map((place) => [place[0], place]));
      this.six = figures.places.filter(([code, , isSix]) => isSix && code !== about.own).map(([code]) => code);
      this.offered = new Set(this.six);

      this.seen = el("select", {});
      this.headline = el("p", { class: "headline", role: "status" });
      this.year = el("select", {});
      this.first = el("select", {});
      this.last = el("select", {});
      this.peers = el("div", { class: "peers" });
      this.more = el("select", {});
      this.strip = new Plot(fill(texts.stripLabel, { measure: about.title }));
      this.trend = new Plot(fill(texts.trendLabel, { measure: about.title }));
      this.stripHead = el("p", { class: "plot-head" });
      this.trendHead = el("p", { class: "plot-head" });
      this.note = el("p", { class: "plot-note" });
      this.overYears = el("div", {},
        el("div", { class: "choices" }, el("label", {}, texts.from, " ", this.first), el("label", {}, texts.to, " ", this.last)),
        this.trendHead, this.trend.element);
      this.element = el(
        "div", { class: "view", role: "group", "aria-label": fill(texts.viewLabel, { measure: about.title }), id },
        ...(this.isFree ? [el("div", { class: "choices" }, el("label", {}, texts.seenFrom, " ", this.seen)), this.headline] : []),
        el("fieldset", { class: "choices" }, el("legend", {}, texts.municipalities), this.peers,
          el("label", {}, texts.addMunicipality, " ", this.more)),
        el("div", { class: "choices" }, el("label", {}, texts.year, " ", this.year)),
        this.stripHead, this.strip.element, this.note,
        this.overYears,
        el("p", { class: "plot-note" }, texts.keys),
      );
      this.more.append(el("option", { value: "" }, texts.choose));
      this.seen.append(el("option", { value: "" }, texts.choose));
      for (const [code, name, isSix] of [...figures.places].sort((a, b) => a[1].localeCompare(b[1], lang))) {
        this.seen.append(el("option", { value: code }, name));
        if (!isSix && code !== about.own) this.more.append(el("option", { value: code }, name));
      }
      this.element.addEventListener("change", (event) => this.changed(event.target));
      this.card.querySelector(".small").before(this.element);
      this.card.querySelector("button.show-view").setAttribute("aria-controls", id);
      this.width = 0;
      this.resized = new ResizeObserver(() => {
        if (this.state && this.strip.frame.clientWidth !== this.width) this.drawn();
      });
      this.resized.observe(this.element);
      // What a pointer brought up goes away by a key, wherever the focus is.
      this.escaped = ({ key }) => key === "Escape" && [this.strip, this.trend].forEach((plot) => plot.mark(null));
      document.addEventListener("keydown", this.escaped);
    }

    remove() {
      this.resized.disconnect();
      document.removeEventListener("keydown", this.escaped);
      this.strip.finalize();
      this.trend.finalize();
      if (this.isFree) this.choosePlace(null);
      this.card.querySelector("button.show-view").removeAttribute("aria-controls");
      this.element.remove();
    }

    // The reader changed a choice: all of them go into the address, and come back through `update`.
    changed(control) {
      const boxes = [...this.peers.querySelectorAll("input")];
      // Who was "ours" is one of the others again.
      const wasOwn = control === this.seen ? this.about.own : null;
      const chosen = boxes.filter((box) => box.checked || box.value === wasOwn).map((box) => box.value);
      if (control === this.more && this.more.value) chosen.push(this.more.value);
      let [from, to] = [this.first.value, this.last.value];
      if (from > to) [from, to] = control === this.first ? [from, from] : [to, to];
      const kom = this.seen.value || undefined;
      this.choose({ aar: this.year.value, fra: from, til: to, med: chosen.join(","), ...(this.isFree ? { kom } : {}) });
    }

    // Whose figure is "ours"; the map's tile says how it stands, and leads to its page.
    choosePlace(code) {
      this.about.own = this.places.has(code) ? code : null;
      this.own = this.places.get(code) ?? null;
      this.seen.value = this.about.own ?? "";
      this.card.querySelector(".tiles .chosen")?.classList.remove("chosen");
      const tile = this.own && this.card.querySelector(`.tiles [data-code="${code}"]`);
      tile?.classList.add("chosen");
      const page = tile?.getAttribute("href");
      this.headline.replaceChildren(
        ...(tile ? [tile.querySelector("title").textContent, ". "] : []),
        ...(page ? [el("a", { href: page }, texts.toPlace)] : []),
      );
    }

    // Shows what the address asks for, as far as there are figures for it; tells what came of it, all of it named.
    async update(asked) {
      const { figures, about } = this;
      if (this.isFree) this.choosePlace(asked.kom);
      const basis = about.basis === "current" && asked.priser === "faste" && figures.values.fixed ? "fixed" : about.basis;
      const series = new Map(figures.values[basis]);
      const years = figures.years.filter((_, n) => [...series.values()].some((line) => line[n] !== null));
      const known = (year, otherwise) => (years.includes(Number(year)) ? Number(year) : otherwise);
      const codes = asked.med === undefined ? this.six : asked.med.split(",");
      const peers = [...new Set(codes)].filter((code) => code !== about.own && this.places.has(code));
      const shown = this.shownYears(series, years);
      const first = known(asked.fra, shown[0]);
      const last = known(asked.til, shown.at(-1));
      this.state = {
        basis, series, years,
        year: known(asked.aar, known(about.year, years.at(-1))),
        first: Math.min(first, last), last: Math.max(first, last),
        peers: [...this.six, ...this.places.keys()].filter((code, n, all) => peers.includes(code) && all.indexOf(code) === n),
      };
      this.controls();
      await this.drawn();
      const { year: aar, first: fra, last: til, peers: med } = this.state;
      return { ...(this.isFree && this.own ? { kom: about.own } : {}), aar, fra, til, med: med.join(",") };
    }

    // The years that any of the six has a figure for, as the drawing that is replaced.
    shownYears(series, years) {
      const six = [...this.six, this.about.own];
      const shown = years.filter((year) => six.some((code) => this.value(series, code, year) !== null));
      return shown.length ? shown : years;
    }

    value(series, code, year) {
      return series.get(code)?.[this.figures.years.indexOf(year)] ?? null;
    }

    controls() {
      const { years, year, first, last, peers } = this.state;
      for (const [select, chosen] of [[this.year, year], [this.first, first], [this.last, last]]) {
        if (select.options.length !== years.length || select.options[0]?.value !== String(years[0])) {
          select.replaceChildren(...years.map((each) => el("option", { value: each }, String(each))));
        }
        select.value = chosen;
      }
      peers.forEach((code) => this.offered.add(code));
      for (const code of this.offered) {
        let box = [...this.peers.querySelectorAll("input")].find((each) => each.value === code);
        if (!box) {
          box = el("input", { type: "checkbox", value: code });
          this.peers.append(el("label", {}, box, " ", this.places.get(code)[1]));
        }
        box.checked = peers.includes(code);
        box.parentElement.hidden = code === this.about.own;
      }
      this.more.value = "";
      this.overYears.hidden = years.length < 2;
    }

    async drawn() {
      this.width = this.strip.frame.clientWidth;
      await Promise.all([this.drawStrip(), this.drawTrend()]);
    }

    named(code, year, value) {
      return `${this.places.get(code)[1]}, ${year}: ${this.format(value)} ${this.about.unit}`;
    }

    async drawStrip() {
      const { about, state: { basis, series, year, peers } } = this;
      const prices = { current: texts.current, fixed: texts.fixed }[basis];
      this.stripHead.textContent = [`${about.title}, ${about.unit}, ${year}`, prices].filter(Boolean).join(", ");
      const codes = [...(this.own ? [about.own] : []), ...peers];
      const points = codes.flatMap((code, series_) => {
        const value = this.value(series, code, year);
        const datum = { x: value, y: code, own: code === about.own, text: value === null ? texts.missing : this.format(value) };
        return value === null ? [] : [{ series: series_, own: datum.own, datum, text: this.named(code, year, value) }];
      });
      const missing = codes.filter((code) => this.value(series, code, year) === null);
      const all = [...this.places.keys()].map((code) => [code, this.value(series, code, year)]).filter(([, value]) => value !== null);
      const ticks = all.length >= FEWEST_TICKS
        ? all.sort((a, b) => a[1] - b[1]).map(([code, value]) => ({
          series: codes.length, own: false, datum: { x: value, y: "all", own: false }, text: this.named(code, year, value),
        }))
        : [];
      const same = year === about.year && basis === about.basis;
      const [low, high] = same ? about.zone : [null, null];
      const marks = [same ? about.reference : null, same ? about.target : null, ...points.map((each) => each.datum.x)];
      const known = [...marks, ...spread(ticks.map((each) => each.datum.x))].filter((value) => value !== null);
      const room = (Math.max(...known) - Math.min(...known) || 1) * 0.03;
      const domain = [Math.min(...known) - room, Math.max(...known) + room];
      const beyond = ticks.filter(({ datum }) => datum.x < domain[0] || datum.x > domain[1]).length;
      const elsewhere = fill(basis === about.basis ? texts.otherYear : texts.otherPrices, { year: about.year });
      this.note.textContent = [
        same && about.reference !== null ? texts.mean : "",
        same && low !== null && high !== null ? texts.zone : "",
        same || about.reference === null ? "" : elsewhere,
        beyond ? fill(texts.beyond, { count: beyond }) : "",
      ].filter(Boolean).join(" ");
      if (!known.length) return this.strip.finalize();
      const within = ticks.filter(({ datum }) => datum.x >= domain[0] && datum.x <= domain[1]);
      const rows = [...codes, ...(ticks.length ? ["all"] : [])];
      const names = Object.fromEntries([...codes.map((code) => [code, this.places.get(code)[1]]), ["all", texts.allMunicipalities]]);
      const edges = [low, high].map((edge, n) => (edge === null ? null : Math.max(domain[0], Math.min(domain[1], [low, high][n]))));
      const x = { field: "x", type: "quantitative", scale: { domain, nice: false, zero: false }, axis: { grid: true, tickCount: 5, format: `,.${about.decimals}f` } };
      const y = {
        field: "y", type: "nominal", scale: { type: "point", domain: rows, padding: 0.5 },
        axis: {
          grid: false, labelExpr: "names[datum.value]", labelLimit: NAME_ROOM, labelColor: "var(--ink)",
          labelFontWeight: { condition: { test: `datum.value === "${about.own}"`, value: "bold" }, value: "normal" },
        },
      };
      const rule = (value, style) => ({ data: { values: value === null ? [] : [{ x: value }] }, mark: { type: "rule", ...style }, encoding: { x } });
      await this.strip.draw({
        width: this.width, height: rows.length * ROW + 24, autosize: { type: "fit", contains: "padding" },
        padding: { left: 0, right: 52, top: 0, bottom: 0 }, config: configuration(),
        params: [{ name: "names", value: names }],
        layer: filled([
          { data: { values: edges.includes(null) ? [] : [{ x: edges[0], x2: edges[1] }] }, mark: { type: "rect", color: "var(--band)", stroke: "var(--dot)", strokeWidth: 0.75 }, encoding: { x, x2: { field: "x2" } } },
          rule(same ? about.reference : null, { strokeDash: [2, 2] }),
          rule(same ? about.target : null, { color: "var(--accent)", strokeWidth: 2 }),
          { data: { values: within.map((each) => each.datum) }, mark: { type: "tick", color: "var(--tick)", thickness: 1, size: 12 }, encoding: { x, y } },
          { data: { values: points.map((each) => each.datum) }, mark: { type: "point", filled: true, opacity: 1, stroke: "var(--paper)" }, encoding: { x, y, color: colour, size: ownLarger } },
          { data: { values: points.map((each) => each.datum) }, mark: { type: "text", align: "left", dx: 9 }, encoding: { x, y, text: { field: "text", type: "nominal" }, color: { ...colour, value: "var(--ink)" } } },
          { data: { values: missing.map((code) => ({ x: domain[0], y: code, text: texts.missing })) }, mark: { type: "text", align: "left", dx: 4, color: "var(--muted)" }, encoding: { x, y, text: { field: "text", type: "nominal" } } },
          { ...ring, encoding: { x, y } },
        ]),
      }, [...points, ...within], (view, { datum }) => [view.scale("x")(datum.x), view.scale("y")(datum.y)]);
    }

    async drawTrend() {
      const { about, state: { basis, series, years, first, last, peers } } = this;
      const span = years.filter((year) => year >= first && year <= last);
      const prices = { current: texts.current, fixed: texts.fixed }[basis];
      this.trendHead.textContent = [fill(texts.overYears, { measure: about.title, unit: about.unit }), prices].filter(Boolean).join(", ");
      const codes = [...peers, ...(this.own ? [about.own] : [])];
      const points = codes.flatMap((code, n) => span.flatMap((year) => {
        const value = this.value(series, code, year);
        const part = `${n}.${about.breaks.filter((each) => year >= each).length}`;
        const datum = { x: year, y: value, own: code === about.own, part, code };
        return value === null ? [] : [{ series: n, own: datum.own && year === last, datum, text: this.named(code, year, value) }];
      }));
      if (!points.length) return this.trend.finalize();
      const data = points.map((each) => each.datum);
      const counted = new Map();
      data.forEach(({ part }) => counted.set(part, (counted.get(part) ?? 0) + 1));
      const joined = data.filter(({ part }) => counted.get(part) >= FEWEST_FOR_LINE);
      const { edges, from } = about.limits[basis] ?? { edges: [] };
      const limits = edges.map((value) => ({ y: value, x: Math.max(first, from), x2: last }));
      const every = Math.ceil((span.length * YEAR_ROOM) / Math.max(YEAR_ROOM, this.width - NAME_ROOM - 50));
      const x = {
        field: "x", type: "quantitative", scale: { domain: [last === first ? first - 1 : first, last], nice: false, zero: false },
        axis: { grid: false, offset: 6, format: "d", values: span.filter((_, n) => (span.length - 1 - n) % every === 0), labelFlush: false },
      };
      const values = [...data, ...limits].map((each) => each.y);
      const y = { field: "y", type: "quantitative", scale: { domain: [Math.min(...values), Math.max(...values)], zero: false, nice: true }, axis: { grid: true, tickCount: 5 } };
      const line = (own) => ({
        data: { values: joined.filter((each) => each.own === own) },
        mark: { type: "line", color: own ? "var(--accent)" : "var(--dot)", strokeWidth: own ? 2.5 : 1.2, strokeJoin: "round" },
        encoding: { x, y, detail: { field: "part", type: "nominal" }, order: { field: "x", type: "quantitative" } },
      });
      const height = Math.max(220, codes.length * LINE_GAP + 50);
      const lastOf = codes.map((code) => data.filter((each) => each.code === code).at(-1)).filter(Boolean);
      // The names at the ends of the lines, moved apart so that none covers another.
      const labels = async (view) => {
        const scale = view.scale("y");
        const placed = lastOf.map((each) => ({ each, at: scale(each.y) })).sort((a, b) => a.at - b.at);
        placed.forEach((label, n) => { if (n) label.at = Math.max(label.at, placed[n - 1].at + LINE_GAP); });
        const over = placed.length ? Math.max(0, placed.at(-1).at - view.height()) : 0;
        placed.forEach((label) => { label.at -= over; });
        const rows = placed.map(({ each, at }) => ({ x: last, y: each.y, at: scale.invert(at), own: each.own, text: this.places.get(each.code)[1] }));
        await view.data("labels", rows).runAsync();
      };
      await this.trend.draw({
        width: this.width, height, autosize: { type: "fit", contains: "padding" },
        padding: { left: 0, right: NAME_ROOM, top: 8, bottom: 0 }, config: configuration(),
        layer: filled([
          { data: { values: about.breaks.filter((year) => year > first && year <= last).map((year) => ({ x: year - 0.5 })) }, mark: { type: "rule", color: "var(--dot)", strokeDash: [2, 3] }, encoding: { x } },
          { data: { values: limits }, mark: { type: "rule", color: "var(--accent)", strokeDash: [4, 3] }, encoding: { x, x2: { field: "x2" }, y } },
          line(false), line(true),
          { data: { values: data }, mark: { type: "point", filled: true, opacity: 1, size: 22 }, encoding: { x, y, color: colour } },
          { data: { name: "labels", values: [{ part: "" }] }, mark: { type: "rule", color: "var(--dot)", strokeWidth: 0.75, xOffset: 4, x2Offset: 12 }, encoding: { x, x2: { field: "x" }, y, y2: { field: "at" } } },
          { data: { name: "labels" }, mark: { type: "text", align: "left", dx: 15, limit: NAME_ROOM - 18, clip: false, fontWeight: { expr: "datum.own ? 'bold' : 'normal'" } }, encoding: { x, y: { ...y, field: "at" }, text: { field: "text", type: "nominal" }, color: { ...colour, value: "var(--ink)" } } },
          { ...ring, encoding: { x, y } },
        ]),
      }, points, (view, { datum }) => [view.scale("x")(datum.x), view.scale("y")(datum.y)], labels);
    }
  }

  // The values that set the scale: those within Tukey's outer fences, as in the drawing that is replaced.
  const spread = (sorted) => {
    if (sorted.length < FEWEST_TICKS) return sorted;
    const quantile = (share) => {
      const at = share * (sorted.length + 1) - 1;
      const below = Math.max(0, Math.floor(at));
      return sorted[below] + (sorted[Math.min(below + 1, sorted.length - 1)] - sorted[below]) * (at - below);
    };
    const [low, high] = [quantile(0.25), quantile(0.75)];
    const reach = 3 * (high - low);
    return reach > 0 ? sorted.filter((value) => value >= low - reach && value <= high + reach) : sorted;
  };

  seksby.createView = (entry, figures, choose) => new View(entry, figures, choose);
}
