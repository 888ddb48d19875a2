// A card's drawings as one picture with title and source. The SVG beside the page is what is saved and what other pages show; where a
// reader has chosen something, and for a PNG, the drawings are copied as they stand, colours too. Nothing is asked from elsewhere.
{
  const { texts } = seksby.page;
  const STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "paint-order", "stroke-linejoin", "opacity"];
  const MARGIN = 16;
  const LINE = 18;
  const SHARP = 2; // pixels of a PNG for each of the page's
  const NS = "http://www.w3.org/2000/svg";

  const el = (name, attributes, text) => {
    const made = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text) made.textContent = text;
    return made;
  };

  // A copy that looks the same where there is no stylesheet.
  const copied = (drawing) => {
    const copy = drawing.cloneNode(true);
    const there = [drawing, ...drawing.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((each, n) => {
      const style = getComputedStyle(there[n]);
      for (const name of STYLES) each.setAttribute(name, style.getPropertyValue(name));
      for (const name of ["class", "style", "href", "tabindex", "id", "aria-hidden", "focusable"]) each.removeAttribute(name);
    });
    return copy;
  };

  // What the page says of the drawing holds for it as it came, and not for what a reader chose in the interactive view.
  const isOpen = (card) => card.classList.contains("open");

  const wrapped = (text, letters) => text.split(" ").reduce((lines, word) => {
    const line = `${lines.at(-1)} ${word}`.trim();
    return line.length <= letters ? [...lines.slice(0, -1), line] : [...lines, word];
  }, [""]);

  // Title, drawings one below the other and the source, on the page's own ground.
  const picture = (card, { title, said, notes }) => {
    const drawings = [...card.querySelectorAll("figure svg, .plot svg")]
      .filter((each) => !each.closest("li, details, button") && each.getBoundingClientRect().width > 60);
    const { color, backgroundColor, fontFamily } = getComputedStyle(document.body);
    const boxes = drawings.map((each) => each.getBoundingClientRect());
    const width = Math.max(380, ...boxes.map((box) => box.width)) + 2 * MARGIN;
    const sheet = el("svg", { xmlns: NS, "font-family": fontFamily });
    sheet.append(el("rect", { width: "100%", height: "100%", fill: backgroundColor }));
    let y = MARGIN;
    const write = (text, attributes, letters) => {
      for (const line of wrapped(text, letters)) {
        y += LINE;
        sheet.append(el("text", { x: MARGIN, y, fill: color, ...attributes }, line));
      }
    };
    write(title, { "font-size": 15, "font-weight": 650 }, width / 9);
    if (!isOpen(card)) said.split("\n").forEach((text) => write(text, { "font-size": 12.5 }, width / 7));
    drawings.forEach((each, n) => {
      const caption = each.closest("figure")?.querySelector("figcaption")?.textContent;
      if (caption) write(caption, { "font-size": 12 }, width / 7);
      const copy = copied(each);
      for (const [key, value] of Object.entries({ x: MARGIN, y: y + 8, width: boxes[n].width, height: boxes[n].height })) copy.setAttribute(key, value);
      sheet.append(copy);
      y += boxes[n].height + 16;
    });
    notes.split("\n").forEach((text) => write(text, { "font-size": 11 }, width / 6.2));
    const height = y + MARGIN;
    for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) sheet.setAttribute(key, value);
    return { text: new XMLSerializer().serializeToString(sheet), width, height };
  };

  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const pixels = async ({ text, width, height }) => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(width * SHARP), height: Math.round(height * SHARP) });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    // At once: toBlob puts it off until the browser is idle, which after a click is a second later, or seven.
    const letters = atob(canvas.toDataURL("image/png").split(",")[1]);
    return new Blob([Uint8Array.from(letters, (each) => each.charCodeAt(0))], { type: "image/png" });
  };

  // For other pages: an image that leads here. It runs nothing there and asks for nothing but itself.
  const code = (card, link, title) => {
    const image = document.createElement("img");
    for (const [key, value] of Object.entries({ src: link.href, alt: title, width: 412 })) image.setAttribute(key, value);
    const leading = document.createElement("a");
    leading.href = new URL(`#${card.id}`, location).href;
    leading.append(image);
    return leading.outerHTML;
  };

  document.addEventListener("click", async (event) => {
    const asked = event.target.closest(".picture");
    const place = asked?.closest(".pictures");
    if (!place) return;
    const card = asked.closest(".card");
    const { as } = asked.dataset;
    // The file beside the page; a browser saves none from file://, but shows it.
    if (as === "svg" && !isOpen(card) && location.protocol !== "file:") return;
    event.preventDefault();
    const link = place.querySelector("a.picture");
    const said = place.querySelector("[role=status]");
    try {
      if (as === "code") {
        said.textContent = (await seksby.copy({ "text/plain": code(card, link, place.dataset.title) })) ? texts.copied : texts.notCopied;
        return;
      }
      const made = picture(card, place.dataset);
      const blob = as === "png" ? await pixels(made) : new Blob([made.text], { type: "image/svg+xml" });
      save(blob, `${card.id}.${as}`);
      said.textContent = texts.saved;
    } catch (error) {
      console.warn(error);
      said.textContent = texts.failed;
    }
  });
}
