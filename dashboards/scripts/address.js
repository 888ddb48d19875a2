// What is open, in the address: #vis=…&kom=730&aar=…&fra=…&til=…&med=101,751&priser=faste. An address without any of these names is
// an ordinary anchor and is left to the browser. All that comes in is held to its form; whether it exists, the reader of it
// checks. The names are the same in all languages, so that a link works in each.
{
  const FORMS = {
    vis: /^[a-z0-9-]{1,100}$/,
    kom: /^\d{3}$/,
    aar: /^\d{4}$/,
    fra: /^\d{4}$/,
    til: /^\d{4}$/,
    med: /^(?:\d{3}(?:,\d{3}){0,97})?$/,
    priser: /^(?:faste|loebende)$/,
  };

  const read = () => {
    const hash = location.hash.slice(1);
    if (!/^(?:vis|priser)=/.test(hash)) return null;
    const found = {};
    for (const [name, value] of new URLSearchParams(hash)) {
      if (Object.hasOwn(FORMS, name) && FORMS[name].test(value)) found[name] = value;
    }
    return found;
  };

  const hashOf = (state) => {
    const parts = Object.keys(FORMS).filter((name) => state[name] !== undefined).map((name) => `${name}=${state[name]}`);
    return parts.length ? `#${parts.join("&")}` : "";
  };

  // A new step back and forth, or with `instead` a fuller name of the step there is.
  const write = (state, instead = false) => {
    const hash = hashOf(state);
    if (hash === location.hash) return;
    history[instead ? "replaceState" : "pushState"](null, "", hash || location.pathname + location.search);
  };

  seksby.address = { read, write };
}
