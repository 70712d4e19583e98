import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import * as sdk from '../src/index.js';
import { ITEM, KEY } from './fault-server.mjs';
import { recorded } from './recorded.mjs';

const { Loop } = sdk;

describe('a client', () => {
  it('needs a key for a call, and none to be made', async () => {
    const before = process.env.LOOP_API_KEY;
    delete process.env.LOOP_API_KEY;
    try {
      const loop = new Loop(process.env.LOOP_API_KEY);
      await assert.rejects(loop.feedback.create(ITEM), /set LOOP_API_KEY/);
      process.env.LOOP_API_KEY = KEY;
      const { calls, loop: other } = recorded(undefined, { apiKey: undefined });
      await other.feedback.create(ITEM);
      assert.equal(calls[0].headers.get('authorization'), `Bearer ${KEY}`);
    } finally {
      if (before === undefined) delete process.env.LOOP_API_KEY;
      else process.env.LOOP_API_KEY = before;
    }
  });

  it('refuses options that do not exist or make no sense', async () => {
    assert.throws(() => new Loop({ apikey: KEY }), /apikey .* does not exist: use apiKey/);
    assert.throws(() => new Loop({ timeout: 0 }), /timeout/);
    assert.throws(() => new Loop({ maxRetries: -1 }), /maxRetries/);
    await assert.rejects(recorded().loop.feedback.create(ITEM, { callTimeout: NaN }), /callTimeout/);
    for (const baseUrl of ['loop.example.com', 'https://user:pw@loop.example.com', 'https://x/?a=b']) {
      await assert.rejects(new Loop({ apiKey: KEY, baseUrl }).feedback.create(ITEM), /baseUrl/);
    }
  });

  it('keeps to its server and its path', async () => {
    const { calls, loop } = recorded(() => ({ data: [] }), { baseUrl: 'https://example.com/loop/' });
    await loop.feedback.get('a/../b?c#d');
    assert.equal(calls[0].url.href, 'https://example.com/loop/v1/feedback/a%2F..%2Fb%3Fc%23d');
    assert.equal(calls[0].redirect, 'manual');
    for (const id of ['', '.', '..', undefined, 7]) assert.throws(() => loop.feedback.get(id), /is not an id/);
  });

  it('has the version of its package', () => {
    assert.equal(sdk.VERSION, JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version);
  });

  it('refuses a secret key in a page, and sends no header there that a preflight refuses', async () => {
    globalThis.window = globalThis.document = {};
    try {
      assert.throws(() => new Loop(KEY), /publishable key/);
      assert.ok(new Loop({ apiKey: KEY, dangerouslyAllowBrowser: true }));
      const { calls, loop } = recorded(undefined, { apiKey: 'pk_1' });
      await loop.feedback.create(ITEM);
      assert.deepEqual([...calls[0].headers.keys()], ['authorization', 'content-type', 'idempotency-key']);
      assert.equal(calls[0].credentials, 'omit');
    } finally {
      delete globalThis.window;
      delete globalThis.document;
    }
  });

  it('keeps fields and values that it does not know', async () => {
    const { loop } = recorded(() => ({ ...ITEM, sentiment: 'mixed', new: { field: 1 } }));
    assert.deepEqual(await loop.feedback.get('fb_1'), { ...ITEM, sentiment: 'mixed', new: { field: 1 } });
  });

  it('has the answer beside the data, and what a write is known by out of its fields', async () => {
    const headers = { 'X-Request-Id': 'req_1', 'Loop-Position': '0:1', 'Idempotent-Replayed': 'true' };
    const { loop } = recorded(() => new Response('{"id":"fb_1"}', { status: 200, headers }));
    const { data, status, requestId, headers: seen } = await loop.feedback.create(ITEM).withResponse();
    assert.deepEqual([data.position, data.replayed, status, requestId], ['0:1', true, 200, 'req_1']);
    assert.deepEqual(Object.keys(data), ['id']);
    assert.equal(seen.get('loop-position'), '0:1');
  });

  it('shows its own writes to its reads, in whichever partitions they are', async () => {
    const positions = ['1:97', '0:5', '1:9', undefined];
    const { calls, loop } = recorded(
      ({ method }, n) =>
        new Response('{"data":[]}', { headers: method === 'GET' ? {} : { 'Loop-Position': positions[n - 1] } }),
      { readYourWrites: true },
    );
    for (let i = 0; i < 3; i++) await loop.feedback.create(ITEM);
    await loop.sentiment.query();
    assert.equal(calls[3].headers.get('loop-position'), '1:97,0:5');
    await loop.sentiment.query({}, { position: '2:2' });
    assert.equal(calls[4].headers.get('loop-position'), '2:2');
  });

  it('sends the revision that a change is about', async () => {
    const { calls, loop } = recorded();
    await loop.feedback.tag('fb_1', null, { ifMatch: 3, reason: 'wrong' });
    assert.deepEqual(
      [calls[0].method, calls[0].headers.get('if-match'), calls[0].body],
      ['PATCH', '"3"', '{"tag":null,"reason":"wrong"}'],
    );
    await loop.feedback.erase('fb_1', { ifMatch: '*', reason: 'asked for' });
    assert.deepEqual(
      [calls[1].method, calls[1].headers.get('if-match'), calls[1].url.search],
      ['DELETE', '*', '?reason=asked+for'],
    );
  });
});

