// What ran when inside one trial, as bars.

function timelineRow(node, total) {
  const row = make("div", "row");
  const name = make("div", "name", node.name);
  name.style.paddingLeft = `${node.depth * 0.9}rem`;
  name.title = node.name;
  const track = make("div", "track");
  const bar = make("div", `span ${node.kind} ${node.error ? "failed" : ""}`);
  const percent = (ms) => `${total > 0 ? (100 * ms) / total : 0}%`;
  bar.style.left = percent(node.start);
  bar.style.width = percent(node.end - node.start);
  track.append(bar);
  if (node.first_token !== undefined) {
    const mark = make("div", "first");
    mark.style.left = percent(node.first_token);
    track.append(mark);
  }
  const first = node.first_token === undefined ? "" : `, first token at ${formatMs(node.first_token)}`;
  const error = node.error ? `, ${node.error}` : "";
  row.title = `${node.name}: ${formatMs(node.start)} to ${formatMs(node.end)}${first}${error}`;
  row.append(name, track, make("div", "ms", formatMs(node.end - node.start)));
  return row;
}

function timelineKey() {
  const key = make("p", "hint", "bars:");
  const entry = (kind, text) => {
    const box = make("span", "key");
    box.style.background = `var(${kind})`;
    key.append(box, text);
  };
  entry("--request", "request");
  entry("--step", "step");
  entry("--tool", "tool");
  entry("--failed", "failed or given up");
  key.append("   | first token");
  return key;
}

/** The chosen trial of the chosen case; both have a selector. */
function addTimeline(card, group) {
  const cases = group.cases.filter((one) => one.traces.length > 0);
  if (cases.length === 0) return;
  const details = make("details");
  details.append(make("summary", "", "Timeline of a trial"));
  const tools = make("div", "tools");
  const rows = make("div", "timeline");
  let shownCase = 0;
  const titles = (one) => one.traces.map((t) => `${t.what}: trial ${t.trial}, ${formatMs(t.ms)}`);
  const show = (index) => {
    const trace = cases[shownCase].traces[index];
    rows.replaceChildren(...trace.nodes.map((node) => timelineRow(node, trace.ms)));
    if (trace.left_out > 0) rows.append(make("p", "hint", `and ${trace.left_out} more`));
    if (trace.never_started) rows.append(make("p", "hint", `left out: ${trace.never_started}`));
  };
  let trials = selector("trial", titles(cases[0]), 0, show);
  tools.append(selector("case", cases.map((one) => one.name), 0, (index) => {
    shownCase = index;
    const fresh = selector("trial", titles(cases[index]), 0, show);
    trials.replaceWith(fresh);
    trials = fresh;
    show(0);
  }), trials);
  details.append(tools, timelineKey(), rows);
  details.addEventListener("toggle", () => { if (details.open && !rows.firstChild) show(0); });
  card.append(details);
}
