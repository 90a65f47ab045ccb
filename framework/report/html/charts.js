// The charts of a group. Each is drawn when it comes into view, and anew when the theme changes.

const kLight = ["#1f5fbf", "#c2571a", "#0a7a3f", "#8a3fb0", "#a8860b", "#c2185b", "#0f8a94", "#7a5a44"];
const kDark = ["#79b0ff", "#ff9d5c", "#4cc98a", "#c79bea", "#e5c453", "#ff7eb0", "#58d0da", "#c9a58c"];
const kDashes = [[], [7, 3], [2, 3], [9, 3, 2, 3]];

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

const themeColours = new Map();  // of the present theme; asking the browser costs a layout

function themeColour(name) {
  if (!themeColours.has(name)) {
    themeColours.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  }
  return themeColours.get(name);
}

/** A line style for each case: baselines dashed in grey, the others by colour, then by dashes. */
function styleOf(group, index) {
  if (group.cases[index].baseline) {
    const baselines = group.cases.slice(0, index).filter((one) => one.baseline).length;
    return { colour: themeColour("--dim"), dash: [[4, 3], [1, 3], [8, 3]][baselines % 3], width: 2 };
  }
  const place = group.cases.slice(0, index).filter((one) => !one.baseline).length;
  const colours = isDark() ? kDark : kLight;
  const dash = kDashes[Math.floor(place / colours.length) % kDashes.length];
  return { colour: colours[place % colours.length], dash, width: 2 };
}

const charts = [];  // { canvas, config(), chart, seen }

const observer = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    const one = charts.find((candidate) => candidate.canvas === entry.target);
    if (one && !one.seen) { one.seen = true; draw(one); }
  }
}, { rootMargin: "300px" });

function draw(one) {
  if (one.chart) one.chart.destroy();
  one.chart = new Chart(one.canvas, one.config());
}

function redrawAll() {
  for (const one of charts) if (one.seen) draw(one);
}

/** A titled box with a canvas; `describe` is what a screen reader says of it. */
function addChart(parent, title, describe, config) {
  const box = make("div", "chart");
  box.append(make("h4", "", title));
  const plot = make("div", "plot");
  const canvas = make("canvas");
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", describe);
  plot.append(canvas);
  box.append(plot);
  parent.append(box);
  const one = { canvas, config, chart: null, seen: false };
  charts.push(one);
  observer.observe(canvas);
  return one;
}

function axis(text, extra) {
  return {
    title: { display: Boolean(text), text, color: themeColour("--dim") },
    ticks: { color: themeColour("--dim"), maxRotation: 0, ...(extra && extra.ticks) },
    grid: { color: themeColour("--line") },
    ...Object.fromEntries(Object.entries(extra || {}).filter(([key]) => key !== "ticks")),
  };
}

function baseConfig(type, datasets, scales, label) {
  return {
    type,
    data: { datasets },
    options: {
      animation: false, responsive: true, maintainAspectRatio: false, parsing: false,
      interaction: { mode: "nearest", intersect: false },
      plugins: {
        legend: { display: false },
        tooltip: { filter: (item) => !item.dataset.band, callbacks: { title: () => "", label } },
      },
      scales,
    },
  };
}

/** Dvoretzky, Kiefer and Wolfowitz: the whole distribution lies in F +- this, with 95 %. */
function dkwHalfWidth(n) {
  return Math.sqrt(Math.log(2 / 0.05) / (2 * n));
}

function withAlpha(colour, alpha) {
  return colour + Math.round(alpha * 255).toString(16).padStart(2, "0");
}

/** A case's line and, behind it, the two edges of its band with the space between them filled. */
function ecdfDatasets(group, index, metric) {
  const { n, ms, share, pooled } = group.cases[index].distributions[metric];
  if (n === 0) return [];
  const style = styleOf(group, index);
  const half = dkwHalfWidth(n);
  const edge = (sign) => ms.map((x, i) => ({ x, y: Math.min(1, Math.max(0, share[i] + sign * half)) }));
  const band = { band: true, borderWidth: 0, pointRadius: 0, stepped: "before", pointHitRadius: 0 };
  const edges = [
    { ...band, data: edge(-1), fill: "+1", backgroundColor: withAlpha(style.colour, 0.13) },
    { ...band, data: edge(1), fill: false },
  ];
  return [
    ...(pooled ? [] : edges),
    {
      label: group.cases[index].name, stepped: "before", pointRadius: 0, borderColor: style.colour,
      borderDash: style.dash, borderWidth: style.width,
      data: [{ x: ms[0], y: 0 }, ...ms.map((x, i) => ({ x, y: share[i] }))],
    },
  ];
}

function ecdfConfig(group, metric) {
  const datasets = group.cases.flatMap((_, index) => ecdfDatasets(group, index, metric));
  return baseConfig("line", datasets, {
    x: axis("", { type: "linear", ticks: { callback: formatMs, maxTicksLimit: 7 } }),
    y: axis("", { min: 0, max: 1, ticks: { callback: (v) => `${Math.round(v * 100)} %` } }),
  }, (item) => `${item.dataset.label}: ${Math.round(item.parsed.y * 100)} % within ${formatMs(item.parsed.x)}`);
}