describe('lists', () => {
  const pages = { '': { data: [1, 2], next: 'b' }, b: { data: [], next: 'c' }, c: { data: [3] } };
  const paged = () => recorded(({ url }) => pages[url.searchParams.get('cursor') ?? '']);

  it('go over all pages, short and empty ones too', async () => {
    const { calls, loop } = paged();
    const seen = [];
    for await (const item of loop.feedback.list({ tag: 'exports', limit: 2 })) seen.push(item);
    assert.deepEqual(seen, [1, 2, 3]);
    assert.deepEqual(
      calls.map(({ url }) => url.search),
      ['?tag=exports&limit=2', '?tag=exports&limit=2&cursor=b', '?tag=exports&limit=2&cursor=c'],
    );
  });

  it('ask for no page that nobody reads', async () => {
    const { calls, loop } = paged();
    for await (const item of loop.feedback.list()) if (item === 2) break;
    assert.equal(calls.length, 1);
    assert.deepEqual(await loop.feedback.list(), pages['']);
    assert.equal((await loop.feedback.list().withResponse()).status, 200);
    const lengths = [];
    for await (const page of loop.feedback.list().pages()) lengths.push(page.data.length);
    assert.deepEqual(lengths, [2, 0, 1]);
  });

  it('fail where a page fails', async () => {
    const { loop } = recorded(({ url }) => (url.search ? new Response('{}', { status: 401 }) : pages['']));
    await assert.rejects(async () => {
      for await (const item of loop.feedback.list()) assert.ok(item);
    }, sdk.AuthenticationError);
  });

  it('write filters as the API reads them', async () => {
    const { calls, loop } = recorded(() => ({ data: [] }));
    await loop.feedback.list({
      tag: ['exports', null, '!billing'],
      metadata: { browser: ['Firefox', null] },
      sentiment: ['negative', 'neutral'],
      from: new Date(0),
      plan: undefined,
      facets: ['tag', 'plan'],
    });
    assert.equal(
      decodeURIComponent(calls[0].url.search),
      '?tag=exports&tag=&tag=!billing&metadata.browser=Firefox&metadata.browser=&sentiment=negative&sentiment=neutral&from=1970-01-01T00:00:00.000Z&facets=tag,plan',
    );
    await loop.sentiment.query({ groupBy: ['tag', 'metadata.How likely, and why?'], sort: '-negative' });
    assert.deepEqual(calls[1].url.searchParams.getAll('group_by'), ['tag', 'metadata.How likely\\, and why?']);
  });
});

describe('errors', () => {
  const problem = (status, body) =>
    recorded(() => new Response(JSON.stringify(body), { status, headers: { 'X-Request-Id': 'req_9' } }), {
      maxRetries: 0,
    }).loop;
  const failed = (status, type) =>
    problem(status, { type: `/docs/problems#${type}`, detail: 'd' })
      .feedback.get('fb_1')
      .catch((e) => e);

  it('have the class of the problem, which its name decides', async () => {
    const kinds = {
      ValidationError: [
        [400, 'invalid-parameter'],
        [422, 'invalid-body'],
        [400, 'malformed-json'],
      ],
      IdempotencyKeyReusedError: [[422, 'idempotency-key-reused']],
      AuthenticationError: [[401, 'unauthenticated']],
      PermissionDeniedError: [
        [403, 'forbidden'],
        [403, 'cross-origin'],
      ],
      NotFoundError: [[404, 'not-found']],
      ItemErasedError: [[409, 'item-erased']],
      ConflictError: [[409, 'too-many']],
      GoneError: [[410, 'events-gone']],
      RevisionConflictError: [[412, 'revision-conflict']],
      RateLimitError: [
        [429, 'rate-limited'],
        [400, 'rate-limited'],
      ],
      ServerError: [
        [500, 'internal'],
        [503, 'not-ready'],
      ],
      APIError: [[413, 'too-large']],
    };
    for (const [name, cases] of Object.entries(kinds)) {
      for (const [status, type] of cases) {
        const error = await failed(status, type);
        assert.equal(error.name, name, `${status} ${type}`);
        assert.equal(error.constructor, sdk[name]);
        assert.ok(error instanceof sdk.APIError && error instanceof sdk.LoopError);
      }
    }
  });

  it('say the problem, the remedy and the request', async () => {
    const errors = [{ field: 'sentiment', problem: 'is "negatve"', remedy: 'use one of positive, neutral, negative' }];
    const body = {
      type: '/docs/problems#invalid-body',
      title: 'T',
      detail: 'D',
      remedy: 'R',
      requestId: 'req_1',
      errors,
      more: 1,
    };
    const error = await problem(422, body)
      .feedback.create(ITEM)
      .catch((e) => e);
    assert.deepEqual(
      [error.message, error.title, error.detail, error.remedy, error.requestId, error.errors, error.body.more],
      ['422 invalid-body: D R (req_1)', 'T', 'D', 'R', 'req_1', errors, 1],
    );
    const foreign = await recorded(() => new Response('<h1>Bad gateway</h1>', { status: 502 }), { maxRetries: 0 })
      .loop.feedback.get('x')
      .catch((e) => e);
    assert.deepEqual(
      [foreign.name, foreign.type, foreign.message],
      ['ServerError', undefined, '502 without a problem of Loop: <h1>Bad gateway</h1>'],
    );
  });
});
