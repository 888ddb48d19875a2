// Opens and closes the interactive view of a card, and keeps it, the choice of prices and the address in step. What the
// view needs (the drawing, the figures) is loaded when a reader asks for it.
{
  const { address, page } = seksby;
  const { texts, scripts } = page;
  const fixed = document.querySelector("input#faste-priser");
  const current = document.querySelector("input#loebende-priser");
  const cards = new Map();
  for (const button of document.querySelectorAll("button.show-view")) {
    cards.set(button.dataset.view, { button, card: button.closest(".card"), about: JSON.parse(button.dataset.about) });
  }
  let open = null;

  const load = async (slug) => {
    const figures = seksby.load(scripts.figures).then(() => seksby.load(seksby.data.get("/figures")[slug]));
    await Promise.all([figures, seksby.load(scripts.view)]);
    return seksby.data.get(slug);
  };

  const close = () => {
    if (!open) return;
    const { button, card } = cards.get(open.slug);
    open.view?.remove();
    card.classList.remove("open");
    button.setAttribute("aria-expanded", "false");
    button.firstElementChild.textContent = texts.show;
    open = null;
  };

  const say = (card, text) => { card.querySelector(".view-status").textContent = text; };

  // The address names every choice, so that a link shows the same when newer figures are out.
  const update = ({ slug, view }) => {
    const asked = address.read() ?? {};
    const shown = view?.update(asked);
    if (shown) address.write({ ...asked, vis: slug, ...shown }, true);
  };

  const show = async (slug, arriving) => {
    if (open?.slug === slug) return update(open);
    close();
    const entry = cards.get(slug);
    const opening = { slug, view: null };
    open = opening;
    entry.button.setAttribute("aria-expanded", "true");
    entry.button.firstElementChild.textContent = texts.hide;
    say(entry.card, texts.loading);
    try {
      const figures = await load(slug);
      if (open !== opening) return;
      entry.card.classList.add("open");
      opening.view = seksby.createView(entry, figures, (state) => go({ ...address.read(), ...state, vis: slug }));
      say(entry.card, "");
      update(opening);
      if (arriving) entry.card.scrollIntoView();
      // The view stands above its button: who opened it with a key is led into it.
      else if (document.activeElement === entry.button) opening.view.element.querySelector("input, select").focus();
    } catch (error) {
      console.warn(error);
      if (open === opening) close();
      say(entry.card, texts.failed);
    }
  };

  const apply = (arriving) => {
    const state = address.read();
    // An ordinary anchor says nothing of prices; an empty address is the page as it came.
    if (fixed && (state || !location.hash)) (state?.priser === "faste" ? fixed : current).checked = true;
    return cards.has(state?.vis) ? show(state.vis, arriving) : close();
  };

  const go = (state) => {
    address.write(state);
    return apply(false);
  };

  document.addEventListener("click", (event) => {
    const slug = event.target.closest("button.show-view")?.dataset.view;
    if (!slug) return;
    const { priser } = address.read() ?? (fixed?.checked ? { priser: "faste" } : {});
    go(open?.slug === slug ? { priser } : { vis: slug, priser });
  });
  // A tile of the map says whose figure the view shows as "ours"; without scripts, or in a new window, it leads to the
  // municipality's own page.
  document.addEventListener("click", (event) => {
    const tile = event.target.closest(".card .tiles [data-code]");
    const slug = tile?.closest(".card").querySelector("button.show-view")?.dataset.view;
    if (!slug || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ ...address.read(), vis: slug, kom: tile.dataset.code });
  });
  for (const radio of [fixed, current]) {
    radio?.addEventListener("change", () => go({ ...address.read(), priser: fixed.checked ? "faste" : undefined }));
  }
  // Back, forward and a typed address; a click on an ordinary anchor too.
  window.addEventListener("popstate", () => apply(false));
  apply(true);
}
