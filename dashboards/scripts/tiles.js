// Says below a map which municipality a tile is, with the way to its page: on a phone a tile is smaller than its name. There the
// first tap says it and the second one goes. Where an open view answers to a tile, that is told of it too (`views.js`).
{
  const told = (event) => {
    const tile = event.target.closest?.(".map .tiles [data-code]");
    const said = tile?.closest(".map").querySelector(".tile-said");
    return said ? { tile, said } : null;
  };
  const say = ({ tile, said }) => {
    const title = tile.querySelector("title").textContent;
    const page = tile.getAttribute("href");
    const link = document.createElement("a");
    if (page) link.href = page;
    link.textContent = title;
    said.replaceChildren(page ? link : title);
    said.dataset.code = tile.dataset.code;
  };
  document.addEventListener("pointerover", (event) => {
    const found = event.pointerType !== "touch" && told(event);
    if (found) say(found);
  });
  document.addEventListener("click", (event) => {
    const found = event.pointerType === "touch" && told(event);
    if (!found || found.said.dataset.code === found.tile.dataset.code) return;
    event.preventDefault();
    say(found);
  });
}
