// The way to the same page in the other language takes the address's choices along, which are the same in all languages.
// Set when the link is used, also into a new tab: until then the reader may choose again.
{
  const keep = ({ target }) => {
    const link = target.closest("header a[hreflang]");
    if (link) link.hash = location.hash;
  };
  for (const used of ["click", "auxclick", "contextmenu"]) document.addEventListener(used, keep);
}