/** Percentiles on a scale of nines, as HdrHistogram's plots have them: 1 / (1 - share). */
function percentileConfig(group, metric) {
  const datasets = group.cases.map((one, index) => {
    const { ms, share } = one.distributions[metric];
    const style = styleOf(group, index);
    const data = ms.map((y, i) => ({ x: 1 / (1 - share[i]), y })).filter((point) => isFinite(point.x));
    return { label: one.name, data, pointRadius: 0, borderColor: style.colour, borderDash: style.dash, borderWidth: style.width };
  });
  const nines = { 1: "0", 2: "p50", 4: "p75", 10: "p90", 20: "p95", 100: "p99", 1000: "p99.9", 10000: "p99.99" };
  return baseConfig("line", datasets, {
    x: axis("", {
      type: "logarithmic", min: 1,
      afterBuildTicks: (scale) => {
        scale.ticks = Object.keys(nines).map((value) => ({ value: Number(value) })).filter((tick) => tick.value <= scale.max);
      },
      ticks: { callback: (v) => nines[v] || "", autoSkip: false },
    }),
    y: axis("", { beginAtZero: true, ticks: { callback: formatMs } }),
  }, (item) => `${item.dataset.label}: p${Number((100 - 100 / item.parsed.x).toPrecision(4))} ${formatMs(item.parsed.y)}`);
}

/** Speed-up against the ideal line; the knee is the large point. */
function scalingConfig(scaling) {
  const levels = scaling.levels;
  const first = levels[0].concurrency;
  const accent = themeColour("--accent");
  const dim = themeColour("--dim");
  const knee = levels.map((_, index) => index === scaling.knee);
  return baseConfig("line", [
    {
      label: "speed-up", data: levels.map((l) => ({ x: l.concurrency, y: l.speedup, level: l })),
      borderColor: accent, backgroundColor: accent, borderWidth: 2, pointRadius: knee.map((is) => (is ? 8 : 3)),
    },
    {
      label: "ideal", data: levels.map((l) => ({ x: l.concurrency, y: l.concurrency / first })),
      borderColor: dim, borderDash: [4, 3], borderWidth: 1, pointRadius: 0,
    },
  ], {
    x: axis("requests at once", {
      type: "logarithmic",
      afterBuildTicks: (scale) => { scale.ticks = levels.map((l) => ({ value: l.concurrency })); },
      ticks: { callback: (v) => String(v), autoSkip: false },
    }),
    y: axis("times as fast", {
      type: "logarithmic", min: 1,
      afterBuildTicks: (scale) => {
        scale.ticks = [1, 2, 4, 8, 16, 32, 64, 128].filter((v) => v <= scale.max).map((value) => ({ value }));
      },
      ticks: { callback: (v) => String(v), autoSkip: false },
    }),
  }, (item) => {
    const level = item.raw.level;
    if (!level) return `ideal: ${item.parsed.y}`;
    return `${level.concurrency} at once: ${level.speedup.toFixed(2)} times as fast, ` +
      `${level.per_second.toPrecision(3)} a second, efficiency ${Math.round(100 * level.efficiency)} %`;
  });
}

/** From red at 50 % and below to green at 100 %. */
function accuracyColour(percent) {
  return `hsl(${Math.round(2.6 * Math.max(0, percent - 50))} 65% ${isDark() ? 60 : 40}%)`;
}

/** Without parsing, Chart.js takes the range of x from the first and the last point: so by x. */
function paretoConfig(unordered) {
  const points = [...unordered].sort((a, b) => a.ms - b.ms);
  const graded = points.some((point) => point.accuracy !== undefined);
  const colour = (point) => (graded ? accuracyColour(point.accuracy) : themeColour("--accent"));
  const best = points.filter((point) => point.best);
  const place = (point) => ({ x: point.ms, y: point.usd, point });
  const config = baseConfig("scatter", [
    {
      label: "cases", data: points.map(place), pointRadius: points.map((p) => (p.best ? 7 : 4)),
      pointHoverRadius: 9, pointStyle: points.map((p) => (p.best ? "circle" : "crossRot")),
      borderColor: points.map(colour), backgroundColor: points.map(colour), borderWidth: 2,
    },
    {
      band: true, type: "line", data: graded ? [] : best.map(place), borderColor: themeColour("--dim"),
      borderDash: [3, 3], borderWidth: 1, pointRadius: 0, stepped: "before",
    },
  ], {
    x: axis("latency p50", { beginAtZero: true, grace: "8%", ticks: { callback: formatMs, maxTicksLimit: 6 } }),
    y: axis("USD per 1k", { beginAtZero: true, grace: "8%", ticks: { callback: (v) => `$${Number(v.toPrecision(6))}` } }),
  }, (item) => {
    const { name, ms, usd, accuracy, estimated, best: worth } = item.raw.point;
    const right = accuracy === undefined ? "" : `, ${accuracy.toFixed(1)} % right`;
    return `${name}: ${formatMs(ms)}, ${estimated ? "*" : ""}$${usd}${right}${worth ? "" : " (another case beats it)"}`;
  });
  config.plugins = [pointLabels];
  return config;
}

/** Writes each point's name (and accuracy) beside it, where it runs into no other. */
const pointLabels = {
  id: "pointLabels",
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart;
    ctx.save();
    ctx.font = "11px system-ui, sans-serif";
    ctx.fillStyle = themeColour("--ink");
    const taken = [];
    chart.getDatasetMeta(0).data.forEach((element, index) => {
      const { point } = chart.data.datasets[0].data[index];
      const accuracy = point.accuracy === undefined ? "" : ` ${point.accuracy.toFixed(0)} %`;
      const text = `${point.name}${accuracy}${point.estimated ? " *" : ""}`;
      const width = ctx.measureText(text).width;
      const left = element.x + 10 + width <= chartArea.right ? element.x + 10 : element.x - 10 - width;
      for (const shift of [4, -9, 17]) {
        const box = { left, right: left + width, top: element.y + shift - 9, bottom: element.y + shift + 3 };
        const free = left >= chartArea.left && taken.every((other) => box.right < other.left ||
          box.left > other.right || box.bottom < other.top || box.top > other.bottom);
        if (!free) continue;
        taken.push(box);
        ctx.fillText(text, left, element.y + shift);
        return;
      }
    });
    ctx.restore();
  },
};
