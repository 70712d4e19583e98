import { createServer } from 'node:http';
import { once } from 'node:events';

/**
 * A server that keeps items under their Idempotency-Key as Loop does, and plays one fault of its list for each request
 * before it works. Faults that end in `after` do what was asked, and lose the answer.
 */
export class FaultServer {
  items = new Map();
  requests = [];
  erased = new Set();
  position = 0;

  static async start(faults = [], options = {}) {
    const server = new FaultServer();
    server.faults = [...faults];
    Object.assign(server, options);
    server.http = createServer((request, response) => void server.#take(request, response));
    server.http.keepAliveTimeout = 100;
    server.http.listen(0, '127.0.0.1');
    await once(server.http, 'listening');
    server.url = `http://127.0.0.1:${server.http.address().port}`;
    return server;
  }

  stop() {
    this.http.closeAllConnections?.();
    return new Promise((resolve) => this.http.close(resolve));
  }

  async #take(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const key = request.headers['idempotency-key'];
    this.requests.push({ method: request.method, url: request.url, key, body, headers: request.headers });
    const fault = this.faults.length > 1 || !this.last ? this.faults.shift() : this.faults[0];
    if (fault && !/after|mid|cut|trickle/.test(fault)) return this.#refuse(fault, request, response);
    const { status, text, headers } = this.#answer(request, body, key);
    if (!fault) {
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
    } else if (fault === 'reset-after') {
      request.socket.resetAndDestroy?.() ?? request.socket.destroy();
    } else if (fault === 'reset-mid') {
      response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) || 10 });
      response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
      if (!text) request.socket.destroy();
    } else if (fault === 'cut' || fault === 'cut-before') {
      // The connection ends as an answer without a length would: nothing but the JSON tells that it is half of it.
      const half = fault === 'cut' ? text.slice(0, text.length / 2) || '{' : '';
      request.socket.end(`HTTP/1.1 ${status === 204 ? 200 : status} OK\r\nConnection: close\r\n\r\n${half}`);
    } else if (fault === 'trickle') {
      response.writeHead(status, headers);
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    }
    // time-out-after: no answer at all
  }

  #refuse(fault, request, response) {
    const problem = (status, type, headers = {}) =>
      response
        .writeHead(status, { 'Content-Type': 'application/problem+json', ...headers })
        .end(
          JSON.stringify({
            type: `/docs/problems#${type}`,
            title: type,
            status,
            detail: `As asked: ${type}.`,
            remedy: 'Wait.',
          }),
        );
    const inOneSecond = new Date(Math.ceil(this.now() / 1000) * 1000 + 1000).toUTCString();
    switch (fault) {
      case 'time-out':
        return undefined;
      case 'reset':
        return request.socket.destroy();
      case '429-seconds':
        return problem(429, 'rate-limited', { 'Retry-After': '1' });
      case '429-date':
        return problem(429, 'rate-limited', { 'Retry-After': inOneSecond, Date: new Date(this.now()).toUTCString() });
      case '429-long':
        return problem(429, 'rate-limited', { 'Retry-After': '61' });
      case '503':
        return problem(503, 'log-unavailable');
      case '502-echo':
        return response
          .writeHead(502, { 'Content-Type': 'text/html' })
          .end(`<h1>${request.headers.authorization}</h1>`);
      case 'redirect':
        return response.writeHead(302, { Location: 'http://127.0.0.1:1/elsewhere' }).end();
      default:
        return problem(Number(fault.split(' ')[0]), fault.split(' ')[1]);
    }
  }

  now() {
    return Date.now();
  }

  #answer(request, body, key) {
    const headers = { 'Loop-Position': `0:${++this.position}`, 'X-Request-Id': `req_${this.position}` };
    const id = request.url.split('?')[0].split('/')[3];
    if (request.method === 'DELETE') {
      if (this.erased.has(id)) {
        const text = JSON.stringify({ type: '/docs/problems#not-found', status: 404, title: 'Not found', detail: id });
        return { status: 404, text, headers };
      }
      this.erased.add(id);
      return { status: 204, text: '', headers };
    }
    if (request.method === 'PATCH') return { status: 200, text: JSON.stringify({ id, ...JSON.parse(body) }), headers };
    if (request.method === 'POST' && id === 'batch') {
      const lines = body.trimEnd().split('\n');
      const results = lines.map((line, i) => ({ line: i + 1, ...this.#create(`${key}/${i}`, JSON.parse(line)) }));
      const created = results.filter((one) => one.status === 'created').length;
      const text = JSON.stringify({ lines: lines.length, created, known: lines.length - created, refused: 0, results });
      return { status: 202, text, headers };
    }
    if (request.method === 'POST') {
      const { id: made, status } = this.#create(key, JSON.parse(body));
      const replayed = status === 'known' && { 'Idempotent-Replayed': 'true' };
      const text = JSON.stringify({ id: made, ...JSON.parse(body), later: 'a field of a newer server' });
      return { status: replayed ? 200 : 201, text, headers: { ...headers, ...replayed } };
    }
    return { status: 200, text: JSON.stringify({ data: [...this.items.values()] }), headers };
  }

  #create(key, item) {
    const known = this.items.get(key);
    if (!known) this.items.set(key, { id: `fb_${this.items.size + 1}`, ...item });
    return { id: this.items.get(key).id, status: known ? 'known' : 'created' };
  }
}

export const KEY = 'sk_0123456789secret';
export const ITEM = { user: { id: 'u_1' }, message: 'Grüße 🎉', sentiment: 'negative' };
