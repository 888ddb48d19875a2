// The interactive view of one measure: the drawings of its card for any municipality, year and span, with values for pointer
// and keys. It is given the figures, tells what the reader chose, and draws what it is told (`drawing.js`); the address is
// kept by `views.js`.
//
// Municipalities are in a fixed order: no list by rank.
{
  const { texts, locale } = seksby.page;
  const { lang } = document.documentElement;
  const NARROW = 44; // px to the nearest figure that a pointer still means
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

  const written = (value, decimals) => formatter(decimals)(value);

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

    // `points` have series, own, text and `at`, where they stand in the drawing.
    draw(svg, points) {
      const ring = document.createElementNS(svg.namespaceURI, "circle");
      for (const [key, value] of Object.entries({ r: 8, stroke: "var(--ink)", "stroke-width": 2, visibility: "hidden" })) ring.setAttribute(key, value);
      svg.append(ring);
      this.ring = ring;
      this.points = points;
      this.canvas.replaceChildren(svg);
      this.mark(null);
    }

    clear() {
      this.ring = null;
      this.points = [];
      this.canvas.replaceChildren();
      this.mark(null);
    }

    // Pixels of the page for each unit of the drawing.
    zoom() {
      const svg = this.canvas.firstElementChild;
      return svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
    }

    point(event) {
      const box = this.canvas.getBoundingClientRect();
      const zoom = this.zoom();
      const [x, y] = [(event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom];
      let nearest = null;
      let distance = NARROW / zoom;
      for (const each of this.points) {
        const away = Math.hypot(each.at[0] - x, each.at[1] - y);
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
      const gap = (each) => Math.abs(each.at[0] - from.at[0]);
      this.mark(there.reduce((best, each) => (best && gap(best) <= gap(each) ? best : each), null) ?? from, true);
    }

    mark(point, spoken = false) {
      if (point === this.at && point === null) return;
      this.at = point;
      this.tip.hidden = point === null;
      this.said.textContent = point && spoken ? point.text : "";
      this.ring?.setAttribute("visibility", point ? "visible" : "hidden");
      if (!point) return;
      const zoom = this.zoom();
      const [left, top] = point.at.map((each) => each * zoom);
      this.ring.setAttribute("cx", point.at[0]);
      this.ring.setAttribute("cy", point.at[1]);
      this.tip.textContent = point.text;
      const room = this.frame.clientWidth - this.tip.offsetWidth;
      this.tip.style.left = `${Math.max(0, Math.min(room, left - this.tip.offsetWidth / 2))}px`;
      this.tip.style.top = `${top - this.tip.offsetHeight - 14}px`;
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
      this.span = el("span", {}, el("label", {}, texts.from, " ", this.first), " ", el("label", {}, texts.to, " ", this.last));
      const inYear = el("div", { class: "in-year" }, this.stripHead, this.strip.element);
      this.overYears = el("div", { class: "over-years" }, this.trendHead, this.trend.element);
      this.element = el(
        "div", { class: "view", role: "group", "aria-label": fill(texts.viewLabel, { measure: about.title }), id },
        ...(this.isFree ? [el("div", { class: "choices" }, el("label", {}, texts.seenFrom, " ", this.seen)), this.headline] : []),
        // In the order of the card, for a reader who goes from one to the other by key.
        ...(this.isFree ? [this.overYears, inYear] : [inYear, this.overYears]),
        this.note,
        el("fieldset", { class: "choices" }, el("legend", {}, texts.municipalities), this.peers,
          el("label", {}, texts.addMunicipality, " ", this.more)),
        el("div", { class: "choices" }, el("label", {}, texts.year, " ", this.year), this.span),
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
      // What a pointer brought up goes away by a key, wherever the focus is.
      this.escaped = ({ key }) => key === "Escape" && [this.strip, this.trend].forEach((plot) => plot.mark(null));
      document.addEventListener("keydown", this.escaped);
    }

    remove() {
      document.removeEventListener("keydown", this.escaped);
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
    update(asked) {
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
      this.drawStrip();
      this.drawTrend();
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
      this.overYears.hidden = this.span.hidden = years.length < 2;
    }

    // What is said of a figure that a reader points at.
    named(code, year, value) {
      return `${this.places.get(code)[1]}, ${year}: ${this.format(value)} ${this.about.unit}`;
    }

    // The municipality and what a point says of it, where it has a figure.
    point(code, series, year) {
      const value = this.value(series, code, year);
      const [, name] = this.places.get(code);
      return value === null ? [] : [{ code, name, value, own: code === this.about.own, text: this.format(value) }];
    }

    drawStrip() {
      const { about, own, state: { basis, series, year, peers } } = this;
      const prices = { current: texts.current, fixed: texts.fixed }[basis];
      this.stripHead.textContent = [`${about.title}, ${about.unit}, ${year}`, prices].filter(Boolean).join(", ");
      const codes = [...(own ? [about.own] : []), ...peers];
      const shown = codes.flatMap((code) => this.point(code, series, year));
      const rest = [...this.places.keys()].filter((code) => !codes.includes(code)).flatMap((code) => this.point(code, series, year));
      const same = year === about.year && basis === about.basis;
      const missing = codes.filter((code) => !shown.some((each) => each.code === code)).map((code) => this.places.get(code)[1]);
      const elsewhere = fill(basis === about.basis ? texts.otherYear : texts.otherPrices, { year: about.year });
      const [low, high] = same ? about.zone : [null, null];
      this.note.textContent = [
        same && about.reference !== null ? texts.mean : "",
        low !== null && high !== null ? texts.zone : "",
        same || about.reference === null ? "" : elsewhere,
        missing.length ? fill(texts.withoutFigure, { year, names: missing.join(", ") }) : "",
      ].filter(Boolean).join(" ");
      if (!shown.length && !rest.length) return this.strip.clear();
      const drawn = seksby.drawStrip({
        shown, rest: rest.map((each) => each.value), reference: same ? about.reference : null, target: same ? about.target : null,
        zone: [low, high], number: written, mark: about.mark, said: [texts.lower, texts.higher],
      });
      const said = (each, n, places, series_) => (places[n] ? [{ series: series_, own: each.own, at: places[n], text: this.named(each.code, year, each.value) }] : []);
      this.strip.draw(drawn.svg, [
        ...shown.flatMap((each, n) => said(each, n, drawn.shown, n)),
        ...rest.flatMap((each, n) => said(each, n, drawn.rest, shown.length)).sort((a, b) => a.at[0] - b.at[0]),
      ]);
    }

    drawTrend() {
      const { about, state: { basis, series, years, first, last, peers } } = this;
      const span = years.filter((year) => year >= first && year <= last);
      const prices = { current: texts.current, fixed: texts.fixed }[basis];
      this.trendHead.textContent = [fill(texts.overYears, { measure: about.title, unit: about.unit }), prices].filter(Boolean).join(", ");
      const name = (code) => this.places.get(code)[1];
      const others = [...peers].sort((a, b) => (name(a) < name(b) ? -1 : 1));
      const shown = [...others, ...(this.own ? [about.own] : [])].map((code) => ({
        code, name: name(code), own: code === about.own,
        line: span.map((year) => [year, this.value(series, code, year)]).filter(([, value]) => value !== null),
      })).filter(({ line }) => line.length);
      if (!shown.length || years.length < 2) return this.trend.clear();
      const drawn = seksby.drawLines({
        shown, form: about.form, breaks: about.breaks, limits: about.limits[basis] ?? {}, targets: basis === about.basis ? about.targets : [],
        unit: about.unit, span: [first, last], number: written,
      });
      const order = [...peers, about.own];
      this.trend.draw(drawn.svg, shown.flatMap(({ code, own, line }, n) => line.map(([year, value], each) => (
        { series: order.indexOf(code), own: own && year === last, at: drawn.at[n][each], text: this.named(code, year, value) }
      ))).sort((one, other) => one.series - other.series));
    }
  }

  seksby.createView = (entry, figures, choose) => new View(entry, figures, choose);
}
