// The search field of the page header: a combobox with a list of links (WAI-ARIA APG, list autocomplete with manual
// selection). The index of both languages is loaded when a reader enters the field.
{
  const { texts, lang, own, root, scripts } = seksby.page;
  const MOST = 8; // of each kind, so that many effects do not hide the prices
  const GROUPS = Object.keys(texts.groups); // in their order: effects before prices; process is not public
  const form = document.querySelector("form.search");
  const field = form.querySelector("input");
  const list = document.getElementById(field.getAttribute("aria-controls"));
  const below = list.parentElement;
  const said = form.querySelector("[role=status]");
  let options = [];
  let active = -1;

  // The same folding as `seksby/naming.py`: with and without Danish letters is the same word.
  const fold = (text) => text.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "oe").replaceAll("å", "aa")
    .normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  const words = (text) => fold(text).split(/[^a-z0-9%]+/).filter(Boolean);
  const address = (...parts) => `${root}${parts.map(encodeURIComponent).join("/")}/index.html`;

  // 0 where each word begins a word of the title, 1 where some begin other words, 2 where some stand inside a word of the
  // title, none where one stands nowhere.
  const begins = (all, word) => all.some((each) => each.startsWith(word));
  const rank = (asked, title, rest) => {
    if (asked.every((word) => begins(title, word))) return 0;
    if (asked.every((word) => begins(title, word) || begins(rest, word))) return 1;
    return asked.every((word) => begins(title, word) || begins(rest, word) || title.some((each) => each.includes(word))) ? 2 : null;
  };

  // How many letters are to be changed, left out or put in until `word` begins `other`: the last row of Levenshtein's table.
  const away = (word, other) => {
    let row = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (const [i, letter] of [...word].entries()) {
      const next = [i + 1];
      for (const [j, there] of [...other].entries()) next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (letter === there ? 0 : 1)));
      row = next;
    }
    return Math.min(...row);
  };

  // The words asked for, each that begins no word of a name or title spelled as the nearest that does: one letter away, or
  // two in a word of eight.
  const respelled = (index, asked) => {
    const known = [...new Set([
      ...index.places.flatMap((place) => words(place.name)),
      ...[...index.areas, ...index.indicators, ...index.pages].flatMap(({ title }) => words(Object.values(title).join(" "))),
    ])];
    return asked.map((word) => {
      if (word.length < 4 || begins(known, word)) return word;
      const near = known.map((other) => ({ other, off: away(word, other) })).sort((a, b) => a.off - b.off || a.other.length - b.other.length)[0];
      return near.off <= (word.length < 8 ? 1 : 2) ? near.other : word;
    });
  };

  // One place of each thing: an indicator's own page, and an area seen from the municipality that the page is seen from or
  // the reader names. Where neither is known, from each.
  const found = (index, asked) => {
    const named = (place) => asked.some((word) => begins(words(place.name), word));
    const some = index.places.filter((place) => place.slug === own || named(place));
    const from = some.length ? some : own ? [] : index.places;
    const inAllLanguages = ({ title }) => words(Object.values(title).join(" "));
    const areas = new Map(index.areas.map((area) => [area.slug, { title: area.title[lang], words: inAllLanguages(area) }]));
    const hits = [];
    const add = (group, at, text, url, note, isEmpty = false) => {
      if (at !== null) hits.push({ group: GROUPS.indexOf(group), isEmpty, at, n: hits.length, text, url, note });
    };
    for (const place of index.places) add("place", rank(asked, words(place.name), place.words.split(" ")), place.name, address(...place.path.split("/")));
    for (const [slug, area] of areas) {
      // The name of a municipality alone means its front page, not all its areas.
      if (!asked.some((word) => area.words.some((each) => each.includes(word)))) continue;
      for (const place of from.filter((each) => each.areas.includes(slug))) {
        add("area", rank(asked, words(area.title), [...area.words, ...words(place.name), ...place.words.split(" ")]), area.title, address(place.slug, slug), place.name);
      }
    }
    for (const each of index.indicators) {
      const area = areas.get(each.area);
      const rest = [...inAllLanguages(each), ...each.words.split(" "), ...area.words];
      const note = each.hasFigures ? area.title : `${area.title}, ${texts.noFigures}`;
      add(each.kind, rank(asked, words(each.title[lang]), rest), each.title[lang], address("tal", each.slug), note, !each.hasFigures);
    }
    for (const each of index.pages) {
      const rest = [...inAllLanguages(each), ...each.words.split(" ")];
      add("page", rank(asked, words(each.title[lang]), rest), each.title[lang], `${root}${each.path}index.html`);
    }
    // What has no figures comes after what has.
    hits.sort((a, b) => a.group - b.group || a.isEmpty - b.isEmpty || a.at - b.at || a.n - b.n);
    const counted = new Map();
    return hits.filter(({ group }) => counted.set(group, (counted.get(group) ?? 0) + 1).get(group) <= MOST);
  };

  const choose = (number) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    if (options[active]) {
      options[active].setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  const open = (isOpen) => {
    list.hidden = !isOpen || !options.length;
    below.classList.toggle("open", isOpen);
    field.setAttribute("aria-expanded", String(!list.hidden));
  };

  const close = () => {
    open(false);
    said.classList.add("hidden");
    choose(-1);
  };

  const show = (hits, counted) => {
    const groups = new Map();
    options = hits.map((hit, n) => {
      const option = document.createElement("a");
      Object.assign(option, { id: `${list.id}-${n}`, href: hit.url, tabIndex: -1 });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(hit.text);
      if (hit.note) {
        const note = document.createElement("span");
        note.textContent = hit.note;
        option.append(" ", note);
      }
      if (!groups.has(hit.group)) {
        const group = document.createElement("div");
        const head = document.createElement("p");
        head.id = `${list.id}-group-${hit.group}`;
        head.textContent = texts.groups[GROUPS[hit.group]];
        head.setAttribute("role", "presentation");
        group.setAttribute("role", "group");
        group.setAttribute("aria-labelledby", head.id);
        group.append(head);
        groups.set(hit.group, group);
      }
      groups.get(hit.group).append(option);
      return option;
    });
    list.replaceChildren(...groups.values());
    active = -1;
    field.removeAttribute("aria-activedescendant");
    open(true);
    said.classList.toggle("hidden", options.length && counted === texts.results); // a number of suggestions is for listeners
    said.textContent = options.length ? counted.replace("{count}", () => String(options.length)) : texts.nothing;
  };

  const search = async () => {
    const text = field.value;
    const asked = words(text);
    if (!asked.length) {
      said.textContent = "";
      return close();
    }
    try {
      await seksby.load(scripts.search);
    } catch {
      said.textContent = texts.failed;
      return;
    }
    if (field.value !== text) return;
    const index = seksby.data.get("/search");
    const hits = found(index, asked);
    if (hits.length) return show(hits, texts.results);
    show(found(index, respelled(index, asked)), texts.near);
  };

  field.addEventListener("focus", () => seksby.load(scripts.search).catch(() => {}));
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return options.length ? open(true) : search();
      const step = key === "ArrowDown" ? 1 : -1;
      choose(active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length);
    } else if (key === "Escape") {
      if (list.hidden) field.value = "";
      close();
    }
  });
  // Enter sends the form: to what is chosen, else to the first there is.
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (list.hidden) await search();
    const option = options[active] ?? options[0];
    if (option && !list.hidden) location.assign(option.href);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  // A press on an option must not take the focus from the field, or the list would close before the click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
}
