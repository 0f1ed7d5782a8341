// Asks /api/dashboard every two seconds and shows what it says; says so when nobody answers, and goes on asking.

const interval = 2000;
const patience = 5000;
const kept = 300000;

let started = null;
let lastAnswer = Date.now();
let times = [];
let queue = [];
let series = {};
let timer = 0;
let asking = false;

const words = { serving: 'Serving', starting: 'Starting', draining: 'Draining', stalled: 'Stalled', down: 'Down' };
const colours = { serving: '2da44e', starting: 'd29922', draining: 'd29922', stalled: 'd29922', down: 'cf222e', gone: '8b949e' };

// The server's clock, so that "45 s" is right where this machine's clock is not.
let now = Date.now();
const ago = moment => span(now - Date.parse(moment));

function level(entry) {
  return entry.level === 'error' || entry.level === 'panic' ? 'bad' : entry.level === 'warn' ? 'warn' : '';
}

const rateOf = (title, value) => `${title} ${value}`;

const showServers = keyedTable('servers', server => server.name, [
  { class: 'name', main: server => server.name, sub: server => `${server.addr.replace('tcp://', '')}, ${server.framing}` },
  { state: server => server.state, sub: server => `for ${ago(server.state_since)}` },
  {
    main: server => `${count(server.connections)} ${server.max_connections ? `of ${count(server.max_connections)}` : 'open'}`,
    sub: server => `${rate(server.rates.connections_per_second)} new`,
    mark: server => server.max_connections && server.connections >= server.max_connections ? 'warn' : '',
  },
  {
    class: 'graphed',
    draw: (cell, server) => {
      const svg = cell.firstElementChild ?? cell.appendChild(document.createElementNS(svgNames, 'svg'));
      svg.setAttribute('class', 'graph');
      graph(svg, times, series[server.name]?.events ?? [], now, `events a second of ${server.name}`);
    },
  },
  {
    main: server => rate(server.rates.events_per_second),
    sub: server => `${count(server.events_total)}${server.events_failed_total ? `, ${count(server.events_failed_total)} failed` : ' in all'}`,
  },
  { main: server => rateOf('in', `${bytes(server.rates.received_bytes_per_second)}/s`), sub: server => rateOf('out', `${bytes(server.rates.sent_bytes_per_second)}/s`) },
  { main: server => rateOf('p50', time(server.rates.event_p50_ms)), sub: server => rateOf('p99', time(server.rates.event_p99_ms)) },
  { main: server => rateOf('p50', time(server.rates.queue_p50_ms)), sub: server => rateOf('p99', time(server.rates.queue_p99_ms)) },
  { class: 'wrap', main: server => count(sum(Object.values(server.closed))), sub: server => reasons(server.closed) },
  { class: 'wrap', main: server => count(sum(Object.values(server.rejected))), sub: server => reasons(server.rejected) },
]);

let served = [];
const showPools = keyedTable('pools', pool => pool.name, [
  { class: 'name', main: pool => pool.name, sub: pool => `dispatch ${pool.dispatch}` },
  { class: 'wrap', state: pool => pool.state, sub: pool => `for ${ago(pool.state_since)}${pool.problem ? `: ${pool.problem}` : ''}` },
  {
    main: pool => {
      const other = pool.workers - pool.workers_working - pool.workers_ready;
      return `${pool.workers_working} working, ${pool.workers_ready} ready${other ? `, ${other} other` : ''}, of ${pool.num_workers}`;
    },
    mark: pool => pool.workers === 0 ? 'bad' : '',
    draw: (cell, pool) => {
      const bar = cell.querySelector('.bar') ?? cell.appendChild(make('div', cell, 'bar'));
      bar.setAttribute('aria-hidden', 'true');
      const parts = { working: pool.workers_working, ready: pool.workers_ready, other: pool.workers - pool.workers_working - pool.workers_ready };
      for (const [name, number] of Object.entries(parts)) {
        const part = bar.querySelector(`.${name}`) ?? make('span', bar, name);
        part.style.width = `${100 * number / Math.max(pool.num_workers, pool.workers, 1)}%`;
      }
    },
  },
  {
    main: pool => `${count(pool.queue)} waiting`,
    sub: pool => pool.max_queue_size ? `at most ${count(pool.max_queue_size)}` : 'no bound',
    mark: pool => pool.max_queue_size && pool.queue >= pool.max_queue_size ? 'bad' : pool.queue > 0 ? 'warn' : '',
  },
  { class: 'wrap', main: pool => served.filter(server => server.pool === pool.name).map(server => server.name).join(', ') },
  { main: pool => bytes(pool.memory_bytes) },
]);

