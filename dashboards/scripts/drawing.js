// The strip and the lines of a measure as the pages draw them (`benchmark_strip.py`, `trend.py`, `plain.py`), for whatever a
// reader chooses. Sizes are theirs, handed over as data (`interactive.py`); a browser test holds both drawings together.
// Coordinates are SVG units from the top left. Nothing of a page is known here, and nothing is read from one.
{
  const { letters, labels, strip: S, lines: L } = seksby.data.get("/drawing");
  const NS = "http://www.w3.org/2000/svg";
  const STEPS = 20000; // places tried for the labels on so many lines; six names take some hundred

  const el = (name, attributes, text) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };

  const widthOf = (text, size = letters.size, bold = false) => [...text].reduce((sum, c) => {
    const isUpper = c !== c.toLowerCase() && c === c.toUpperCase();
    return sum + (letters.narrow.includes(c) ? 0.38 : letters.wide.includes(c) ? 0.95 : isUpper ? 0.72 : 0.63);
  }, 0) * size * (bold ? 1.1 : 1);

  const fitted = (text, width, size) => {
    if (widthOf(text, size) <= width) return text;
    let shorter = text;
    while (shorter && widthOf(`${shorter}…`, size) > width) shorter = shorter.slice(0, -1);
    return `${shorter}…`;
  };

  const roundTicks = (low, high) => {
    const span = high - low || Math.abs(high) || 1;
    const power = 10 ** Math.floor(Math.log10(span));
    let [step, first, last] = [power, 0, 0];
    for (step of [power, power / 2, power / 5, power / 10]) {
      [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)];
      if (last > first) break;
    }
    const every = Math.max(1, Math.ceil((last - first + 1) / 4));
    const ticks = [];
    for (let n = first; n <= last; n += every) ticks.push(Number((n * step).toFixed(10)));
    return [ticks.length ? ticks : [low], Math.max(0, -Math.floor(Math.log10(step) + 1e-9))];
  };

  // The cheapest places in which no label covers another, or none; `candidates` are the places of each label.
  const overlap = (a, b) => a && b && a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  const collide = (a, b) => overlap(a.text, b.text) || overlap(a.leader, b.text) || overlap(b.leader, a.text);
  const choose = (candidates) => {
    const free = candidates.map((places) => [...places].sort((a, b) => a.cost - b.cost || a.x - b.x || a.y - b.y));
    const chosen = [];
    let [best, bestCost, left] = [null, Infinity, STEPS];
    const extend = (cost) => {
      if (chosen.length === free.length) [best, bestCost] = [[...chosen], cost];
      else {
        for (const place of free[chosen.length]) {
          if (cost + place.cost >= bestCost || (left -= 1) < 0) return;
          if (chosen.some((other) => collide(place, other))) continue;
          chosen.push(place);
          extend(cost + place.cost);
          chosen.pop();
        }
      }
    };
    extend(0);
    return best;
  };

  // Where the names stand above a strip: a line each, 0 next to the dots.
  const stripLabels = (marks, width) => {
    const { line, gap, spare, flag } = labels;
    const ways = marks.map(([x, wide]) => {
      const half = wide / 2;
      const centre = Math.min(Math.max(x, half), Math.max(width - half, half));
      const found = [[centre, "middle", centre - half, Math.abs(centre - x) / wide]];
      if (x + gap + wide <= width) found.push([x + gap, "start", x + gap, flag]);
      if (x - gap - wide >= 0) found.push([x - gap, "end", x - gap - wide, flag]);
      return (row) => found.map(([at, anchor, from, cost]) => {
        const y = -row * line;
        return {
          x: at, y, row, anchor, cost: row + cost,
          text: [from - gap / 2, y - line / 2, from + wide + gap / 2, y + line / 2],
          leader: [x - 1, y + (anchor === "middle" ? line / 2 : -line / 3), x + 1, line / 2],
        };
      });
    });
    for (let count = 1; count <= marks.length + spare; count += 1) {
      const rows = [...Array(count).keys()];
      const places = choose(ways.map((on) => rows.flatMap(on)));
      if (places) return places;
    }
    return ways.map((on, row) => on(row)[0]);
  };

  // Places in a column at least `gap` apart, none below `height`, as near to `wanted` as that allows.
  const apart = (wanted, gap, height) => {
    const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b] || a - b);
    const places = [...wanted];
    order.slice(1).forEach((after, n) => { places[after] = Math.max(places[after], places[order[n]] + gap); });
    let limit = height;
    for (const n of order.reverse()) {
      places[n] = Math.min(places[n], limit);
      limit = places[n] - gap;
    }
    return places;
  };

  // The values that set the scale: those within Tukey's outer fences, unless half of them are one value.
  const near = (sorted) => {
    if (sorted.length < S.fewest) return sorted;
    const quantile = (share) => {
      const at = share * (sorted.length + 1) - 1;
      const below = Math.floor(at);
      return sorted[below] + (sorted[below + 1] - sorted[below]) * (at - below);
    };
    const [low, high] = [quantile(0.25), quantile(0.75)];
    const reach = S.far * (high - low);
    return reach > 0 ? sorted.filter((value) => value >= low - reach && value <= high + reach) : sorted;
  };

  // An empty sheet, and what is drawn on one.
  const sheet = (width, height) => {
    const svg = el("svg", { viewBox: `0 0 ${width} ${height}`, fill: "none", "aria-hidden": "true", focusable: "false" });
    const add = (...made) => svg.append(el(...made));
    const style = (colour, wide = 1, dashes = "") => ({ stroke: `var(--${colour})`, ...(wide === 1 ? {} : { "stroke-width": wide }), ...(dashes ? { "stroke-dasharray": dashes } : {}) });
    return {
      svg,
      rule: (x, y, x2, y2, ...look) => add("path", { d: `M${x} ${y}L${x2} ${y2}`, ...style(...look) }),
      path: (at, ...look) => add("path", { d: `M${at.map((each) => each.join(" ")).join("L")}`, "stroke-linejoin": "round", ...style(...look) }),
      band: (x, y, x2, y2) => add("rect", { x, y, width: x2 - x, height: y2 - y, fill: "var(--band)" }),
      dot: (cx, cy, r, own, edge = {}) => add("circle", { cx, cy, r, fill: own ? "var(--accent)" : "var(--dot)", ...edge }),
      text: (x, y, text, { anchor = "start", size = letters.size, own = false } = {}) => add("text", {
        x, y: y + Math.round(0.3 * size), "font-size": size, fill: own ? "var(--accent)" : "var(--muted)",
        ...(anchor === "start" ? {} : { "text-anchor": anchor }), ...(own ? { "font-weight": "bold" } : {}),
      }, text),
    };
  };

  // One year's figures on one line. `shown`: [{name, text, value, own}] of those with names, `rest`: the values of all
  // others, each that lies on the scale a tick; `said`: what is written of those who do not, lower and higher.
  // Gives the drawing, and where each of `shown` and of `rest` stands (null outside the scale).
  seksby.drawStrip = ({ shown, rest, reference, target, zone, number, mark, said }) => {
    const own = shown.find((each) => each.own);
    const others = shown.filter((each) => !each.own);
    const ticks = rest.length >= S.fewest ? rest : [];
    const scale = [...shown.map((each) => each.value), ...near([...ticks].sort((a, b) => a - b)), reference, target].filter((value) => value !== null);
    let [low, high] = [Math.min(...scale), Math.max(...scale)];
    if (high <= low) [low, high] = [low - 1, high + 1];
    const unit = (high - low) / (S.width - 2 * S.margin);
    const across = (value) => S.margin + (value - low) / unit;
    const names = others.map((each) => `${fitted(each.name, S.name)} ${each.text}`);
    const placed = others.length ? stripLabels(others.map((each, n) => [across(each.value), widthOf(names[n])]), S.width) : [];
    const base = (1 + Math.max(-1, ...placed.map((place) => place.row))) * labels.line + S.rise;
    const drop = own ? S.drop : S.drop - S.own;
    const { svg, rule, band, dot, text } = sheet(S.width, base + drop + 8);
    const within = (value) => value > low - S.margin * unit && value < high + S.margin * unit;

    if (zone[0] !== null && zone[1] !== null) {
      band(Math.max(0, across(zone[0])), base - 9, Math.min(S.width, across(zone[1])), base + 9);
      zone.filter(within).forEach((edge) => rule(across(edge), base - 9, across(edge), base + 9, "dot", 0.75));
    }
    rule(0, base, S.width, base, "line");
    ticks.filter((value) => value >= low && value <= high).forEach((value) => rule(across(value), base - 5, across(value), base + 5, "tick"));
    if (reference !== null) rule(across(reference), base - 10, across(reference), base + 10, "ink", 1, "2 2");
    if (target !== null) rule(across(target), base - 10, across(target), base + 10, "accent", 2);
    placed.forEach((place, n) => {
      const y = base - S.rise - place.row * labels.line;
      if (place.row || place.anchor !== "middle") rule(across(others[n].value), base - 6, across(others[n].value), y + (place.anchor === "middle" ? 6 : -4), "dot", 0.75);
    });
    const edge = { stroke: "var(--paper)" };
    others.forEach((each) => dot(across(each.value), base, S.dot, false, edge));
    placed.forEach((place, n) => text(place.x, base - S.rise - place.row * labels.line, names[n], { anchor: place.anchor }));
    if (own) {
      dot(across(own.value), base, S.ownDot, true, edge);
      const written = `${fitted(own.name, S.name)} ${own.text}`;
      const half = widthOf(written, letters.size, true) / 2;
      text(Math.min(Math.max(across(own.value), half), S.width - half), base + 20, written, { anchor: "middle", own: true });
    }
    // The scale: at its ends how many lie beyond, between them round values where there is room.
    const beyond = [ticks.filter((value) => value < low).length, ticks.filter((value) => value > high).length];
    const notes = beyond.map((count, n) => (count ? said[n].replace("{n}", count) : ""));
    if (notes[0]) text(0, base + drop, notes[0]);
    if (notes[1]) text(S.width, base + drop, notes[1], { anchor: "end" });
    const taken = notes.map((note) => (note ? widthOf(note) + S.gap : 0));
    const [values, decimals] = roundTicks(low, high);
    for (const value of values) {
      const written = number(value, decimals) + mark;
      const half = widthOf(written) / 2;
      if (across(value) - half < taken[0] || across(value) + half > S.width - taken[1]) continue;
      text(across(value), base + drop, written, { anchor: "middle" });
      rule(across(value), base, across(value), base + S.tick, "line");
    }
    const at = (value) => (value >= low && value <= high ? [across(value), base] : null);
    return { svg, shown: shown.map((each) => at(each.value)), rest: rest.map((value) => (ticks.length ? at(value) : null)) };
  };

  // The years as lines. `shown`: [{name, own, line: [[year, value]]}], own last; `form`: how large it is on this page;
  // `limits`: {edges, from} or {moving: [[year, low, high]]}; `targets`: [[name, value]].
  // Gives the drawing, and for each of `shown` where its points stand.
  seksby.drawLines = ({ shown, form, breaks, limits, targets, unit, span, number }) => {
    const moving = limits.moving ?? [];
    const edges = limits.edges ?? [];
    const values = [...shown.flatMap(({ line }) => line.map(([, value]) => value)), ...edges, ...moving.flatMap(([, ...pair]) => pair), ...targets.map(([, value]) => value)];
    const [ticks, decimals] = roundTicks(Math.min(...values), Math.max(...values));
    const [low, high] = [Math.min(ticks[0], ...values), Math.max(ticks.at(-1), ...values)];
    const names = [...shown.map((each) => each.name), ...targets.map(([name]) => name)];
    const written = names.map((name, n) => (n < shown.length ? fitted(name, L.name) : name));
    const left = Math.max(...ticks.map((tick) => widthOf(number(tick, decimals), L.size))) + L.gap;
    const right = form.width - L.nameGap - Math.max(...written.map((name) => widthOf(name, letters.size, true)));
    // More names than the drawing was made for need more room.
    const height = Math.max(form.height, (names.length - 1) * L.nameLine + L.top + L.bottom);
    const [first, last] = span;
    const across = (year) => left + ((right - left) * (year - first)) / (last - first || 1);
    const down = (value) => L.top + ((height - L.top - L.bottom) * (high - value)) / (high - low || 1);
    const { svg, rule, path, dot, text } = sheet(form.width, height);
    const small = { size: L.size };

    ticks.forEach((tick) => rule(left, down(tick), right, down(tick), "line"));
    ticks.forEach((tick) => text(left - L.gap, down(tick), number(tick, decimals), { ...small, anchor: "end" }));
    text(left, height - 7, String(first), small);
    if (last > first) text(right, height - 7, String(last), { ...small, anchor: "end" });
    text(0, 7, fitted(unit, form.width, L.size), small);
    breaks.filter((year) => year > first && year <= last).forEach((year) => rule(across(year - 0.5), down(low), across(year - 0.5), down(high), "dot", 1, "2 3"));
    edges.filter(() => limits.from <= last).forEach((edge) => rule(across(Math.max(first, limits.from)), down(edge), right, down(edge), "accent", 1, "4 3"));
    moving.slice(1).forEach(([after, ...moved], n) => {
      const [year, ...before] = moving[n];
      if (year >= first && after <= last) before.forEach((edge, side) => rule(across(year), down(edge), across(after), down(moved[side]), "accent", 1, "4 3"));
    });
    targets.forEach(([, value]) => rule(left, down(value), right, down(value), "accent"));
    shown.forEach(({ line, own }) => {
      const parts = grouped(line, breaks);
      for (const part of parts.values()) {
        const at = part.map(([year, value]) => [across(year), down(value)]);
        if (at.length >= L.fewest) path(at, own ? "accent" : "dot", own ? 2.5 : form.stroke);
        else at.forEach(([x, y]) => dot(x, y, own ? L.ownDot : form.dot, own));
      }
    });
    const ends = [...shown.map(({ line }) => line.at(-1)[1]), ...targets.map(([, value]) => value)];
    const lasts = [...shown.map(({ line }) => across(line.at(-1)[0])), ...targets.map(() => right)];
    const places = apart(ends.map((value) => down(value) - L.top), L.nameLine, height - L.top - L.bottom).map((place) => place + L.top);
    places.forEach((place, n) => rule(lasts[n] + 4, down(ends[n]), right + L.nameGap - 3, place, "dot", 0.75));
    places.forEach((place, n) => text(right + L.nameGap, place, written[n], { own: Boolean(shown[n]?.own) }));
    return { svg, at: shown.map(({ line }) => line.map(([year, value]) => [across(year), down(value)])) };
  };

  const grouped = (line, breaks) => {
    const parts = new Map();
    for (const point of line) {
      const part = breaks.filter((cut) => point[0] >= cut).length;
      parts.set(part, [...(parts.get(part) ?? []), point]);
    }
    return parts;
  };
}
