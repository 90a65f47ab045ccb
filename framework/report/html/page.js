// Puts the page together from the data.

function slug(text) {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

function fillHeader(data) {
  const trust = document.getElementById("trust");
  trust.textContent = data.trust;
  trust.classList.toggle("invalid", !data.valid);
  const config = document.getElementById("config");
  const facts = [["target", data.target], ["model", data.model], ["seed", data.seed],
    ["trials a case", data.trials], ["filter", data.filter], ["date", data.date], ["version", data.version]];
  for (const [name, value] of facts) {
    if (value === "") continue;
    const pair = make("div");
    pair.append(make("dt", "", name), make("dd", "", String(value)));
    config.append(pair);
  }
  if (data.notes) config.after(noteList(data.notes.map((note) => `note: ${note}`)));
  if (data.price_date) document.getElementById("prices").textContent = `Prices of ${data.price_date}.`;
}

function noteList(notes) {
  const list = make("ul", "notes");
  for (const note of notes) list.append(make("li", "", note));
  return list;
}

function addSummary(main, summary) {
  const section = make("section");
  section.id = "summary";
  section.append(make("h2", "", "Summary"));
  const card = make("article", "card");
  card.append(make("h3", "", "Adopt first"));
  if (summary.adopt.rows.length > 0) card.append(sortableTable(summary.adopt, "what to adopt first"));
  card.append(make("p", "rule", `${summary.adopt.rows.length > 0 ? "" : "nothing: "}${summary.rule}`));
  if (summary.apart.rows.length > 0) card.append(sortableTable(summary.apart, "what stands apart, and why"));
  section.append(card);
  const all = make("article", "card");
  all.append(make("h3", "", "Every technique against its baseline"), sortableTable(summary.techniques, "every technique"));
  section.append(all);
  main.append(section);
}

function addLegend(card, group) {
  const list = make("ul", "legend");
  const fill = () => {
    list.replaceChildren(...group.cases.map((one, index) => {
      const style = styleOf(group, index);
      const item = make("li");
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("width", "26");
      svg.setAttribute("height", "8");
      svg.setAttribute("aria-hidden", "true");
      const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
      for (const [name, value] of [["x1", 0], ["x2", 26], ["y1", 4], ["y2", 4], ["stroke", style.colour],
        ["stroke-width", 3], ["stroke-dasharray", style.dash.join(" ")]]) line.setAttribute(name, value);
      svg.append(line);
      item.append(svg, one.name);
      return item;
    }));
  };
  fill();
  legends.push(fill);
  card.append(list);
}

const legends = [];  // what fills each legend in the colours of the theme

function addCharts(card, group, metrics) {
  let metric = group.metric;
  const grid = make("div", "charts");
  if (group.cases.some((one) => one.distributions[metric].n > 0)) {
    const own = [];
    const tools = make("div", "tools");
    tools.append(selector("distribution of", metrics, metric, (index) => {
      metric = index;
      for (const one of own) if (one.seen) draw(one);
    }));
    card.append(tools);
    addLegend(card, group);
    own.push(addChart(grid, "Share within that time; band: 95 % (DKW), none for token gaps",
      `distribution functions of ${group.name}`, () => ecdfConfig(group, metric)));
    own.push(addChart(grid, "Percentiles", `percentile curves of ${group.name}`, () => percentileConfig(group, metric)));
  }
  for (const scaling of group.scalings) {
    addChart(grid, `Speed-up of ${scaling.technique} by concurrency (dashed: ideal, large point: the knee)`,
      `speed-up by concurrency of ${group.name} ${scaling.technique}`, () => scalingConfig(scaling));
  }
  if (group.pareto.length > 1) {
    const graded = group.pareto.some((point) => point.accuracy !== undefined);
    addChart(grid, `Latency and cost${graded ? ", coloured by accuracy" : ""} (discs: on the Pareto frontier${
      group.pareto.some((point) => point.estimated) ? "; *: the cost is an estimate" : ""})`,
      `latency and cost of ${group.name}`, () => paretoConfig(group.pareto));
  }
  card.append(grid);
}

/** Every figure of every case, closed at first: what the table above has no room for. */
function addFigures(card, group) {
  const details = make("details", "figures");
  details.append(make("summary", "", "Every figure"),
    sortableTable(group.figures, `figures of ${group.suite} ${group.name}`));
  if (group.figures_note) details.append(noteList([group.figures_note]));
  card.append(details);
}

function addGroup(section, group, metrics) {
  const card = make("article", "card");
  card.append(make("h3", "", group.name));
  if (group.models) card.append(make("p", "models", group.models));
  card.append(sortableTable(group.table, `cases of ${group.suite} ${group.name}`));
  if (group.notes.length > 0) card.append(noteList(group.notes));
  addCharts(card, group, metrics);
  addTimeline(card, group);
  addFigures(card, group);
  section.append(card);
}

function addNavigation(names) {
  const nav = document.getElementById("suites");
  for (const name of names) {
    const link = make("a", "", name);
    link.href = `#${slug(name)}`;
    nav.append(link);
  }
}

function addSuites(main, data) {
  const sections = new Map();
  for (const group of data.groups) {
    if (!sections.has(group.suite)) {
      const section = make("section");
      section.id = slug(group.suite);
      section.append(make("h2", "", group.suite));
      sections.set(group.suite, section);
      main.append(section);
    }
    addGroup(sections.get(group.suite), group, data.metrics);
  }
  addNavigation([...(data.summary ? ["summary"] : []), ...sections.keys()]);
}

/** The theme that was chosen is kept where the browser lets a page keep something. */
function remember(theme) {
  try { localStorage.setItem("latency-lab-theme", theme); } catch { /* a file may keep nothing */ }
}

function remembered() {
  try { return localStorage.getItem("latency-lab-theme"); } catch { return null; }
}

function recolour() {
  themeColours.clear();
  for (const fill of legends) fill();
  redrawAll();
}

function startTheme() {
  const known = remembered();
  if (known) document.documentElement.dataset.theme = known;
  document.getElementById("theme").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember(theme);
    recolour();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}

function start() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("report");
  startTheme();
  fillHeader(data);
  if (data.summary) addSummary(main, data.summary);
  addSuites(main, data);
}

start();
