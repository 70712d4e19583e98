import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { verifyWebhook } from '../src/webhooks.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const BODY =
  '{"id":"evt_1","type":"feedback.created","createdAt":"2026-06-19T14:02:11Z","data":{"id":"fb_1","message":"Grüße 🎉"}}';

const standard = (secret, at, body = BODY) =>
  'v1,' +
  createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(`msg_1.${at}.${body}`)
    .digest('base64');
const plain = (secret, body = BODY) => createHmac('sha256', secret).update(body).digest('hex');
const seconds = () => Math.floor(Date.now() / 1000);
const headersAt = (at, secret = SECRET) => ({
  'webhook-id': 'msg_1',
  'webhook-timestamp': String(at),
  'webhook-signature': standard(secret, at),
});
const reason = (wanted) => (error) => error.name === 'WebhookVerificationError' && error.reason === wanted;

describe('verifyWebhook', () => {
  it('takes the body as text and bytes, and headers in any form and case', async () => {
    const headers = headersAt(seconds());
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    const padded = Buffer.from(`xx${BODY}`).subarray(2);
    for (const body of [
      BODY,
      Buffer.from(BODY),
      new TextEncoder().encode(BODY),
      padded,
      new TextEncoder().encode(BODY).buffer,
    ]) {
      for (const form of [
        headers,
        upper,
        lists,
        new Headers(headers),
        new Map(Object.entries(headers)),
        Object.entries(headers),
      ]) {
        assert.equal((await verifyWebhook(body, form, SECRET)).data.message, 'Grüße 🎉');
      }
    }
  });

  it('takes any of several secrets and any of several signatures', async () => {
    const at = seconds();
    await verifyWebhook(BODY, headersAt(at, OTHER), [SECRET, OTHER]);
    const both = {
      ...headersAt(at),
      'webhook-signature': `v1a,x v1 v1,!! ${standard(OTHER, at)} ${standard(SECRET, at)}`,
    };
    await verifyWebhook(BODY, both, SECRET);
  });

  it('knows the answer of Standard Webhooks', async () => {
    const headers = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    };
    const event = await verifyWebhook('{"test": 2432232314}', headers, SECRET, { now: 1614265330 });
    assert.deepEqual(event, { test: 2432232314 });
  });

  it('refuses what is old, from the future, or without a time', async () => {
    const at = seconds();
    for (const off of [-299, 299]) await verifyWebhook(BODY, headersAt(at + off), SECRET, { now: at });
    for (const off of [-301, 301]) {
      await assert.rejects(verifyWebhook(BODY, headersAt(at + off), SECRET, { now: at }), reason('timestamp'));
    }
    for (const text of ['', 'now', '1e9', '-1', '0x10']) {
      const headers = { ...headersAt(at), 'webhook-timestamp': text };
      await assert.rejects(verifyWebhook(BODY, headers, SECRET), reason(text ? 'timestamp' : 'missing-header'));
    }
  });

  it('refuses a changed body, another secret, a missing header and a parsed body', async () => {
    const headers = headersAt(seconds());
    await assert.rejects(verifyWebhook(BODY + ' ', headers, SECRET), reason('signature'));
    await assert.rejects(verifyWebhook(BODY, headers, OTHER), reason('signature'));
    await assert.rejects(verifyWebhook(BODY, { ...headers, 'webhook-id': 'msg_2' }, SECRET), reason('signature'));
    await assert.rejects(
      verifyWebhook(BODY, { ...headers, 'webhook-signature': 'v2,abc' }, SECRET),
      reason('signature'),
    );
    for (const name of Object.keys(headers)) {
      await assert.rejects(verifyWebhook(BODY, { ...headers, [name]: undefined }, SECRET), reason('missing-header'));
    }
    await assert.rejects(verifyWebhook(BODY, undefined, SECRET), reason('missing-header'));
    await assert.rejects(verifyWebhook(JSON.parse(BODY), headers, SECRET), reason('parsed-body'));
    for (const secret of ['', undefined, [], ['whsec_?'], 'whsec_']) {
      await assert.rejects(verifyWebhook(BODY, headers, secret), /secret/i);
    }
  });

  it('takes Loop-Signature only when asked to, with the whole text of the secret as its key', async () => {
    const scheme = { scheme: 'loop-signature' };
    await verifyWebhook(BODY, { 'Loop-Signature': plain(SECRET) }, SECRET, scheme);
    await verifyWebhook(
      BODY,
      { 'Loop-Signature': plain(OTHER), 'Loop-Signature-Previous': plain(SECRET) },
      SECRET,
      scheme,
    );
    await assert.rejects(verifyWebhook(BODY, { 'Loop-Signature': plain(SECRET) }, SECRET), reason('missing-header'));
    await assert.rejects(verifyWebhook(BODY, headersAt(seconds()), SECRET, scheme), reason('missing-header'));
    for (const wrong of ['00', plain(OTHER), plain(SECRET) + '0', 'zz']) {
      await assert.rejects(verifyWebhook(BODY, { 'Loop-Signature': wrong }, SECRET, scheme), reason('signature'));
    }
  });
});
