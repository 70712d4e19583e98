import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { APIConnectionError, APITimeoutError } from '../src/index.js';
import { ITEM } from './fault-server.mjs';
import { recorded } from './recorded.mjs';

describe('batches', () => {
  const answered = ({ body }) => {
    const lines = body.trimEnd().split('\n').length;
    const results = Array.from({ length: lines }, (_, i) => ({ line: i + 1, status: 'created' }));
    return new Response(JSON.stringify({ lines, created: lines, known: 0, refused: 0, results }), {
      status: 202,
      headers: { 'Loop-Position': '0:1' },
    });
  };

  it('are cut where the API takes no more, under keys of their own', async () => {
    const { calls, loop } = recorded(answered);
    const items = (function* () {
      for (let i = 0; i < 50_001; i++) yield ITEM;
    })();
    const result = await loop.feedback.batch(items, { idempotencyKey: 'import-7', results: 'refused' });
    assert.deepEqual(
      calls.map(({ body }) => body.trimEnd().split('\n').length),
      [50_000, 1],
    );
    assert.deepEqual(
      calls.map(({ headers }) => headers.get('idempotency-key')),
      ['import-7', 'import-7.2'],
    );
    assert.equal(calls[0].headers.get('content-type'), 'application/x-ndjson');
    assert.equal(calls[0].url.search, '?results=refused');
    assert.deepEqual(
      [result.lines, result.created, result.results.at(-1).line, result.position],
      [50_001, 50_001, 50_001, '0:1'],
    );
  });

  it('are cut by their bytes', async () => {
    const { calls, loop } = recorded(answered);
    const long = { ...ITEM, message: 'ü'.repeat(5 * 1024 * 1024) };
    await loop.feedback.batch([long, long, long, long]);
    assert.deepEqual(
      calls.map(({ body }) => body.trimEnd().split('\n').length),
      [3, 1],
    );
  });

  it('tell what was taken in before they failed', async () => {
    const { loop } = recorded((call, n) =>
      n === 1 ? answered(call) : new Response('{"type":"/docs/problems#too-large"}', { status: 413 }),
    );
    const long = { ...ITEM, message: 'u'.repeat(20 * 1024 * 1024) };
    const error = await loop.feedback.batch([ITEM, long, long], { idempotencyKey: 'k' }).catch((e) => e);
    assert.deepEqual([error.status, error.batch.created, error.idempotencyKey], [413, 2, 'k']);
  });

  it('without items ask for nothing', async () => {
    const { calls, loop } = recorded(answered);
    assert.deepEqual(await loop.feedback.batch([]), { lines: 0, created: 0, known: 0, refused: 0, results: [] });
    assert.equal(calls.length, 0);
  });
});

describe('files', () => {
  const streamed = (...parts) =>
    new ReadableStream({
      async start(controller) {
        for (const part of parts) {
          if (part instanceof Error) return controller.error(part);
          if (typeof part === 'number') await new Promise((resolve) => setTimeout(resolve, part));
          else controller.enqueue(new TextEncoder().encode(part));
        }
        return controller.close();
      },
    });
  const file = (...parts) =>
    recorded(() => new Response(streamed(...parts), { headers: { 'Loop-As-Of': '0:9', 'Content-Type': 'text/csv' } }))
      .loop;

  it('are read as a stream, as parts or as text', async () => {
    const loop = file('a,', 'ü\n');
    const read = await loop.download('feedback', { format: 'csv', tag: 'exports' });
    assert.deepEqual([read.asOf, read.contentType, await read.text()], ['0:9', 'text/csv', 'a,ü\n']);
    assert.equal(await new Response((await loop.download('sentiment')).body).text(), 'a,ü\n');
    await assert.rejects(loop.download('items'), /There is no table items: use feedback/);
  });

  it('may take as long as they take, and never break off unseen or fall silent for ever', async () => {
    assert.equal(
      await (await file('a', 300, 'b', 300, 'c').download('feedback', {}, { timeout: 1_000, callTimeout: 400 })).text(),
      'abc',
    );
    await assert.rejects(
      async () => (await file('a', new Error('reset')).download('feedback')).text(),
      APIConnectionError,
    );
    await assert.rejects(
      async () => (await file('a', 5_000).download('feedback', {}, { timeout: 200 })).text(),
      APITimeoutError,
    );
  });
});
