'use strict';

// Numbers and times as people read them.

const decimals = [0, 1, 2].map(n => new Intl.NumberFormat('en', { maximumFractionDigits: n }));

/** Three digits that matter: 0.42, 8.1, 340, 12 300. */
function plain(value) {
  return decimals[value < 1 ? 2 : value < 100 && value % 1 ? 1 : 0].format(value).replaceAll(',', '\u202f');
}

function scaled(value, base, units) {
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return plain(unit === 0 ? value : Number(value.toPrecision(3))) + units[unit];
}

const count = value => value < 100000 ? plain(value) : scaled(value, 1000, ['', '\u202fk', '\u202fM', '\u202fG', '\u202fT']);
const bytes = value => scaled(Math.round(value), 1024, ['\u202fB', '\u202fKB', '\u202fMB', '\u202fGB', '\u202fTB']);
const rate = value => (value > 0 && value < 0.1 ? '< 0.1' : count(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))) + '/s';

/** Milliseconds of an event. Below the first bound and beyond the last the histogram does not know better. */
function time(ms) {
  if (ms === null || ms === undefined) {
    return '\u2013';
  }
  if (ms <= 0.1) {
    return '< 0.1 ms';
  }
  if (ms >= 10000) {
    return '> 10 s';
  }
  return ms < 1000 ? `${plain(Number(ms.toPrecision(2)))} ms` : `${plain(Number((ms / 1000).toPrecision(2)))} s`;
}

/** How long something has lasted. */
function span(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (ms < 1000) {
    return `${Math.max(0, Math.round(ms))}\u00a0ms`;
  }
  if (s < 60) {
    return `${s}\u00a0s`;
  }
  const m = Math.floor(s / 60);
  const h = Math.floor(m / 60);
  return m < 60 ? `${m}\u00a0min\u00a0${s % 60}\u00a0s` : h < 24 ? `${h}\u00a0h\u00a0${m % 60}\u00a0min` : `${Math.floor(h / 24)}\u00a0d\u00a0${h % 24}\u00a0h`;
}

const clockFormat = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** A moment by this browser's clock, with its day unless that is today. */
function clock(moment) {
  const date = new Date(moment);
  const today = date.toDateString() === new Date().toDateString();
  return today ? clockFormat.format(date) : `${dayFormat.format(date)}, ${clockFormat.format(date)}`;
}

/** {client: 3, worker: 1} as "client 3, worker 1", the most frequent first. */
const reasons = counts => Object.entries(counts).sort((a, b) => b[1] - a[1]).map(([name, n]) => `${name.replaceAll('_', ' ')}\u00a0${count(n)}`).join(', ');

const sum = values => values.reduce((a, b) => a + b, 0);
