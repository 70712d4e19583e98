// @ts-check
// Every method, against a Loop: LOOP_API_KEY, LOOP_PUBLISHABLE_KEY and LOOP_BASE_URL say which. Prints the calls.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import {
  Loop,
  ItemErasedError,
  IdempotencyKeyReusedError,
  NotFoundError,
  PermissionDeniedError,
  RevisionConflictError,
  ValidationError,
} from '@loop/sdk';
import { verifyWebhook } from '@loop/sdk/webhooks';

/** @type {string[]} */
const calls = [];
const loop = new Loop({
  readYourWrites: true,
  fetch: (url, init) => {
    calls.push(`${init.method} ${url.slice(url.indexOf('/v1/'))}`);
    return fetch(url, init);
  },
});
const run = Date.now().toString(36);
const tag = `sdk-${run}`;
const user = { id: `u-${run}` };
/** @type {import('@loop/sdk').NewFeedback} */
const whole = {
  user,
  message: `Exports hängen ${run} 🎉`,
  sentiment: 'negative',
  source: 'in-app-widget',
  tag,
  plan: 'scale',
  createdAt: new Date(Date.now() - 60_000),
  metadata: { browser: 'Firefox', zoom: 2, beta: true },
  consent: true,
  externalId: `sdk:${run}:1`,
};

