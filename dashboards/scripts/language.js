// The way to the same page in the other language takes the address's anchor along. Choices of a view and cards have the
// same in all languages; the heading of a text has another, and there the reader comes to the top of the page.
// Set when the link is used, also into a new tab: until then the reader may choose again.
{
  const keep = ({ target }) => {
    const link = target.closest("header a[hreflang]");
    if (link) link.hash = location.hash;
  };
  for (const used of ["click", "auxclick", "contextmenu"]) document.addEventListener(used, keep);
}
