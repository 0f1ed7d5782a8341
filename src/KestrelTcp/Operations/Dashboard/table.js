// The page's parts. Whatever comes from the server is put in as text, and only where it differs: nothing flickers, and a selection stays.

const byId = id => document.getElementById(id);

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

function make(tag, parent, className) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  return parent.appendChild(element);
}

/**
 * A table whose rows stand for things with a key: a row stays while its thing does.
 * @param columns one for each heading: {class, main(item), sub(item), mark(item), draw(td, item)}
 * @returns a function that shows these items
 */
function keyedTable(id, key, columns) {
  const table = byId(id);
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells].map(cell => cell.textContent);
  const rows = new Map();
  // Said once more, for a style that makes cards of rows also takes away that they are rows.
  table.setAttribute('role', 'table');
  body.setAttribute('role', 'rowgroup');

  function makeRow() {
    const row = document.createElement('tr');
    row.setAttribute('role', 'row');
    columns.forEach((column, i) => {
      const cell = make('td', row, column.class);
      cell.setAttribute('role', 'cell');
      cell.dataset.label = headings[i];
      const inner = make('div', cell);
      if (column.state) {
        inner.className = 'main';
        make('span', inner, 'dot').setAttribute('aria-hidden', 'true');
        make('span', inner, 'word');
      } else if (column.main) {
        make('span', inner, 'main');
      }
      if (column.sub) {
        make('span', inner, 'sub');
      }
    });
    return row;
  }

  function fill(row, item) {
    columns.forEach((column, i) => {
      const cell = row.cells[i];
      const inner = cell.firstElementChild;
      if (column.state) {
        cell.dataset.state = column.state(item);
        setText(inner.querySelector('.word'), column.state(item));
      } else if (column.main) {
        setText(inner.firstElementChild, column.main(item));
      }
      if (column.sub) {
        setText(inner.querySelector('.sub'), column.sub(item));
      }
      if (column.mark) {
        setAttribute(cell, 'class', `${column.class ?? ''} ${column.mark(item)}`.trim());
      }
      column.draw?.(inner, item);
    });
  }

  return items => {
    const wanted = new Map(items.map(item => [key(item), item]));
    for (const [name, row] of rows) {
      if (!wanted.has(name)) {
        row.remove();
        rows.delete(name);
      }
    }
    let next = body.firstElementChild;
    for (const [name, item] of wanted) {
      let row = rows.get(name);
      if (!row) {
        rows.set(name, row = makeRow());
      }
      fill(row, item);
      if (row === next) {
        next = next.nextElementSibling;
      } else {
        body.insertBefore(row, next);
      }
    }
  };
}

const svgNames = 'http://www.w3.org/2000/svg';

/** Draws values over the last five minutes; a null is a gap. */
function graph(svg, times, values, now, label) {
  const width = 300;
  const height = 34;
  if (!svg.firstChild) {
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('preserveAspectRatio', 'none');
    svg.setAttribute('role', 'img');
    for (const name of ['area', 'line']) {
      svg.appendChild(document.createElementNS(svgNames, 'path')).setAttribute('class', name);
    }
  }
  const peak = Math.max(0, ...values.filter(value => value !== null));
  // A little headroom; what is always zero lies at the bottom.
  const y = value => (height - 1.5 - (height - 5) * (peak > 0 ? value / peak : 0)).toFixed(1);
  const runs = [];
  let before = -Infinity;
  times.forEach((at, i) => {
    if (values[i] === null) {
      return;
    }
    const point = [(width * (1 - (now - at) / 300000)).toFixed(1), y(values[i])];
    if (at - before > 7000) {
      runs.push([]);
    }
    runs.at(-1).push(point);
    before = at;
  });
  const line = points => points.map(point => point.join(' ')).join('L');
  setAttribute(svg.firstChild, 'd', runs.map(run => `M${run[0][0]} ${height}L${line(run)}L${run.at(-1)[0]} ${height}Z`).join(''));
  setAttribute(svg.lastChild, 'd', runs.map(run => `M${line(run)}`).join(''));
  setAttribute(svg, 'aria-label', `${label}, the last five minutes; at most ${peak > 0 ? label.endsWith('ms') ? time(peak) : count(peak) : 0}`);
}
