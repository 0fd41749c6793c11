"use strict";
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const data = read("data");
  const outlines = read("outlines");
  const at = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const choice = { class: at("f-class"), country: at("f-country"), from: at("f-from"), to: at("f-to") };

  for (const [select, values] of [[choice.class, data.classes], [choice.country, data.countries]]) {
    [...values].sort().forEach((value) => select.add(new Option(value, value)));
  }
  const days = data.periods.filter((day) => day !== null);
  for (const input of [choice.from, choice.to]) {
    if (days.length) { input.min = days[0]; }
  }

  // A row of a cube: period, class, country, quad class, index of its value, number.
  const inDays = (day) => {
    if (!choice.from.value && !choice.to.value) { return true; }
    if (day === null || day === "") { return false; }
    return (!choice.from.value || day >= choice.from.value) && (!choice.to.value || day <= choice.to.value);
  };
  const kept = (name) => {
    const wanted = { class: data.classes.indexOf(choice.class.value), country: data.countries.indexOf(choice.country.value) };
    return data[name].rows.filter((row) =>
      (wanted.class < 0 || row[1] === wanted.class) && (wanted.country < 0 || row[2] === wanted.country)
      && inDays(data.periods[row[0]]));
  };
  const sums = (rows, key) => {
    const found = new Map();
    rows.forEach((row) => { const k = key(row); if (k !== null) { found.set(k, (found.get(k) || 0) + row[5]); } });
    return found;
  };
  const ranked = (map, top) => [...map].sort((a, b) => b[1] - a[1]).slice(0, top);

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const theme = () => {
    const ink = colour("--ink"), line = colour("--line"), soft = colour("--soft");
    return {
      background: "transparent", view: { stroke: null }, font: "system-ui, sans-serif",
      axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelLimit: 180 },
      legend: { labelColor: ink, titleColor: soft }, bar: { color: colour("--accent") },
      range: { category: dark.matches
        ? ["#6cc6ee", "#f0a35e", "#7ed9a0", "#eaa2ea", "#f08b75", "#b3a6ff", "#e8d266", "#8fb8c9", "#d99a9a", "#a8c97f", "#c9a27f", "#9aa5b1"]
        : ["#0b6e99", "#c2670c", "#1c7a43", "#9a3d9a", "#b5462f", "#5b4bb5", "#8a7400", "#3d7285", "#8f4a4a", "#567a24", "#7a5a30", "#667380"] },
    };
  };
  const count = { field: "n", type: "quantitative", title: null };
  const bars = (rows) => ({
    height: 30 + 20 * rows.length, mark: { type: "bar", cornerRadiusEnd: 2 }, data: { values: rows },
    encoding: {
      y: { field: "v", type: "nominal", sort: null, title: null }, x: { ...count, axis: { tickCount: 4 } },
      tooltip: [{ field: "v", title: "value" }, { field: "n", title: "number", format: "," }] },
  });
  // Days where the library would number weeks.
  const ticks = data.unit === "week" ? { axis: { labelExpr: "utcFormat(datum.value, '%b %d, %Y')" } } : {};
  const period = { field: "d", type: days.length > 1 ? "temporal" : "ordinal", title: null, ...ticks };
  // Both timelines span the same days: rows of nothing at the ends.
  const spanned = (rows, v) => {
    const told = kept("all").map((row) => data.periods[row[0]]).filter((day) => day !== null).sort();
    const ends = new Set(told.length ? [told[0], told[told.length - 1]] : []);
    rows.forEach((row) => ends.delete(row.d));
    return rows.length ? [...rows, ...[...ends].map((d) => ({ d, v, n: 0 }))] : rows;
  };

  const charts = {
    sources: () => bars(data.lists.sources.map(([v, n]) => ({ v, n }))),
    languages: () => bars(data.lists.languages.map(([v, n]) => ({ v, n }))),
    confidence: () => ({
      height: 160, mark: "bar",
      data: { values: data.lists.confidence.map(([step, n]) => ({ v: (step / 10).toFixed(1) + "–" + ((step + 1) / 10).toFixed(1), n })) },
      encoding: { x: { field: "v", type: "ordinal", title: null, axis: { labelAngle: 0 } }, y: count,
        tooltip: [{ field: "v", title: "confidence" }, { field: "n", title: "events", format: "," }] } }),
    timeline: () => {
      const rows = [...sums(kept("all"), (r) => data.periods[r[0]] === null ? null : data.periods[r[0]] + "|" + data.groups[r[1]])]
        .map(([k, n]) => ({ d: k.split("|")[0], v: k.split("|")[1], n }));
      return { height: 220, mark: { type: "bar", width: { band: 0.9 } }, data: { values: rows }, encoding: {
        x: { ...period, timeUnit: unit }, y: count, color: { field: "v", type: "nominal", title: null, legend: { orient: "bottom", columns: narrow() ? 2 : 6 } },
        tooltip: [{ field: "d", title: data.unit }, { field: "v", title: "group" }, { field: "n", title: "events", format: "," }] } };
    },
    balance: () => {
      const rows = [...sums(kept("all"), (r) => data.periods[r[0]] === null || r[3] === 0 ? null : data.periods[r[0]] + "|" + r[3])]
        .map(([k, n]) => { const [d, q] = k.split("|"); return { d, v: ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"][q], n: q > 2 ? -n : n }; });
      return { height: 200, mark: { type: "bar", width: { band: 0.9 } }, data: { values: spanned(rows, "verbal cooperation") }, encoding: {
        x: { ...period, timeUnit: unit }, y: { ...count, axis: { labelExpr: "abs(datum.value)" } },
        color: { field: "v", type: "nominal", title: null, legend: { orient: "bottom", columns: narrow() ? 2 : 4 },
          scale: { domain: ["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"],
            range: [colour("--coop") + "99", colour("--coop"), colour("--conf") + "99", colour("--conf")] } },
        tooltip: [{ field: "d", title: data.unit }, { field: "v", title: "kind" }, { field: "n", title: "events" }] } };
    },
    map: () => {
      const rows = ranked(sums(kept("places"), (r) => r[4]), 400).map(([i, n]) => ({ v: data.places.values[i].n, lat: data.places.values[i].y, lon: data.places.values[i].x, n }));
      return { height: narrow() ? 190 : 440, projection: { type: "naturalEarth1" }, layer: [
        { data: { sphere: true }, mark: { type: "geoshape", fill: colour("--sea"), stroke: colour("--line") } },
        { data: { values: outlines, format: { property: "features" } }, mark: { type: "geoshape", fill: colour("--land"), stroke: colour("--card"), strokeWidth: 0.6 } },
        { data: { values: rows }, mark: { type: "circle", color: colour("--conf"), opacity: 0.65, stroke: colour("--card"), strokeWidth: 0.5 },
          encoding: { longitude: { field: "lon", type: "quantitative" }, latitude: { field: "lat", type: "quantitative" },
            size: { field: "n", type: "quantitative", legend: null, scale: { range: [18, narrow() ? 300 : 900], domainMin: 0 } },
            tooltip: [{ field: "v", title: "place" }, { field: "n", title: "events", format: "," }] } }] };
    },
    classes: () => bars(ranked(sums(kept("all"), (r) => data.classes[r[1]]), 20).map(([v, n]) => ({ v, n }))),
    actors: () => bars(ranked(sums(kept("actors"), (r) => data.actors.values[r[4]]), 20).map(([v, n]) => ({ v, n }))),
    pairs: () => bars(ranked(sums(kept("pairs"), (r) => data.pairs.values[r[4]]), 20).map(([v, n]) => ({ v, n }))),
  };
  const unit = { day: "utcyearmonthdate", week: "utcyearweek", month: "utcyearmonth", quarter: "utcyearquarter", year: "utcyear" }[data.unit];
  const narrow = () => innerWidth < 640;
  const filtered = ["timeline", "balance", "map", "classes", "actors", "pairs"];

  const table = (name, rows) => {
    const target = at(name + "-table");
    target.replaceChildren();
    const made = target.appendChild(document.createElement("table"));
    rows.filter((row) => row.n !== 0).slice(0, 200).forEach((row) => {
      const line = made.insertRow();
      [row.d, row.v, row.n].filter((cell) => cell !== undefined).forEach((cell) => {
        const box = line.insertCell();
        const own = box.appendChild(document.createElement("bdi"));
        own.textContent = typeof cell === "number" ? Math.abs(cell).toLocaleString("en") : cell;
        if (typeof cell === "number") { box.className = "n"; }
      });
    });
  };
  const draw = (names) => Promise.all(names.map(async (name) => {
    const spec = charts[name]();
    const rows = spec.layer ? spec.layer[2].data.values : spec.data.values;
    table(name, rows);
    const box = at(name);
    if (!rows.length && name !== "map") { box.textContent = "Nothing to show."; box.style.height = ""; return; }
    await vegaEmbed(box, { width: "container", autosize: { type: "fit-x", contains: "padding" }, ...spec },
      { actions: false, mode: "vega-lite", renderer: "svg", config: theme(), logLevel: 1 });
  }));

  const readable = () => {
    let shown = 0;
    document.querySelectorAll("#read article").forEach((article) => {
      const has = (list, value) => !value || list.split(" ").includes(value);
      const fits = has(article.dataset.classes, choice.class.value) && has(article.dataset.countries, choice.country.value) && inDays(article.dataset.day);
      article.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    at("read-count").textContent = shown + " articles";
    const events = kept("all").reduce((sum, row) => sum + row[5], 0);
    at("f-count").textContent = events.toLocaleString("en") + " events";
  };
  let waiting = 0;
  const update = (names) => { clearTimeout(waiting); waiting = setTimeout(() => { readable(); window.newsbeamDrawn = draw(names); }, 60); };
  Object.values(choice).forEach((input) => input.addEventListener("input", () => update(filtered)));
  at("f-reset").addEventListener("click", () => setTimeout(() => update(filtered)));
  dark.addEventListener("change", () => update(Object.keys(charts)));
  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; update(Object.keys(charts)); } });
  addEventListener("beforeprint", () => document.querySelectorAll("#read details").forEach((one) => { one.open = true; }));
  readable();
  window.newsbeamDrawn = draw(Object.keys(charts)).then(() => { document.body.dataset.ready = "yes"; });
})();