/** @type {Record<string, () => Promise<void>>} */
const parts = {
  async accounts() {
    const account = await loop.accounts.put(`a-${run}`, { name: 'Acme', plan: 'pro', users: [user.id] });
    assert.equal((await loop.accounts.get(account.id)).plan, 'pro');
    const ids = [];
    for await (const one of loop.accounts.list({ limit: 1 })) ids.push(one.id);
    assert.ok(ids.includes(account.id));
  },

  async 'create, get, replay'() {
    const { data: made, status, requestId } = await loop.feedback.create(whole).withResponse();
    assert.equal(status, 201);
    assert.ok(requestId && made.position && !made.replayed);
    assert.deepEqual(await loop.feedback.get(made.id), made);
    assert.equal(made.metadata?.zoom, '2');
    const again = await loop.feedback.create(whole);
    assert.deepEqual([again.id, again.replayed], [made.id, true]);
    const small = await loop.feedback.create(
      { user, message: '', sentiment: 'positive' },
      { idempotencyKey: `k-${run}` },
    );
    assert.equal((await loop.feedback.get(small.id)).plan, 'pro');
    await assert.rejects(
      loop.feedback.create({ user, message: 'other', sentiment: 'positive' }, { idempotencyKey: `k-${run}` }),
      IdempotencyKeyReusedError,
    );
    await loop.feedback.erase(small.id, { reason: 'asked for' });
    await assert.rejects(loop.feedback.get(small.id), NotFoundError);
    await assert.rejects(
      loop.feedback.create({ user, message: '', sentiment: 'positive' }, { idempotencyKey: `k-${run}` }),
      ItemErasedError,
    );
  },

  async refusals() {
    const wrong = /** @type {any} */ ({ user, message: '', sentiment: 'negatve' });
    await assert.rejects(
      loop.feedback.create(wrong),
      (error) =>
        error instanceof ValidationError && error.type === 'invalid-body' && error.errors[0].field === 'sentiment',
    );
    await assert.rejects(new Loop().feedback.list(/** @type {any} */ ({ tga: 'x' })), ValidationError);
    await assert.rejects(loop.feedback.get('fb_00000000000000000000000000'), NotFoundError);
  },

  async 'list, search'() {
    const result = await loop.feedback.batch(
      [1, 2, 3].map((n) => ({ user, message: `Nummer ${n} ${run}`, sentiment: /** @type {const} */ ('neutral'), tag })),
    );
    assert.equal(result.created, 3);
    const seen = [];
    for await (const item of loop.feedback.list({ tag, limit: 1 })) seen.push(item.message);
    assert.equal(seen.length, 4);
    const page = await loop.feedback.list({ tag, facets: ['sentiment', 'status'], limit: 2 });
    assert.deepEqual([page.data.length, page.facets?.total], [2, 4]);
    assert.equal(
      (
        await loop.feedback.list({
          tag,
          metadata: { browser: 'Firefox' },
          sentiment: ['negative'],
          status: 'open',
          from: new Date(0),
        })
      ).data.length,
      1,
    );
    for await (const found of loop.search(`hängen ${run}`)) assert.match(found.highlight ?? '', /<mark>/);
  },

  async 'batches of newer states'() {
    const line = { ...whole, status: /** @type {const} */ ('resolved') };
    assert.equal((await loop.feedback.batch([line], { mode: 'compare' })).differs, 1);
    const result = await loop.feedback.batch([{ ...line, updatedAt: new Date() }], {
      mode: 'upsert',
      reason: 'as in the source',
      results: 'all',
    });
    assert.deepEqual([result.changed, result.results[0].fields], [1, ['status']]);
  },

  async change() {
    const item = await loop.feedback.create({ user, message: 'change', sentiment: 'neutral', tag });
    assert.equal(
      (await loop.feedback.update(item.id, { sentiment: 'negative', reason: 'read again' })).sentiment,
      'negative',
    );
    assert.equal((await loop.feedback.resolve(item.id, { reason: 'Fixed' })).status, 'resolved');
    assert.equal((await loop.feedback.reopen(item.id)).status, 'open');
    const untagged = await loop.feedback.tag(item.id, null, { ifMatch: 4 });
    assert.deepEqual([untagged.tag, untagged.revision], [undefined, 5]);
    await assert.rejects(loop.feedback.tag(item.id, 'x', { ifMatch: 4 }), RevisionConflictError);
    const history = await loop.feedback.history(item.id);
    assert.deepEqual([history.whole, history.data.length, history.data[2].reason], [true, 5, 'Fixed']);
  },

  async sentiment() {
    const table = await loop.sentiment.query({
      groupBy: ['tag', 'metadata.browser'],
      tag,
      sort: '-total',
      limit: 1,
      other: true,
    });
    assert.deepEqual([table.rows.length, table.groups, table.total.total], [1, 2, 4]);
    const line = await loop.sentiment.timeline({
      interval: 'hour',
      tag,
      from: new Date(Date.now() - 7_200_000),
      compare: 'previous',
      timezone: 'Europe/Berlin',
    });
    assert.equal(line.total.total, 4);
    assert.ok(line.rows[0].start && line.rows[0].previous);
  },

  async 'releases, trends'() {
    const release = await loop.releases.put(`v-${run}`, {
      releasedAt: new Date(Date.now() - 120_000),
      title: 'Exports rebuilt',
      tags: [tag],
    });
    assert.deepEqual(await loop.releases.get(release.version), release);
    const versions = [];
    for await (const one of loop.releases.list({ limit: 1000 })) versions.push(one.version);
    assert.ok(versions.includes(release.version));
    const report = await loop.releases.report(release.version, {
      window: '1d',
      baseline: '1d',
      stratify: 'source',
      tag,
    });
    assert.equal(report.after.items, 4);
    await loop.releases.delete(release.version);
    await assert.rejects(loop.releases.get(release.version), NotFoundError);
    assert.ok(Array.isArray((await loop.trends.list({ tag, state: 'open' })).incidents));
  },

  async stream() {
    const abort = new AbortController();
    const types = [];
    for await (const event of loop.stream({ tag: `${tag}-live` }, { signal: abort.signal })) {
      types.push(event.type);
      if (event.type === 'open')
        await loop.feedback.create({ user, message: 'live', sentiment: 'positive', tag: `${tag}-live` });
      if ('data' in event) {
        assert.equal(event.data.message, 'live');
        break;
      }
    }
    assert.deepEqual(types, ['open', 'feedback.created']);
  },

  async files() {
    const file = await loop.download('feedback', { format: 'ndjson', tag });
    assert.equal((await file.text()).trim().split('\n').length, 4);
    assert.ok(file.asOf);
    assert.match(await (await loop.download('sentiment', { format: 'csv', groupBy: 'tag', tag })).text(), /^tag,/);
  },

  async webhooks() {
    if (process.env.LOOP_NO_WEBHOOKS) return;
    /** @type {(event: import('@loop/sdk').Event) => void} */
    let received = () => {};
    const arrived = new Promise((resolve) => (received = resolve));
    let secret = '';
    const server = createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      await verifyWebhook(body, request.headers, secret, { scheme: 'loop-signature' });
      const event = await verifyWebhook(body, request.headers, secret);
      response.writeHead(204).end();
      received(event);
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    const endpoint = await /** @type {ReturnType<typeof loop.request<{id: string, secret: string}>>} */ (
      loop.request('POST', '/v1/webhooks', {
        body: { url: `http://127.0.0.1:${port}/`, events: ['feedback.created'], filters: { tag: [`${tag}-hook`] } },
      })
    );
    secret = endpoint.secret;
    const item = await loop.feedback.create({ user, message: 'hook', sentiment: 'positive', tag: `${tag}-hook` });
    assert.equal((await arrived).data.id, item.id);
    await loop.request('DELETE', `/v1/webhooks/${endpoint.id}`);
    server.close();
    server.closeAllConnections?.();
  },

  async 'a publishable key'() {
    const key = /** @type {`pk_${string}`} */ (process.env.LOOP_PUBLISHABLE_KEY);
    const page = new Loop(key);
    const receipt = await page.feedback.create({
      user,
      message: 'from a page',
      sentiment: 'positive',
      source: 'in-app-widget',
      metadata: { page: '/a' },
    });
    assert.deepEqual(Object.keys(receipt).sort(), ['createdAt', 'id', 'sentiment']);
    // A receipt has no position to wait for.
    /** @type {(tries?: number) => Promise<import('@loop/sdk').Feedback>} */
    const read = async (tries = 100) => {
      try {
        return await loop.feedback.get(receipt.id);
      } catch (error) {
        if (!(error instanceof NotFoundError) || tries === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
        return read(tries - 1);
      }
    };
    assert.equal((await read()).message, 'from a page');
    await assert.rejects(new Loop({ apiKey: String(key) }).feedback.list(), PermissionDeniedError);
  },
};

for (const [name, part] of Object.entries(parts)) {
  const began = performance.now();
  await part().catch((error) => {
    console.error(`FAILED ${name}`, error);
    process.exit(1);
  });
  console.log(`ok ${name} ${Math.round(performance.now() - began)} ms`);
}
for (const call of calls) console.log(`CALL ${call}`);
process.exit(0);
