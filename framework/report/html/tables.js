"use strict";
// Elements, and tables that sort by a click on a heading or by the keyboard.

/** An element with a class and text; text is never read as mark-up. */
function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** "2,868" is 2868, "$1.50" 1.5, "-55.6 to -54.0" -55.6, "~0.31" and "*0.31" 0.31, "never" more than any; else null. */
function numberIn(text) {
  if (/^[~+]?(never|inf)$/.test(text)) return Number.MAX_VALUE;
  const match = /^[~*]?[-+]?\$?[-+]?[\d,]*\.?\d+/.exec(text);
  return match ? Number(match[0].replace(/[~*$,+]/g, "")) : null;
}

/** Numbers by size, other text by letters; what a column has no value for stays last both ways. */
function compareTexts(a, b, direction) {
  const x = numberIn(a);
  const y = numberIn(b);
  if (x !== null && y !== null) return direction * (x - y);
  const missing = (text, number) => number === null && (text === "" || text === "-" || /^n</.test(text));
  if (missing(a, x) !== missing(b, y)) return missing(a, x) ? 1 : -1;
  if ((x === null) !== (y === null)) return x === null ? 1 : -1;
  return direction * a.localeCompare(b);
}

function sortBy(table, index, heading) {
  const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
  for (const other of heading.parentElement.children) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  const body = table.tBodies[0];
  const text = (row) => row.cells[index].textContent;
  const rows = [...body.rows].sort((a, b) => compareTexts(text(a), text(b), direction));
  body.append(...rows);
}

/** Neighbouring columns with one group title share a cell above them. */
function groupRow(columns) {
  const row = make("tr", "groups");
  for (let i = 0; i < columns.length;) {
    let stop = i;
    while (stop < columns.length && columns[stop].group === columns[i].group) stop++;
    const cell = make("th", "", columns[i].group.trim());
    cell.colSpan = stop - i;
    cell.scope = "colgroup";
    row.append(cell);
    i = stop;
  }
  return row;
}

function headingRow(table, columns) {
  const row = make("tr");
  columns.forEach((column, index) => {
    const heading = make("th", column.left ? "left" : "");
    heading.scope = "col";
    if (column.title || column.group.trim()) {
      const button = make("button", "", column.title || column.group.trim());
      button.type = "button";
      button.title = `sort by ${column.group.trim()} ${column.title}`;
      button.addEventListener("click", () => sortBy(table, index, heading));
      heading.append(button);
    }
    row.append(heading);
  });
  return row;
}

/** What TableData() of html_data.cc wrote, in a box of its own that scrolls sideways. */
function sortableTable(data, label) {
  const table = make("table");
  const head = table.createTHead();
  if (data.columns.some((column) => column.group.trim())) head.append(groupRow(data.columns));
  head.append(headingRow(table, data.columns));
  const body = table.createTBody();
  for (const cells of data.rows) {
    const row = body.insertRow();
    cells.forEach((cell, index) => {
      const [text, tone] = Array.isArray(cell) ? cell : [cell, ""];
      row.append(make("td", `${data.columns[index].left ? "left" : ""} ${tone}`.trim(), text));
    });
    row.cells[0].title = row.cells[0].textContent;
  }
  const box = make("div", "scroll");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  box.append(table);
  return box;
}

/** A labelled <select>; `changed` is called with the index that was chosen. */
function selector(label, options, chosen, changed) {
  const element = make("label", "", label);
  const select = make("select");
  options.forEach((text, index) => select.append(new Option(text, index, false, index === chosen)));
  select.addEventListener("change", () => changed(Number(select.value)));
  element.append(select);
  return element;
}

function formatMs(ms) {
  if (ms >= 100000) return `${Math.round(ms / 1000).toLocaleString("en")} s`;
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  return `${Number(ms.toPrecision(3))} ms`;
}
