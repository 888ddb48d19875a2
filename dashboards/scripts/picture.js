// Saves a card's drawings as one picture, SVG or PNG, with title and source, as they stand on the page: the reader's choices and
// colours too. Nothing is asked from elsewhere; the page's own drawings are copied.
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

  const wrapped = (text, letters) => text.split(" ").reduce((lines, word) => {
    const line = `${lines.at(-1)} ${word}`.trim();
    return line.length <= letters ? [...lines.slice(0, -1), line] : [...lines, word];
  }, [""]);

  // Title, drawings one below the other and the source, on the page's own ground.
  const picture = (card, { title, source }) => {
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
    drawings.forEach((each, n) => {
      const caption = each.closest("figure")?.querySelector("figcaption")?.textContent;
      if (caption) write(caption, { "font-size": 12 }, width / 7);
      const copy = copied(each);
      for (const [key, value] of Object.entries({ x: MARGIN, y: y + 8, width: boxes[n].width, height: boxes[n].height })) copy.setAttribute(key, value);
      sheet.append(copy);
      y += boxes[n].height + 16;
    });
    write(source, { "font-size": 11 }, width / 6.2);
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
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  };

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest("button.picture");
    if (!button) return;
    const { title, source, name, as } = button.dataset;
    const said = button.parentElement.querySelector("[role=status]");
    try {
      const made = picture(button.closest(".card"), { title, source });
      const blob = as === "png" ? await pixels(made) : new Blob([made.text], { type: "image/svg+xml" });
      save(blob, `${name}.${as}`);
      said.textContent = texts.saved;
    } catch (error) {
      console.warn(error);
      said.textContent = texts.failed;
    }
  });
}
