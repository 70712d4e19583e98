// GET /metrics, as text for Prometheus, read for people.

/** [{name, labels: {…}, value}], without what is not a number. */
export function parse(text) {
  const samples = [];
  for (const line of text.split("\n")) {
    if (!line || line.startsWith("#")) continue;
    const found = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/.exec(line);
    if (!found) continue;
    const value = Number(found[3]);
    if (!Number.isFinite(value)) continue;
    const labels = {};
    for (const [, name, is] of (found[2] ?? "").matchAll(/([\w]+)="((?:[^"\\]|\\.)*)"/g)) labels[name] = is.replace(/\\(.)/g, "$1");
    samples.push({ name: found[1], labels, value });
  }
  return samples;
}

/** The sum over all series of a name, or undefined where there is none. */
export function sum(samples, name) {
  const found = samples.filter((one) => one.name === name);
  return found.length === 0 ? undefined : found.reduce((total, one) => total + one.value, 0);
}

/** Values of a name by a label: a Map. */
export function by(samples, name, label) {
  const values = new Map();
  for (const one of samples) {
    if (one.name === name) values.set(one.labels[label], (values.get(one.labels[label]) ?? 0) + one.value);
  }
  return values;
}
