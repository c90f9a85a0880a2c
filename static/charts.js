// Draws the tables of the page as charts: stacked bars, one bar a row, one series a column. The table stays, it is the
// chart's alternative; nothing is asked from the server. Statuses differ by pattern as well as by colour.
(() => {
  const PATTERNS = {
    no_information: "dots", planned: "outline", under_way: "slanted", partly_implemented: "upright", implemented: "full", continuous: "level",
    not_accepted: "crossed", lead: "full", supporting: "slanted", territorial: "outline", "": "full",
    overdue: "full", soon: "slanted", later: "outline", undated: "dots", answered: "level",
    returned: "crossed", draft: "outline", clearance: "dots", submitted: "slanted", approved: "full", to_write: "upright",
  };
  const rtl = document.documentElement.dir === "rtl";
  const charts = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colourOf = (code) => colour(`--chart-${code || "plain"}`) || colour("--chart-plain");

  // An 8 by 8 tile: the colour's pattern on a wash of the page.
  function fill(code) {
    const ink = colourOf(code);
    const kind = PATTERNS[code];
    if (kind === "full") return ink;
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.fillStyle = colour("--chart-paper");
    pen.fillRect(0, 0, 8, 8);
    pen.fillStyle = pen.strokeStyle = ink;
    pen.lineWidth = 2;
    const lines = { slanted: [[-2, 6, 6, -2], [2, 10, 10, 2]], crossed: [[0, 0, 8, 8], [0, 8, 8, 0]], level: [[0, 4, 8, 4]], upright: [[2, 0, 2, 8], [6, 0, 6, 8]] };
    for (const [x, y, toX, toY] of lines[kind] || []) { pen.beginPath(); pen.moveTo(x, y); pen.lineTo(toX, toY); pen.stroke(); }
    if (kind === "dots") { pen.fillRect(1, 1, 2, 2); pen.fillRect(5, 5, 2, 2); }
    return pen.createPattern(tile, "repeat");
  }

  // The number in its part of the bar, on a little paper, where there is room for it.
  const numbers = {
    id: "numbers",
    afterDatasetsDraw(chart) {
      const pen = chart.ctx;
      pen.save();
      pen.font = `600 11px ${Chart.defaults.font.family}`;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      chart.data.datasets.forEach((series, place) => chart.getDatasetMeta(place).data.forEach((bar, row) => {
        const words = series.data[row].toLocaleString(document.documentElement.lang);
        const wide = pen.measureText(words).width + 6;
        const fits = Math.abs(bar.x - bar.base) >= wide + 2;
        if (!series.data[row] || !chart.isDatasetVisible(place) || (!fits && chart.data.datasets.length > 1)) return;
        const middle = fits ? (bar.x + bar.base) / 2 : bar.x + (rtl ? -1 : 1) * (wide / 2 + 2); // beside a short bar that stands alone
        pen.fillStyle = colour("--chart-paper");
        pen.fillRect(middle - wide / 2, bar.y - 7, wide, 14);
        pen.fillStyle = colour("--bs-body-color");
        pen.fillText(words, middle, bar.y + 1);
      }));
      pen.restore();
    },
  };

  // Two lines at most; the table has the whole name.
  function wrap(label, width) {
    const lines = [""];
    for (const word of label.split(" ")) {
      const last = lines[lines.length - 1];
      if (!last || last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`.trim();
      else lines.push(word);
    }
    return lines.length > 2 ? [lines[0], `${lines[1].slice(0, width - 1)}…`] : lines.map((line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
  }

  function read(table) {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const names = rows.map((row) => row.cells[0]);
    const series = heads.flatMap((head, place) => (head.dataset.series === undefined ? [] : [{
      code: head.dataset.series, label: head.textContent, cells: rows.map((row) => row.cells[place]),
    }]));
    return { names, series };
  }

  function paint(chart, { names, series }) {
    chart.data.datasets.forEach((dataset, place) => {
      const codes = names.map((name) => name.dataset.code || series[place].code);
      dataset.backgroundColor = series.length === 1 ? codes.map(fill) : fill(series[place].code);
      dataset.borderColor = series.length === 1 ? codes.map(colourOf) : colourOf(series[place].code);
    });
    Object.assign(chart.options.scales.x, { grid: { color: colour("--line") }, border: { color: colour("--line") } });
    for (const axis of ["x", "y"]) chart.options.scales[axis].ticks.color = colour("--bs-body-color");
    chart.options.plugins.legend.labels.color = colour("--bs-body-color");
  }

  function draw(place) {
    const figures = read(document.getElementById(place.dataset.chart));
    const { names, series } = figures;
    const narrow = place.clientWidth < 480;
    place.style.blockSize = `${names.length * 30 + (series.length > 1 ? (narrow ? 130 : 90) : 40)}px`;
    const canvas = place.appendChild(document.createElement("canvas"));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", place.dataset.label);
    const chart = new Chart(canvas, {
      type: "bar",
      data: {
        labels: names.map((name) => wrap(name.dataset.short, narrow ? 16 : 30)),
        datasets: series.map(({ label, cells }) => ({ label, data: cells.map((cell) => Number(cell.dataset.count)), borderWidth: 1, maxBarThickness: 22 })),
      },
      options: {
        indexAxis: "y", responsive: true, maintainAspectRatio: false, animation: false, locale: document.documentElement.lang,
        scales: {
          x: { stacked: true, reverse: rtl, beginAtZero: true, ticks: { precision: 0, maxTicksLimit: narrow ? 5 : 9 } },
          y: { stacked: true, position: rtl ? "right" : "left", grid: { display: false }, ticks: { autoSkip: false, font: { size: 11 } } },
        },
        plugins: {
          legend: { display: series.length > 1, position: "top", align: "start", rtl, textDirection: rtl ? "rtl" : "ltr", labels: { boxWidth: 16, boxHeight: 12, padding: 8 } },
          tooltip: { rtl, textDirection: rtl ? "rtl" : "ltr", callbacks: { title: ([item]) => names[item.dataIndex].textContent.trim() } },
        },
        onClick: (_event, [hit]) => hit && series[hit.datasetIndex].cells[hit.index].querySelector("a")?.click(),
      },
      plugins: [numbers],
    });
    paint(chart, figures);
    chart.update();
    charts.push([chart, figures]);
  }

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  document.querySelectorAll("[data-chart]").forEach(draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(([chart, figures]) => { paint(chart, figures); chart.update(); }));
})();