const showWorkers = keyedTable('workers', worker => worker.pid, [
  { class: 'name', main: worker => String(worker.pid) },
  { main: worker => worker.pool },
  { main: worker => worker.status, mark: worker => worker.status === 'ready' || worker.status === 'working' ? '' : 'warn' },
  { class: 'number', main: worker => worker.busy_ms === null ? '\u2013' : span(worker.busy_ms), mark: worker => worker.busy_ms >= 5000 ? 'warn' : '' },
  { class: 'number', main: worker => count(worker.in_flight) },
  { class: 'number', main: worker => count(worker.execs) },
  { class: 'number', main: worker => bytes(worker.memory_bytes) },
  { class: 'number', main: worker => `${plain(worker.cpu_percent)} %` },
  { main: worker => `${clock(worker.created)}, ${ago(worker.created)} ago` },
]);

const entryKey = entry => `${entry.time} ${entry.logger} ${entry.text}`;
const text = entry => entry.times > 1 ? `${entry.text} (${count(entry.times)} times)` : entry.text;
const showErrors = keyedTable('errors', entryKey, [
  { main: entry => clock(entry.time) },
  { main: entry => entry.level, mark: level },
  { main: entry => entry.logger },
  { main: text },
]);
const showStderr = keyedTable('stderr', entryKey, [
  { main: entry => clock(entry.time) },
  { main: entry => entry.level, mark: level },
  { main: text },
]);

const showConnections = keyedTable('connection-rows', connection => connection.uuid, [
  { class: 'name', main: connection => connection.remote_addr },
  { main: connection => connection.server },
  { main: connection => connection.state },
  { class: 'number', main: connection => ago(connection.created) },
  { class: 'number', main: connection => span(connection.idle_ms) },
  { class: 'number', main: connection => count(connection.events) },
  { class: 'number', main: connection => bytes(connection.bytes_in) },
  { class: 'number', main: connection => bytes(connection.bytes_out) },
  { class: 'uuid', main: connection => connection.uuid },
]);

/** Adds the new points to those that are there, and drops the old ones. */
function remember(history) {
  const names = Object.keys(history.servers);
  const fresh = times.length;
  times.push(...history.times);
  queue.push(...history.queue);
  for (const name of names) {
    const all = series[name] ??= { connections: Array(fresh).fill(null), events: Array(fresh).fill(null), bytes: Array(fresh).fill(null), p99: Array(fresh).fill(null) };
    const more = history.servers[name];
    all.connections.push(...more.connections);
    all.events.push(...more.events_per_second);
    all.bytes.push(...more.bytes_per_second);
    all.p99.push(...more.event_p99_ms);
  }
  const old = times.findIndex(at => at >= now - kept);
  if (old > 0) {
    [times, queue, ...Object.values(series).flatMap(all => Object.values(all))].forEach(list => list.splice(0, old));
  }
}

const together = (name, join) => times.map((_, i) => join(Object.values(series).map(all => all[name][i]).filter(value => value !== null)));

function showTiles(overview) {
  const { totals, rates } = overview;
  const highest = values => values.length ? Math.max(...values) : null;
  setText(byId('tile-connections'), count(totals.connections));
  setText(byId('tile-connections-more'), `${rate(rates.connections_per_second)} new, ${count(totals.rejected_total)} refused`);
  graph(byId('graph-connections'), times, together('connections', sum), now, 'open connections');
  setText(byId('tile-events'), rate(rates.events_per_second));
  setText(byId('tile-events-more'), `${count(totals.events_total)} in all, ${count(totals.events_failed_total)} failed`);
  graph(byId('graph-events'), times, together('events', sum), now, 'events a second');
  setText(byId('tile-traffic'), `${bytes(rates.received_bytes_per_second + rates.sent_bytes_per_second)}/s`);
  setText(byId('tile-traffic-more'), `in ${bytes(rates.received_bytes_per_second)}/s, out ${bytes(rates.sent_bytes_per_second)}/s`);
  graph(byId('graph-traffic'), times, together('bytes', sum), now, 'bytes a second');
  setText(byId('tile-time'), time(rates.event_p50_ms));
  setText(byId('tile-time-more'), `p99 ${time(rates.event_p99_ms)}`);
  graph(byId('graph-time'), times, together('p99', highest), now, 'p99 of the time in a worker, ms');
  setText(byId('tile-queue'), count(totals.queue));
  setText(byId('tile-queue-unit'), totals.queue === 1 ? 'event' : 'events');
  setText(byId('tile-queue-more'), `p99 ${time(rates.queue_p99_ms)}; ${totals.workers_working} of ${totals.workers} busy`);
  graph(byId('graph-queue'), times, queue, now, 'events waiting');
}

