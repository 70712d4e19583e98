import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { Loop, RateLimitError } from '../src/index.js';
import { verifyWebhook } from '../src/webhooks.js';
import { FaultServer, ITEM, KEY } from './fault-server.mjs';

const TEN_YEARS = 10 * 365 * 86_400_000;
const right = Date.now;

// In a process of its own, since the clock is everybody's.
describe('a clock that is ten years off', () => {
  for (const off of [-TEN_YEARS, TEN_YEARS]) {
    it(`changes no wait, no limit and no item: ${off > 0 ? 'ahead' : 'behind'}`, async () => {
      const server = await FaultServer.start(['429-date'], { now: right });
      Date.now = () => right() + off;
      try {
        const loop = new Loop({ apiKey: KEY, baseUrl: server.url });
        const began = performance.now();
        await loop.feedback.create(ITEM);
        const took = performance.now() - began;
        assert.ok(took > 990 && took < 20_000, `${took} ms`);
        assert.deepEqual(JSON.parse(server.requests[0].body), ITEM);
        assert.equal(server.items.size, 1);
      } finally {
        Date.now = right;
        await server.stop();
      }
    });

    it(`does not turn a date without the server's time into a hang: ${off > 0 ? 'ahead' : 'behind'}`, async () => {
      Date.now = () => right() + off;
      try {
        let calls = 0;
        const fetch = async () => {
          const soon = new Date(right() + 1_000).toUTCString();
          return calls++
            ? new Response('{}', { status: 201 })
            : new Response('{}', { status: 429, headers: { 'Retry-After': soon } });
        };
        const made = new Loop({ apiKey: KEY, fetch }).feedback.create(ITEM);
        // Ahead, the date has passed: the usual wait. Behind, it is ten years away: no wait is that long.
        if (off > 0) await made;
        else await assert.rejects(made, (error) => error instanceof RateLimitError && error.retryAfter > 60);
      } finally {
        Date.now = right;
      }
    });

    it(`is told apart from a wrong signature: ${off > 0 ? 'ahead' : 'behind'}`, async () => {
      const at = Math.floor((right() + off) / 1000);
      const signature = createHmac('sha256', Buffer.from('c2VjcmV0', 'base64')).update(`m.${at}.{}`).digest('base64');
      const headers = { 'webhook-id': 'm', 'webhook-timestamp': `${at}`, 'webhook-signature': `v1,${signature}` };
      await assert.rejects(verifyWebhook('{}', headers, 'whsec_c2VjcmV0'), { reason: 'timestamp' });
    });
  }
});
