import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import * as sdk from '../src/index.js';
import { FaultServer, ITEM, KEY } from './fault-server.mjs';

const { Loop } = sdk;
const SLACK = 10_000;

/** Runs with a server that plays the faults, and a client of it. */
async function playing(faults, use, options = {}, played = {}) {
  const server = await FaultServer.start(faults, played);
  const began = performance.now();
  try {
    await use(
      new Loop({ apiKey: KEY, baseUrl: server.url, timeout: 20_000, ...options }),
      server,
      () => performance.now() - began,
    );
  } finally {
    await server.stop();
  }
}

// The clients of other languages are tested with the same.
const FAULTS = JSON.parse(readFileSync(new URL('./faults.json', import.meta.url), 'utf8'));

describe('a call that meets a fault', { concurrency: true }, () => {
  for (const fault of FAULTS) {
    const options = { maxRetries: 4, ...(/time-out|trickle/.test(fault) && { timeout: 2_000 }) };

    it(`creates one item: ${fault}`, () =>
      playing(
        [fault, '503'],
        async (loop, server) => {
          const item = await loop.feedback.create(ITEM);
          assert.equal(item.id, 'fb_1');
          assert.equal(item.message, ITEM.message);
          // On a machine that is far too busy, any attempt may be the one that is written and is out of time.
          if (fault !== 'time-out') assert.equal(item.replayed, /after|mid|cut|trickle/.test(fault));
          assert.equal(server.items.size, 1);
          assert.ok(server.requests.length >= 3);
          assert.equal(new Set(server.requests.map((one) => one.key)).size, 1);
          assert.equal(new Set(server.requests.map((one) => one.body)).size, 1);
          assert.match(server.requests[0].key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        },
        options,
      ));

    it(`creates each item of a batch once: ${fault}`, () =>
      playing(
        [fault],
        async (loop, server) => {
          const result = await loop.feedback.batch([ITEM, ITEM, ITEM]);
          assert.equal(result.lines, 3);
          assert.equal(server.items.size, 3);
          assert.equal(server.requests[0].body, server.requests[1].body);
        },
        options,
      ));

    it(`erases and changes: ${fault}`, () =>
      playing(
        [fault],
        async (loop, server) => {
          const erased = await loop.feedback.erase('fb_9', { reason: 'asked for' });
          assert.equal(erased.id, 'fb_9');
          server.faults.push(fault);
          assert.equal((await loop.feedback.resolve('fb_8', { reason: 'Fixed' })).status, 'resolved');
        },
        options,
      ));
  }

  it('has 404 for what was erased before', () =>
    playing([], async (loop) => {
      await loop.feedback.erase('fb_9');
      await assert.rejects(loop.feedback.erase('fb_9'), sdk.NotFoundError);
    }));

  it('gives up after its retries, with the key that makes the call the same', () =>
    playing(
      ['503'],
      async (loop, server) => {
        const error = await loop.feedback.create(ITEM).catch((e) => e);
        assert.ok(error instanceof sdk.ServerError);
        assert.equal(server.requests.length, 3);
        server.faults = ['reset-after'];
        server.last = false;
        await loop.feedback.create(ITEM, { idempotencyKey: error.idempotencyKey });
        assert.deepEqual([...server.items.keys()], [error.idempotencyKey]);
      },
      {},
      { last: true },
    ));
});

describe('a call and its limits', { concurrency: true }, () => {
  const never = ['time-out', 'time-out-after', 'trickle', '503', 'reset', '429-seconds'];
  for (const fault of never) {
    it(`never passes the limit of the call: ${fault}`, () =>
      playing(
        [fault],
        async (loop, server, took) => {
          const error = await loop.feedback.create(ITEM).catch((e) => e);
          assert.ok(error instanceof sdk.LoopError, inspect(error));
          assert.ok(took() < 2_000 + SLACK, `${took()} ms`);
          assert.ok(server.items.size <= 1);
        },
        { timeout: 1_000, callTimeout: 2_000, maxRetries: 100 },
        { last: true },
      ));
  }

  it('ends where fetch does not hear the signal', () =>
    playing([], async (loop, server, took) => {
      const deaf = new Loop({
        apiKey: KEY,
        baseUrl: server.url,
        fetch: () => new Promise(() => {}),
        timeout: 300,
        maxRetries: 0,
      });
      await assert.rejects(deaf.feedback.create(ITEM), sdk.APITimeoutError);
      assert.ok(took() < 300 + SLACK);
    }));

  it('ends at once when it is aborted, before, during and between attempts', () =>
    playing(['time-out', '429-long'], async (loop, server, took) => {
      const before = AbortSignal.abort(new Error('before'));
      await assert.rejects(loop.feedback.create(ITEM, { signal: before }), /before/);
      const during = new AbortController();
      setTimeout(() => during.abort(new Error('during')), 100);
      await assert.rejects(loop.feedback.create(ITEM, { signal: during.signal }), /during/);
      const between = new AbortController();
      server.faults = ['503', '503', '503'];
      setTimeout(() => between.abort(new Error('between')), 150);
      await assert.rejects(loop.feedback.create(ITEM, { signal: between.signal }), /between/);
      assert.ok(took() < SLACK);
    }));

  it('fails at once where Retry-After is longer than a minute', () =>
    playing(['429-long'], async (loop, server) => {
      const error = await loop.feedback.create(ITEM).catch((e) => e);
      assert.ok(error instanceof sdk.RateLimitError);
      assert.equal(error.retryAfter, 61);
      assert.equal(server.requests.length, 1);
    }));

  it('waits as Retry-After says, in both forms', () =>
    Promise.all(
      ['429-seconds', '429-date'].map((fault) =>
        playing([fault], async (loop, server, took) => {
          await loop.feedback.create(ITEM);
          assert.ok(took() >= 990, `${fault}: ${took()} ms`);
        }),
      ),
    ));

  it('does not retry what cannot get better', () =>
    Promise.all(
      [
        '400 invalid-parameter',
        '401 unauthenticated',
        '403 forbidden',
        '404 not-found',
        '409 item-erased',
        '410 events-gone',
        '412 revision-conflict',
        '413 too-large',
        '422 invalid-body',
        '501 not-supported',
      ].map((fault) =>
        playing([fault], async (loop, server) => {
          const error = await loop.feedback.create(ITEM).catch((e) => e);
          assert.equal(error.status, Number(fault.slice(0, 3)));
          assert.equal(error.type, fault.slice(4));
          assert.equal(error.remedy, 'Wait.');
          assert.equal(server.requests.length, 1, fault);
        }),
      ),
    ));

  it('does not send again what could take place twice', () =>
    playing(['reset-after'], async (loop, server) => {
      await assert.rejects(loop.request('POST', '/v1/feedback', { body: ITEM }), sdk.APIConnectionError);
      assert.equal(server.requests.length, 1);
      await loop.request('POST', '/v1/feedback', { body: ITEM, idempotencyKey: 'k' });
      assert.equal(server.requests.length, 2);
    }));

  it('does not follow a redirect', () =>
    playing(['redirect'], async (loop, server) => {
      await assert.rejects(loop.feedback.create(ITEM), /redirects to http:\/\/127\.0\.0\.1:1\/elsewhere/);
      assert.equal(server.requests.length, 1);
    }));
});

describe('the key', () => {
  const shown = (value) =>
    inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value) + (value?.stack ?? '') + String(value);

  it('is in no error, no inspected client and no log', async () => {
    const said = [];
    const write = (chunk, ...rest) => said.push(String(chunk)) && rest.find((one) => typeof one === 'function')?.();
    const stdout = process.stdout.write;
    const stderr = process.stderr.write;
    process.stdout.write = process.stderr.write = write;
    const errors = [];
    try {
      for (const fault of ['502-echo', '503', 'reset', 'time-out', 'cut', 'redirect', '401 unauthenticated']) {
        await playing(
          [fault],
          async (loop) => {
            errors.push(
              await loop.feedback.create(ITEM).catch((e) => e),
              await loop.feedback.list().catch((e) => e),
              loop,
            );
          },
          { timeout: 300, maxRetries: 0 },
          { last: true },
        );
      }
      const telling = async (url, init) => {
        throw Object.assign(new TypeError(`bad header ${init.headers.get('authorization')}`), { request: init });
      };
      errors.push(await new Loop({ apiKey: KEY, fetch: telling, maxRetries: 0 }).feedback.create(ITEM).catch((e) => e));
      errors.push(await new Loop(`${KEY}\nX`).feedback.create(ITEM).catch((e) => e));
      errors.push(await new Loop(`${KEY}ü`).feedback.create(ITEM).catch((e) => e));
    } finally {
      process.stdout.write = stdout;
      process.stderr.write = stderr;
    }
    assert.equal(errors.filter((one) => one instanceof Error).length, 2 * 7 + 3);
    for (const one of errors) assert.ok(!shown(one).includes(KEY), shown(one));
    assert.ok(!said.join('').includes(KEY));
  });
});
