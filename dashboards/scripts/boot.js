// The only script that stands in the page itself; the page's policy names it by its hash. It marks the page before the
// first paint, so that what needs scripts has its place at once, and is the only way to load another script.
{
  const page = JSON.parse(document.getElementById("seksby").textContent);
  const assets = new URL(page.assets, document.baseURI).href;
  const ours = (address) => {
    const url = new URL(address, assets);
    if (!url.href.startsWith(assets) || !url.pathname.endsWith(".js") || url.search) throw new TypeError(`not ours: ${url}`);
    return url.href;
  };
  const policy = window.trustedTypes?.createPolicy("seksby", { createScriptURL: ours }) ?? { createScriptURL: ours };
  const loading = new Map();

  const load = ({ file, integrity }) => {
    if (!loading.has(file)) {
      loading.set(file, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        // A browser refuses to check a file:// at all (Chromium 156: "requires the request to be CORS enabled"); there the
        // page and the script lie in the same folder of the reader's own machine.
        if (location.protocol !== "file:") script.integrity = integrity;
        script.onload = resolve;
        script.onerror = () => { loading.delete(file); script.remove(); reject(new Error(file)); };
        script.src = policy.createScriptURL(file);
        document.head.append(script);
      }));
    }
    return loading.get(file);
  };

  // `data` is where files of data put what they hold: file:// allows a page to run a script beside it, not to read one.
  window.seksby = { page, load, data: new Map() };
  document.documentElement.classList.add("js");
  // Asked for now; what it does begins when the page has come, for the script may well be here first.
  const whole = new Promise((resolve) => {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", resolve, { once: true });
    else resolve();
  });
  Promise.all([load(page.scripts.page), whole]).then(() => window.seksby.start()).catch((error) => {
    console.warn(error);
    document.documentElement.classList.remove("js");
  });
}
