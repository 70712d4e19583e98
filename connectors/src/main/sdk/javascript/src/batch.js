import { marked } from './answers.js';
import { NewestPosition } from './position.js';
import { uuid } from './random.js';

const MOST_LINES = 50_000;
const MOST_BYTES = 32 * 1024 * 1024;
const COUNTS = ['lines', 'created', 'known', 'changed', 'differs', 'refused', 'failed'];

/**
 * Sends items as NDJSON, in requests of as many as the API takes. Each request has a key made of the call's key and its
 * number, so that it is sent again as it was, and a call with the same items and the same key is the same call.
 */
export async function batch(call, items, { idempotencyKey, mode, reason, results, backfill, ...options } = {}) {
  const key = idempotencyKey ?? (await uuid());
  const sum = { lines: 0, created: 0, known: 0, refused: 0, results: [] };
  const newest = new NewestPosition();
  let answer = { status: 202, headers: new Headers(), data: sum };
  let number = 0;
  for await (const body of requestsOf(items)) {
    number++;
    try {
      const sent = await call('POST', '/v1/feedback/batch', {
        ...options,
        query: { mode, reason, results, backfill },
        body,
        type: 'application/x-ndjson',
        idempotencyKey: number === 1 ? key : `${key}.${number}`,
      });
      newest.add(sent.headers.get('loop-position'));
      add(sum, sent.data);
      answer = marked({ ...sent, data: sum });
    } catch (failure) {
      if (Array.isArray(failure?.body?.results)) add(sum, failure.body);
      if (failure && typeof failure === 'object') Object.assign(failure, { batch: sum, idempotencyKey: key });
      throw failure;
    }
  }
  Object.defineProperty(sum, 'position', { value: newest.toString() || undefined });
  return answer;
}

async function* requestsOf(items) {
  const encoder = new TextEncoder();
  let lines = [];
  let bytes = 0;
  for await (const item of items) {
    const line = JSON.stringify(item) + '\n';
    const length = encoder.encode(line).length;
    if (lines.length === MOST_LINES || (lines.length > 0 && bytes + length > MOST_BYTES)) {
      yield lines.join('');
      lines = [];
      bytes = 0;
    }
    lines.push(line);
    bytes += length;
  }
  if (lines.length > 0) yield lines.join('');
}

function add(sum, part) {
  const before = sum.lines;
  for (const name of COUNTS) {
    if (part[name] !== undefined) sum[name] = (sum[name] ?? 0) + part[name];
  }
  for (const [name, count] of Object.entries(part.fields ?? {})) {
    sum.fields ??= {};
    sum.fields[name] = (sum.fields[name] ?? 0) + count;
  }
  for (const result of part.results) sum.results.push({ ...result, line: result.line + before });
}
