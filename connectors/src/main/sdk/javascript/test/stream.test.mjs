import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { AuthenticationError, Loop } from '../src/index.js';
import { eventsOf } from '../src/sse.js';
import { KEY } from './fault-server.mjs';

const frame = (number, type = 'feedback.created') =>
  `id: c${number}\nevent: ${type}\ndata: {"id":"evt_${number}","type":"${type}","createdAt":"2026-06-19T14:02:11Z","data":{"id":"fb_${number}"}}\n\n`;

/** Plays one script for each connection, and tells what each asked for. */
async function streaming(scripts, use) {
  const asked = [];
  const http = createServer((request, response) => {
    asked.push({ after: request.headers['last-event-id'], url: request.url });
    scripts[Math.min(asked.length, scripts.length) - 1](request, response);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  try {
    await use(new Loop({ apiKey: KEY, baseUrl: `http://127.0.0.1:${http.address().port}` }), asked);
  } finally {
    http.closeAllConnections?.();
    http.close();
  }
}

const begin = (response) => response.writeHead(200, { 'Content-Type': 'text/event-stream' });
const sends =
  (...frames) =>
  (request, response) => {
    begin(response);
    for (const one of frames) response.write(one);
  };

describe('a live stream', { concurrency: true }, () => {
  it('goes on where it broke, was silent or was refused for a while, and hands on a gap', () =>
    streaming(
      [
        (request, response) => {
          begin(response).write('id: c0\nevent: open\ndata: {}\n\n' + frame(1));
          setTimeout(() => request.socket.destroy(), 200);
        },
        sends(frame(2)),
        (request, response) => response.writeHead(503, { 'Content-Type': 'application/problem+json' }).end('{}'),
        (request, response) => {
          begin(response).write(frame(3).slice(0, 40));
          setTimeout(() => response.end(), 100);
        },
        sends('id: c3\nevent: gap\ndata: {}\n\n', frame(4)),
      ],
      async (loop, asked) => {
        const seen = [];
        for await (const event of loop.stream({ tag: 'exports' }, { silence: 1_000 })) {
          seen.push(event.type === 'feedback.created' ? event.data.id : event.type);
          if (seen.at(-1) === 'fb_4') break;
        }
        assert.deepEqual(seen, ['open', 'fb_1', 'fb_2', 'gap', 'fb_4']);
        assert.deepEqual(
          asked.map((one) => one.after),
          [undefined, 'c1', 'c2', 'c2', 'c2'],
        );
        assert.equal(asked[0].url, '/v1/stream?tag=exports');
      },
    ));

  it('fails where going on cannot help', () =>
    streaming([sends(frame(1)), (request, response) => response.writeHead(401).end()], async (loop) => {
      const events = loop.stream({}, { silence: 300 });
      assert.equal((await events.next()).value.cursor, 'c1');
      await assert.rejects(events.next(), AuthenticationError);
    }));

  it('fails after as many connections in vain as allowed', () =>
    streaming([(request, response) => begin(response).end()], async (loop, asked) => {
      await assert.rejects(loop.stream({}, { reconnects: 1 }).next(), /ended 2 times/);
      assert.equal(asked.length, 2);
    }));

  it('ends when it is aborted, and closes its connection', () =>
    streaming([sends(frame(1))], async (loop) => {
      const abort = new AbortController();
      const events = loop.stream({}, { signal: abort.signal });
      await events.next();
      const next = events.next();
      abort.abort(new Error('enough'));
      await assert.rejects(next, /enough/);
    }));

  it('begins after the cursor that it is given', () =>
    streaming([sends(frame(8))], async (loop, asked) => {
      for await (const event of loop.stream({ after: 'c7' })) {
        assert.equal(event.cursor, 'c8');
        break;
      }
      assert.equal(asked[0].after, 'c7');
    }));
});

describe('the parser of events', () => {
  const TEXT =
    ': comment\r\nid: 1\r\nevent: a\r\ndata: ä🎉\r\ndata:  two\r\n\r\n' +
    'data\r\rid: x\0y\revent:b\rdata:{"x":1}\r\r' +
    'id\nretry: 10\nunknown: field\ndata: last\n\nid: 9\ndata: cut off';
  const EVENTS = [
    { id: '1', event: 'a', data: 'ä🎉\n two' },
    { id: '1', event: 'message', data: '' },
    { id: '1', event: 'b', data: '{"x":1}' },
    { id: '', event: 'message', data: 'last' },
  ];

  it('reads the same events wherever the bytes are split', async () => {
    const bytes = new TextEncoder().encode(TEXT);
    for (const size of [1, 2, 3, 7, 1000]) {
      const parts = [];
      for (let i = 0; i < bytes.length; i += size) parts.push(bytes.slice(i, i + size));
      const seen = [];
      for await (const event of eventsOf(parts)) seen.push(event);
      assert.deepEqual(seen, EVENTS, `parts of ${size}`);
    }
  });

  it('stops at an event that has no end', async () => {
    const endless = (function* () {
      for (;;) yield new Uint8Array(1024 * 1024).fill(97);
    })();
    await assert.rejects(eventsOf(endless).next(), /4 MiB/);
  });
});
