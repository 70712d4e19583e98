import { LoopError } from './errors.js';

const text = (value) => (value instanceof Date ? value.toISOString() : String(value ?? ''));

/**
 * The query of a URL. An array repeats its parameter; null asks for items without a value; `metadata` becomes
 * `metadata.KEY` for each key; `groupBy` is `group_by`, with the commas of its names escaped.
 */
export function queryOf(parameters = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    if (name === 'metadata') {
      for (const [key, wanted] of Object.entries(value)) {
        for (const one of [wanted].flat()) query.append(`metadata.${key}`, text(one));
      }
    } else if (name === 'groupBy') {
      for (const one of [value].flat()) query.append('group_by', text(one).replaceAll(',', '\\,'));
    } else if (name === 'facets') {
      query.append(name, [value].flat().join());
    } else {
      for (const one of [value].flat()) query.append(name, text(one));
    }
  }
  const encoded = query.toString();
  return encoded && `?${encoded}`;
}

/** A path with its names in place: path`/v1/feedback/${id}`. */
export function path(parts, ...names) {
  return parts.reduce((whole, part, i) => {
    const name = names[i - 1];
    if (typeof name !== 'string' || !name || name === '.' || name === '..') {
      throw new LoopError(`${JSON.stringify(name)} is not an id: give the id or the name of what is meant, as text.`);
    }
    return whole + encodeURIComponent(name) + part;
  });
}