function showState(state, since, problem) {
  setAttribute(byId('status'), 'data-state', state);
  setText(byId('state'), words[state] ?? state);
  setText(byId('since'), `since ${clock(since)}, for ${ago(since)}`);
  setText(byId('problem'), problem);
  byId('problem').hidden = problem === '';
  mark(state, state === 'serving' ? '' : `${words[state] ?? state}: `);
}

/** The tab's title and sign, for who has many. */
function mark(state, before) {
  const icon = `data:image/svg+xml,<svg xmlns='${svgNames}' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='%23${colours[state] ?? colours.gone}'/></svg>`;
  setAttribute(byId('icon'), 'href', icon);
  const title = `${before}KestrelTcp, ${location.host}`;
  if (document.title !== title) {
    document.title = title;
  }
}

function show(answer) {
  const { overview, errors } = answer;
  now = Date.parse(overview.now);
  if (overview.started !== started) {
    started = overview.started;
    times = [];
    queue = [];
    series = {};
  }
  remember(answer.history);
  showState(overview.state, overview.state_since, overview.problem);
  setText(byId('version'), overview.version);
  setText(byId('host'), location.host);
  const totals = overview.totals;
  setText(byId('process'), `, up ${span(1000 * overview.uptime_seconds)}, CPU ${plain(totals.cpu_percent)} %, ${bytes(totals.memory_bytes)}`);
  showTiles(overview);
  showServers(served = answer.servers);
  showPools(answer.pools);
  const restarts = reasons(totals.worker_restarts);
  setText(byId('worker-counts'), `Since the start: workers replaced: ${restarts || 'none'}; events that no worker was free for in time: ${count(totals.no_free_workers_total)}; stray frames: ${count(totals.stray_frames_total)}.`);
  showWorkers(answer.workers.workers);
  setText(byId('workers-more'), answer.workers.total > answer.workers.workers.length ? `${answer.workers.workers.length} of ${answer.workers.total}` : `${answer.workers.total}, ${bytes(totals.workers_memory_bytes)}`);
  showErrors(errors.errors);
  showStderr(errors.worker_stderr);
  byId('no-errors').hidden = errors.errors.length > 0;
  byId('no-stderr').hidden = errors.worker_stderr.length > 0;
  setText(byId('updated'), `As of ${clock(now)}; every two seconds anew while this tab is in front.`);
}

async function ask(path) {
  const answer = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(patience) });
  if (!answer.ok) {
    throw new Error(`${answer.status}`);
  }
  return answer.json();
}

async function askForConnections() {
  const server = byId('connections-server');
  for (const { name } of served) {
    if (![...server.options].some(option => option.value === name)) {
      server.add(new Option(name, name));
    }
  }
  for (const option of [...server.options].filter(option => option.value && !served.some(one => one.name === option.value))) {
    option.remove();
  }
  const answer = await ask(`/api/connections?limit=50&sort=${encodeURIComponent(byId('connections-sort').value)}&server=${encodeURIComponent(server.value)}`);
  showConnections(answer.connections);
  setText(byId('connections-more'), `${count(answer.connections.length)} of ${count(answer.total)}`);
}

async function refresh() {
  clearTimeout(timer);
  if (asking || document.hidden) {
    return;
  }
  asking = true;
  try {
    show(await ask(`/api/dashboard?since=${times.at(-1) ?? 0}`));
    lastAnswer = Date.now();
    document.body.classList.remove('is-gone');
    setText(byId('gone'), '');
    if (byId('connections').open) {
      await askForConnections();
    }
  } catch (problem) {
    if (Date.now() - lastAnswer > interval || !started) {
      document.body.classList.add('is-gone');
      setText(byId('gone'), `No answer since ${clock(lastAnswer)}, trying again.`);
      mark('gone', 'No answer: ');
    }
  } finally {
    asking = false;
    timer = setTimeout(refresh, interval);
  }
}

document.addEventListener('visibilitychange', () => {
  // Nobody was asked while the tab was hidden, so nobody was silent.
  lastAnswer = document.body.classList.contains('is-gone') ? lastAnswer : Date.now();
  refresh();
});
for (const id of ['connections', 'connections-server', 'connections-sort']) {
  byId(id).addEventListener(id === 'connections' ? 'toggle' : 'change', refresh);
}
refresh();
