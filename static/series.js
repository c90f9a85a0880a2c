// Draws the table of an indicator's values over time: a line a column, told apart by dash and mark as well as by colour, and
// the target as a level line. The table stays, it is the chart's alternative; nothing is asked from the server.
(() => {
  const DAY = 86_400_000;
  const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4]];
  const MARKS = ["circle", "rect", "triangle", "rectRot", "crossRot"];
  const COLOURS = ["plain", "partly_implemented", "continuous", "no_information", "under_way"];
  const root = document.documentElement;
  const rtl = root.dir === "rtl";
  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const drawn = [];

  function read(table, place) {
    const rows = [...table.tBodies[0].rows];
    const days = rows.map((row) => Date.parse(row.cells[0].dataset.day) / DAY);
    const words = new Map(days.map((day, line) => [day, rows[line].cells[0].textContent.trim()]));
    const lines = [...table.tHead.rows[0].cells].slice(1).map((head, column) => ({
      label: head.textContent.trim(),
      data: rows.flatMap((row, line) => (row.cells[column + 1].dataset.value === "" ? [] : [{ x: days[line], y: Number(row.cells[column + 1].dataset.value) }])),
      borderDash: DASHES[column % 5], pointStyle: MARKS[column % 5], pointRadius: 4, borderWidth: 2, tension: 0, ink: COLOURS[column % 5],
    }));
    if (place.dataset.target !== "") {
      const level = Number(place.dataset.target);
      const ends = days.length > 1 ? [days[0], days[days.length - 1]] : [days[0] - 180, days[0] + 180];
      lines.push({ label: place.dataset.targetLabel, data: ends.map((x) => ({ x, y: level })), borderDash: [1, 4], pointRadius: 0, borderWidth: 2, pointStyle: "line", ink: "implemented" });
    }
    return { days, words, lines };
  }

  function paint(chart) {
    for (const line of chart.data.datasets) line.borderColor = line.backgroundColor = colour(`--chart-${line.ink}`);
    for (const axis of ["x", "y"]) {
      Object.assign(chart.options.scales[axis], { grid: { color: colour("--line") }, border: { color: colour("--line") } });
      chart.options.scales[axis].ticks.color = colour("--bs-body-color");
    }
    chart.options.scales.y.title.color = chart.options.plugins.legend.labels.color = colour("--bs-body-color");
    chart.update();
  }

  function draw(place) {
    const { days, words, lines } = read(document.getElementById(place.dataset.series), place);
    place.style.blockSize = "320px";
    const canvas = place.appendChild(document.createElement("canvas"));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", place.dataset.label);
    const direction = { rtl, textDirection: rtl ? "rtl" : "ltr" };
    const chart = new Chart(canvas, {
      type: "line",
      data: { datasets: lines },
      options: {
        responsive: true, maintainAspectRatio: false, animation: false, locale: root.lang,
        scales: {
          x: {
            type: "linear", reverse: rtl, afterBuildTicks: (axis) => { axis.ticks = [...new Set(days)].map((value) => ({ value })); },
            ticks: { callback: (day) => words.get(day), maxRotation: 60, autoSkip: true, autoSkipPadding: 8 },
          },
          y: { position: rtl ? "right" : "left", title: { display: true, text: place.dataset.unit } },
        },
        plugins: {
          legend: { display: lines.length > 1, position: "top", align: "start", ...direction, labels: { usePointStyle: true, pointStyleWidth: 24, padding: 10 } },
          tooltip: { ...direction, callbacks: { title: ([item]) => words.get(item.parsed.x) || "" } },
        },
      },
    });
    paint(chart);
    drawn.push(chart);
  }

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  document.querySelectorAll("[data-series]:not(th)").forEach(draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn.forEach(paint));
})();
