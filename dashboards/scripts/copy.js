// "Kopiér tabel": a table as HTML and as text with tabs, so that Excel and Word get cells, and numbers as numbers.
{
  const { texts, locale } = seksby.page;
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const thousands = escaped(locale.thousands);
  const NUMBER = new RegExp(`^[+-]?\\d{1,3}(?:${thousands}\\d{3})*(?:${escaped(locale.decimal)}\\d+)?(?: ?%)?$`);

  // A spreadsheet knows - and not U+2212, wants no thousands, and would run what begins as a formula.
  const cellText = (cell) => {
    const shown = cell.cloneNode(true);
    shown.querySelectorAll("a[download]").forEach((link) => link.remove());
    const text = shown.textContent.replace(/ · *$/, "").replace(/[\s\u00a0]+/g, " ").trim();
    const plain = text.replace(/ ?\*$/, "").replace(/\u2212/g, "-");
    if (NUMBER.test(plain)) return plain.replaceAll(locale.thousands, "");
    return /^[=+\-@]/.test(text) ? `'${text}` : text;
  };

  const copied = (table) => {
    const rows = [...table.rows].map((row) => [...row.cells].map((cell) => [cell.tagName, cellText(cell), cell.colSpan]));
    const html = document.createElement("table");
    for (const row of rows) {
      const line = html.insertRow();
      for (const [tag, text, span] of row) {
        const cell = document.createElement(tag);
        cell.textContent = text;
        if (span > 1) cell.colSpan = span;
        line.append(cell);
      }
    }
    const text = rows.map((row) => row.map(([, cell, span]) => cell + "\t".repeat(span - 1)).join("\t")).join("\r\n");
    return { "text/plain": text, "text/html": html.outerHTML };
  };

  // Where a page may not write to the clipboard (plain http on a local network), the old command still copies.
  const copyByCommand = (formats) => {
    const write = (event) => {
      for (const [type, text] of Object.entries(formats)) event.clipboardData.setData(type, text);
      event.preventDefault();
    };
    document.addEventListener("copy", write, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", write);
    return done;
  };

  const copy = async (formats) => {
    try {
      const blobs = Object.entries(formats).map(([type, text]) => [type, new Blob([text], { type })]);
      await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
      return true;
    } catch {
      return copyByCommand(formats);
    }
  };

  seksby.copy = copy;

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const place = button.parentElement;
    const said = place.querySelector("[role=status]");
    said.textContent = "";
    const done = await copy(copied(place.previousElementSibling.querySelector("table")));
    said.textContent = done ? texts.copied : texts.notCopied;
  });
}
