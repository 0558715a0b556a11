/* Draws the incident map from the JSON block of its page. Words reach the page as text nodes only. */
function startIncidentMap(id, L) {
  "use strict";
  const data = JSON.parse(document.getElementById("incident-data").textContent);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const byId = (name) => document.getElementById(name);
  const HALO = 4, CLEARANCE = 2, TOUCH = 18, EDGE = 6, EQUATOR = 40075016.686;
  const WHOLE = { padding: [26, 42], maxZoom: 8 }; // room for the widest marks about their places
  const NEST = 0.16, INNERMOST = 0.36; // rings at one place: how much smaller each is, and the smallest
  const SAME_AREA = { diamond: Math.sqrt(Math.PI / 2), square: Math.sqrt(Math.PI) / 2 };

  function make(tag, className, ...children) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  const map = L.map(id, {
    center: data.centre, zoom: 6, minZoom: 5, maxZoom: 12, zoomSnap: 0.25, zoomDelta: 0.5,
    maxBounds: [[20, 28], [48, 60]], attributionControl: false, zoomControl: false, scrollWheelZoom: false, inertia: !still,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
  });
  if (still) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
  map.on("focus", () => map.scrollWheelZoom.enable()); // until then the wheel scrolls the page
  map.on("blur", () => map.scrollWheelZoom.disable());
  const showAll = () => map.fitBounds(data.view, { ...WHOLE, animate: !still });
  const whole = L.control({ position: "bottomright" });
  whole.onAdd = () => {
    const button = make("button", "whole", "Whole area");
    button.type = "button";
    button.addEventListener("click", showAll);
    L.DomEvent.disableClickPropagation(button);
    return button;
  };
  whole.addTo(map);
  L.control.zoom({ position: "bottomright" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const renderers = {};
  for (const [pane, level] of [["base", 350], ["rings", 420], ["points", 430], ["names", 440]]) {
    map.createPane(pane).style.zIndex = level;
    renderers[pane] = L.svg({ pane, padding: 1 });
  }

  /* The base: neighbours, governorates, names. */
  const areas = {};
  const quietArea = { color: "#ffffff", weight: 1.5, fillColor: "#f3f1ea", fillOpacity: 1 };
  function drawBase() {
    const common = { interactive: false, pane: "base", renderer: renderers.base };
    L.geoJSON(data.base.neighbours, { ...common, style: { stroke: false, fillColor: "#fbfaf7", fillOpacity: 1 } }).addTo(map);
    L.geoJSON(data.base.governorates, {
      ...common, style: quietArea,
      onEachFeature: (feature, layer) => { areas[feature.properties.code] = layer; },
    }).addTo(map);
    L.geoJSON(data.base.borders, { ...common, style: { color: "#b9b3a2", weight: 1.25, fill: false } }).addTo(map);
    for (const label of data.labels) {
      const icon = L.divIcon({ className: "name name-" + label.kind, iconSize: [0, 0], html: make("span", "", label.name) });
      L.marker(label.at, { icon, pane: "names", interactive: false, keyboard: false }).addTo(map);
    }
  }

  /* A name whose place is in view is moved until it can be read whole, the others are hidden. */
  function keepNames() {
    const frame = map.getContainer().getBoundingClientRect();
    const controls = [...map.getContainer().querySelectorAll(".leaflet-control")].map((node) => node.getBoundingClientRect());
    for (const name of map.getContainer().querySelectorAll(".name span")) {
      name.style.marginLeft = "0";
      const { left, right, top, bottom } = name.getBoundingClientRect(), middle = (left + right) / 2;
      const shift = Math.max(frame.left + EDGE - left, 0) - Math.max(right + EDGE - frame.right, 0);
      const isIn = frame.left < middle && middle < frame.right && frame.top < top && bottom < frame.bottom;
      const isCovered = controls.some((box) => left + shift < box.right && box.left < right + shift && top < box.bottom && box.top < bottom);
      name.style.visibility = isIn && !isCovered ? "" : "hidden";
      name.style.marginLeft = `${shift}px`;
    }
  }

  function shade(code, on) {
    if (areas[code]) areas[code].setStyle(on ? { fillColor: "#e3ddc8", color: data.colours.rule } : quietArea);
  }

  /* A mark keeps its size in pixels, a ring its radius on the ground. */
  function outline(shape, x, y, r) {
    if (shape === "diamond") { const d = r * SAME_AREA.diamond; return `M${x} ${y - d}L${x + d} ${y}L${x} ${y + d}L${x - d} ${y}Z`; }
    if (shape === "square") { const d = r * SAME_AREA.square; return `M${x - d} ${y - d}h${2 * d}v${2 * d}h${-2 * d}Z`; }
    return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }

  const Mark = L.CircleMarker.extend({
    _project() {
      if (this.options.metres) {
        const perPixel = EQUATOR * Math.cos(this._latlng.lat * Math.PI / 180) / (256 * 2 ** map.getZoom());
        this._radius = Math.max(this.options.metres / perPixel, 11) * this.options.nest + this.options.extra;
      }
      L.CircleMarker.prototype._project.call(this);
    },
    _updatePath() {
      const [dx, dy] = this.options.shift;
      const from = this._point, x = from.x + dx, y = from.y + dy, r = this._radius;
      const away = Math.hypot(dx, dy);
      const leader = away > r && !this.options.extra
        ? `M${from.x} ${from.y}L${x - dx * r / away} ${y - dy * r / away}` : "";
      this._renderer._setPath(this, leader + outline(this.options.shape, x, y, r));
    },
  });

  function newMark(item) {
    const layer = data.layers[item.layer], isRing = item.drawn === "ring";
    const colour = item.story ? data.colours.story : layer.colour;
    const hollow = isRing ? 0.03 : layer.shape === "ring" || (item.unsized && item.layer !== "other") ? 0.01 : 0.55;
    const pane = isRing ? "rings" : "points";
    const place = {
      pane, renderer: renderers[pane], radius: item.radius, shape: isRing ? "disc" : layer.shape,
      shift: [0, 0], metres: item.metres, nest: 1, extra: 0, opacity: 1,
    };
    const mark = new Mark(item.at, {
      ...place, color: colour, fillColor: colour, fillOpacity: hollow, className: `mark mark-${item.layer} mark-${item.drawn}`,
      weight: layer.shape === "ring" || isRing ? 2.5 : 1.5, dashArray: isRing ? "6 5" : null,
    });
    const halo = item.contested ? new Mark(item.at, {
      ...place, radius: item.radius + HALO, extra: HALO, interactive: false, fill: false,
      color: data.colours.ink, weight: 1.5, dashArray: "2 3", className: "halo",
    }) : null;
    return { ...item, mark, halo, story: data.incidents[item.incident] };
  }

  /* Popups: nodes with text, built when one is opened. */
  function rowNode(row) {
    return make("tr", "",
      make("td", "", make("bdi", "", row.what)), make("td", "", make("bdi", "", row.figure)),
      make("td", "", make("bdi", "", row.originators), " ", make("span", row.grade, `(${row.verdict})`)));
  }

  function quoteNode(quote) {
    const note = quote.counted ? "" : "; retold or superseded, not counted";
    return make("li", "", "“", linkNode("claim", quote.claim, "noopener", make("bdi", "wording", quote.words)), "” ",
      make("span", "quiet", "(", make("bdi", "", quote.what), "; ", make("bdi", "", quote.originator), note, ")"));
  }

  function linkNode(className, address, rel, text) {
    const link = make("a", className, text);
    link.href = address;
    link.rel = rel;
    link.target = "_blank";
    return link;
  }

  function pageNode(page) {
    const name = make("bdi", "", page.publisher);
    const head = page.url ? linkNode("source", page.url, "noopener noreferrer", name) : name;
    return make("li", "", head, `, ${page.date}: `, make("bdi", "quiet", page.title),
      make("ul", "", ...page.quotes.map(quoteNode)),
      ...page.caveats.map((caveat) => make("p", "caveat", "Caveat: ", make("bdi", "", caveat))));
  }

  function popupNode(incident) {
    const titled = make("h2", "", make("bdi", "", incident.place));
    if (incident.area) titled.append(", ", make("bdi", "", incident.area));
    const head = make("tr", "", ...["Indicator", "Figure", "Originators"].map((text) => {
      const cell = make("th", "", text);
      cell.scope = "col";
      return cell;
    }));
    return make("div", "incident", titled, make("p", "", incident.days),
      make("table", "", make("thead", "", head), make("tbody", "", ...incident.rows.map(rowNode))),
      make("p", "quiet", incident.precision),
      make("h3", "", "As printed"), make("p", "quiet", "A name leads to the page, a quote to its claim."), make("ul", "", ...incident.pages.map(pageNode)));
  }

  function spoken(item) {
    const rows = item.story.rows.filter((row) => row.layer === item.layer);
    const figures = rows.map((row) => `${row.what}: ${row.figure}${row.grade === "contested" ? ", contested" : ""}`);
    return `${item.story.place}, ${item.story.days}. ${figures.join("; ")}.`;
  }

  let opener = null;
  function openByKey(item) {
    item.mark.openPopup();
    opener = item.mark.getElement();
    const content = map.getContainer().querySelector(".leaflet-popup-content");
    if (content) content.focus();
  }

  function listen(item) {
    const { mark } = item;
    mark.bindPopup(() => {
      mark.getPopup().options.maxWidth = Math.min(340, map.getSize().x - 64); // of the map as it is now
      return popupNode(item.story);
    }, { minWidth: 220, autoPanPadding: [8, 8] });
    mark.on("mouseover popupopen", () => shade(item.area, true));
    mark.on("mouseout", () => mark.isPopupOpen() || shade(item.area, false));
    mark.on("popupclose remove", () => shade(item.area, false));
    mark.on("add", () => {
      const path = mark.getElement();
      path.setAttribute("tabindex", "0");
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", spoken(item));
      path.setAttribute("data-incident", item.story.id);
      path.addEventListener("focus", () => shade(item.area, true));
      path.addEventListener("blur", () => mark.isPopupOpen() || shade(item.area, false));
      path.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        openByKey(item);
      });
    });
  }

  /* What is shown: layers that are ticked, incidents whose days touch the month. */
  const slider = byId("month"), boxes = [...byId("layers").querySelectorAll("input")];
  const items = data.marks.map(newMark).sort((a, b) => b.mark.getRadius() - a.mark.getRadius());
  items.forEach(listen);

  function inMonth(incident, key) {
    return key === null || (incident.months[0] <= key && key <= incident.months[1]);
  }

  function atOnePlace(shown) {
    const places = new Map();
    for (const item of shown) {
      const key = item.drawn + item.at.join();
      places.set(key, [...(places.get(key) || []), item]);
    }
    return [...places.values()];
  }

  /* Incidents at one point stand on a circle about it; the marks of one incident keep one centre. */
  function spread(group) {
    const incidents = [...new Set(group.map((item) => item.incident))].sort((a, b) => a - b);
    const widest = Math.max(...group.map((item) => item.radius + (item.contested ? HALO : 0))) + CLEARANCE;
    const far = incidents.length < 2 ? 0 : Math.max(widest / Math.sin(Math.PI / incidents.length), 10) * 0.8;
    for (const item of group) {
      const angle = 2 * Math.PI * incidents.indexOf(item.incident) / incidents.length - Math.PI / 2;
      setPlace(item, { shift: [far * Math.cos(angle), far * Math.sin(angle)] });
    }
  }

  function setPlace(item, options) {
    Object.assign(item.mark.options, options);
    if (item.halo) Object.assign(item.halo.options, options);
  }

  function layOut(shown) {
    for (const group of atOnePlace(shown)) {
      if (group[0].drawn === "point") spread(group);
      else group.forEach((item, n) => setPlace(item, { nest: Math.max(1 - NEST * n, INNERMOST) }));
    }
  }

  function report(month, shown) {
    const incidents = new Set(shown.map((item) => item.incident)).size;
    const undrawn = data.incidents.filter((one) => one.drawn === "table" && inMonth(one, month && month.key)).length;
    const name = month ? month.name : "All months";
    const plural = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
    byId("month-name").textContent = name;
    slider.setAttribute("aria-valuetext", name);
    byId("status").textContent = `${name}: ${plural(incidents, "incident")} shown, as ${plural(shown.length, "mark")}`
      + (undrawn ? `; ${undrawn} only in the table.` : ".");
  }

  function update() {
    const month = Number(slider.value) ? data.months[slider.value - 1] : null;
    const ticked = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const dated = items.filter((item) => inMonth(item.story, month && month.key));
    const shown = dated.filter((item) => ticked.has(item.layer));
    map.closePopup();
    for (const item of items) for (const part of [item.mark, item.halo]) if (part) part.remove();
    layOut(shown);
    for (const item of shown) for (const part of [item.halo, item.mark]) if (part) part.addTo(map);
    for (const box of boxes) byId("count-" + box.value).textContent = dated.filter((item) => item.layer === box.value).length;
    report(month, shown);
  }

  /* A finger that lands beside a small mark means the mark. */
  function openNearest(event) {
    if (event.originalEvent.target.closest(".mark")) return;
    let best = null, least = TOUCH;
    for (const item of items.filter((one) => one.drawn === "point" && map.hasLayer(one.mark))) {
      const at = map.latLngToContainerPoint(item.at).add(item.mark.options.shift);
      const gap = at.distanceTo(event.containerPoint) - item.mark.getRadius();
      if (gap < least) { best = item; least = gap; }
    }
    if (best) best.mark.openPopup();
  }

  map.on("click", openNearest);
  map.on("moveend resize", keepNames);
  map.on("zoomend", () => map.getContainer().classList.toggle("zoomed-out", map.getZoom() < 6.5));
  map.on("popupopen", (event) => {
    opener = null;
    map.getContainer().classList.add("has-popup");
    const content = event.popup.getElement().querySelector(".leaflet-popup-content");
    content.setAttribute("tabindex", "0");
    content.setAttribute("role", "group");
    content.setAttribute("aria-label", "Incident");
  });
  map.on("popupclose", () => {
    map.getContainer().classList.remove("has-popup");
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  });
  map.getContainer().addEventListener("keydown", (event) => { if (event.key === "Escape") map.closePopup(); });
  const table = byId("incident-table");
  for (const link of document.querySelectorAll('a[href="#incident-table"]')) link.addEventListener("click", () => { table.open = true; });

  drawBase();
  map.fitBounds(data.view, { ...WHOLE, animate: false });
  slider.max = data.months.length;
  slider.addEventListener("input", update);
  boxes.forEach((box) => box.addEventListener("change", update));
  update();
  document.documentElement.dataset.ready = Math.round(performance.now());
  return map;
}
