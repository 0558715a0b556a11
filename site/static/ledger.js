/* The ledger's table: search, filters, sorting and pages of rows, all of it kept in the address. */
"use strict";
(() => {
  const STEP = 60;
  const data = window.LEDGER;
  const [ID, WORDING, LOW, BEST, HIGH, START, END, PLACE, CAVEAT, UNIT, INDICATOR, SCOPE, ORIGINATOR, SOURCE, GOVERNORATE, KIND, CHARTS] = Array(17).keys();
  const form = document.getElementById("ledger-form");
  const body = document.querySelector("#ledger-table tbody");
  const head = document.querySelector("#ledger-table thead tr");
  const more = document.getElementById("ledger-more");
  const count = document.getElementById("ledger-count");
  const reset = document.getElementById("ledger-reset");
  const numbers = new Intl.NumberFormat("en");
  const names = new Intl.Collator("en", { numeric: true });
  let shown = STEP;
  let found = [];

  const texts = data.rows.map((row) => [
    row[ID], row[WORDING], row[PLACE], row[CAVEAT], data.unit[row[UNIT]], data.indicatorName[row[INDICATOR]], data.scope[row[SCOPE]],
    data.originator[row[ORIGINATOR]], data.publisher[row[SOURCE]], data.source[row[SOURCE]], data.governorateName[row[GOVERNORATE]],
  ].join(" ").toLowerCase());

  function figure(row) {
    const [low, best, high] = [row[LOW], row[BEST], row[HIGH]];
    const say = (value) => numbers.format(value);
    if (low === null && high === null) return best === null ? "not read" : say(best);
    if (low === high) return say(low);
    let bounds = `${say(low ?? 0)}–${say(high ?? 0)}`;
    if (low === null) bounds = `${say(high)} or fewer`;
    if (high === null) bounds = `${say(low)} or more`;
    return best === null || best === low || best === high ? bounds : `${say(best)} (${bounds})`;
  }

  function days(row) {
    const [start, end] = [row[START], row[END]];
    if (!start || start === end) return end;
    const last = new Date(Date.UTC(+end.slice(0, 4), +end.slice(5, 7), 0)).toISOString().slice(0, 10);
    if (start.endsWith("-01-01") && end.endsWith("-12-31")) return start.slice(0, 4) === end.slice(0, 4) ? start.slice(0, 4) : `${start.slice(0, 4)} to ${end.slice(0, 4)}`;
    if (start.endsWith("-01") && end === last) return start.slice(0, 7) === end.slice(0, 7) ? start.slice(0, 7) : `${start.slice(0, 7)} to ${end.slice(0, 7)}`;
    return `${start} to ${end}`;
  }

  const columns = [
    { key: "wording", name: "As printed", value: (row) => row[WORDING], text: true },
    { key: "figure", name: "Read as", value: (row) => row[BEST] ?? row[LOW] ?? row[HIGH] ?? -1 },
    { key: "indicator", name: "What", value: (row) => data.indicatorName[row[INDICATOR]], text: true },
    { key: "date", name: "When", value: (row) => row[START] || "9999", text: true },
    { key: "place", name: "Where", value: (row) => row[PLACE] || data.governorateName[row[GOVERNORATE]], text: true },
    { key: "originator", name: "Originator", value: (row) => data.originator[row[ORIGINATOR]], text: true },
    { key: "publisher", name: "Page", value: (row) => data.publisher[row[SOURCE]], text: true },
  ];

  function element(tag, content, attributes = {}) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(content);
    return made;
  }

  function line(row) {
    const made = document.createElement("tr");
    const cell = (place, content, attributes = {}) => made.append(element("td", content, { "data-label": columns[place].name, role: "cell", ...attributes }));
    const link = (href, words) => element("a", element("bdi", words), { href });
    cell(0, link(`claims/${encodeURIComponent(row[ID])}.html`, row[WORDING]));
    cell(1, `${figure(row)} ${figure(row) === "not read" ? "" : data.unit[row[UNIT]]}`, { class: "number" });
    cell(2, element("bdi", data.indicatorName[row[INDICATOR]]));
    cell(3, days(row));
    cell(4, element("bdi", row[PLACE] || data.governorateName[row[GOVERNORATE]] || "not named"));
    cell(5, link(`originators/${data.originatorPage[row[ORIGINATOR]]}.html`, data.originator[row[ORIGINATOR]]));
    cell(6, link(`sources/${encodeURIComponent(data.source[row[SOURCE]])}.html`, data.publisher[row[SOURCE]]));
    made.setAttribute("role", "row");
    return made;
  }

  function fill(name, values, labels) {
    const select = form.elements[name];
    const used = [...new Set(values.map((value, place) => place))]
      .filter((place) => values[place] !== "")
      .sort((a, b) => names.compare(labels[a], labels[b]));
    for (const place of used) select.append(element("option", labels[place], { value: values[place] }));
  }

  function asked() {
    const choice = Object.fromEntries(new FormData(form));
    const terms = choice.q.toLowerCase().split(/\s+/).filter(Boolean);
    return { ...choice, terms };
  }

  function matches(choice) {
    const is = (list, column, wanted) => wanted === "" ? () => true : (row) => data[list][row[column]] === wanted;
    const tests = [
      is("indicator", INDICATOR, choice.indicator), is("originator", ORIGINATOR, choice.originator),
      is("governorate", GOVERNORATE, choice.governorate), is("kind", KIND, choice.kind), is("sourceKind", SOURCE, choice.page),
    ];
    if (choice.chart) tests.push((row) => row[CHARTS].includes(data.chart.indexOf(choice.chart)));
    if (choice.from) tests.push((row) => row[END] !== "" && row[END] >= choice.from);
    if (choice.to) tests.push((row) => row[START] !== "" && row[START] <= choice.to);
    return data.rows.filter((row, place) => tests.every((test) => test(row)) && choice.terms.every((term) => texts[place].includes(term)));
  }

  function sorted(rows, order) {
    const key = order.replace(/^-/, "") || "date";
    const column = columns.find((one) => one.key === key) ?? columns[3];
    const sign = order.startsWith("-") ? -1 : 1;
    const compare = column.text ? (a, b) => names.compare(a[1], b[1]) : (a, b) => a[1] - b[1];
    return rows.map((row) => [row, column.value(row)]).sort((a, b) => sign * compare(a, b)).map(([row]) => row);
  }

  function keep(choice) {
    const query = new URLSearchParams();
    for (const name of ["q", "indicator", "originator", "governorate", "kind", "page", "chart", "from", "to", "sort"]) if (choice[name]) query.set(name, choice[name]);
    const address = query.size ? `?${query}` : location.pathname;
    try { history.replaceState(null, "", address); } catch { /* the choice is then not kept */ }
    reset.hidden = !query.size;
  }

  function draw() {
    body.replaceChildren(...found.slice(0, shown).map(line));
    const rest = found.length - Math.min(shown, found.length);
    more.hidden = rest === 0;
    more.textContent = `Show ${Math.min(rest, STEP)} more of ${numbers.format(rest)}`;
    count.textContent = `${numbers.format(found.length)} of ${numbers.format(data.rows.length)} claims`;
  }

  function update() {
    const choice = asked();
    shown = STEP;
    found = sorted(matches(choice), choice.sort);
    for (const cell of head.children) {
      const [key, down] = [choice.sort.replace(/^-/, "") || "date", choice.sort.startsWith("-")];
      if (cell.dataset.key === key) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
    keep(choice);
    draw();
  }

  function read() {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of query) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
    const filters = [...query.keys()].some((name) => name !== "q" && name !== "sort");
    document.getElementById("filters").open = filters || matchMedia("(min-width: 60rem)").matches;
  }

  function csv() {
    const quoted = (value) => {
      const text = String(value ?? "");
      const safe = /^'*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(text) && !/^[+-]?[\d.]+$/.test(text) ? `'${text}` : text;
      return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const title = ["claim_id", "wording", "low", "best", "high", "unit", "indicator", "scope", "originator", "period_start", "period_end", "place", "governorate", "source_id", "caveat"];
    const rows = found.map((row) => [
      row[ID], row[WORDING], row[LOW], row[BEST], row[HIGH], data.unit[row[UNIT]], data.indicator[row[INDICATOR]], data.scope[row[SCOPE]], data.originator[row[ORIGINATOR]],
      row[START], row[END], row[PLACE], data.governorate[row[GOVERNORATE]], data.source[row[SOURCE]], row[CAVEAT],
    ]);
    const text = [title, ...rows].map((row) => row.map(quoted).join(",")).join("\n");
    const link = element("a", "", { href: URL.createObjectURL(new Blob([`${text}\n`], { type: "text/csv" })), download: "claims.csv" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  for (const column of columns) {
    const button = element("button", column.name, { type: "button" });
    button.addEventListener("click", () => {
      const now = form.elements.sort.value || "date";
      form.elements.sort.value = now === column.key ? `-${column.key}` : column.key;
      update();
    });
    head.append(element("th", button, { scope: "col", "data-key": column.key, role: "columnheader" }));
    if (column.key !== "date") form.elements.sort.append(element("option", column.name.toLowerCase(), { value: column.key }));
    form.elements.sort.append(element("option", `${column.key === "date" ? "date" : column.name.toLowerCase()}, last first`, { value: `-${column.key}` }));
  }
  form.elements.sort.append(element("option", "date, first first", { value: "date", hidden: "" }));
  fill("indicator", data.indicator, data.indicatorName);
  fill("originator", data.originator, data.originator);
  fill("governorate", data.governorate, data.governorateName.map((name, place) => `${name} (${data.governorate[place]})`));
  fill("kind", data.kind, data.kindName);
  const kinds = [...new Set(data.sourceKind)];
  fill("page", kinds, kinds.map((kind) => kind.replaceAll("_", " ")));
  fill("chart", data.chart, data.chartTitle);

  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(update, 120); });
  form.addEventListener("submit", (event) => { event.preventDefault(); update(); });
  form.addEventListener("reset", () => setTimeout(update));
  more.addEventListener("click", () => {
    const first = shown;
    shown += STEP;
    draw();
    body.children[first]?.querySelector("a").focus();
  });
  document.getElementById("ledger-csv").addEventListener("click", csv);
  read();
  update();
  document.documentElement.dataset.ledger = "ready";
})();
