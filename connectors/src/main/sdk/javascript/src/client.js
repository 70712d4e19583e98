import { listOf, marked, promiseOf } from './answers.js';
import { download } from './download.js';
import { Feedback } from './feedback.js';
import { send } from './http.js';
import { NewestPosition } from './position.js';
import { path, queryOf } from './query.js';
import { uuid } from './random.js';
import { checkLimits, checkReady, inBrowser, settingsOf } from './settings.js';
import { streamOf } from './stream.js';

export const VERSION = '0.1.0';

/** The client of a Loop. Settings, and with them the key, are in a closure: no log and no inspector shows them. */
export class Loop {
  constructor(first) {
    const settings = settingsOf(first);
    const newest = new NewestPosition();

    // The one way out: method, path, and { query, body, type, accept, raw } beside the options of the call.
    const call = async (method, route, { query, body, type, accept, raw, ...options } = {}) => {
      checkReady(settings);
      checkLimits(options);
      const { signal, timeout, callTimeout, maxRetries } = { ...settings, ...defined(options) };
      const headers = new Headers(settings.headers);
      new Headers(options.headers).forEach((value, name) => headers.set(name, value));
      headers.set('Authorization', `Bearer ${settings.apiKey}`);
      if (accept) headers.set('Accept', accept);
      if (!inBrowser()) headers.set('User-Agent', `loop-sdk-js/${VERSION}`);
      let key;
      if (body !== undefined) headers.set('Content-Type', type ?? 'application/json');
      if (method === 'POST') headers.set('Idempotency-Key', (key = options.idempotencyKey ?? (await uuid())));
      if (options.ifMatch !== undefined) {
        headers.set('If-Match', typeof options.ifMatch === 'number' ? `"${options.ifMatch}"` : options.ifMatch);
      }
      const position = options.position ?? (settings.readYourWrites && newest.toString());
      if (method === 'GET' && position) headers.set('Loop-Position', position);
      const request = {
        method,
        url: settings.baseUrl + route + queryOf(query),
        headers,
        body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
        raw,
        secret: settings.apiKey,
        fetch: settings.fetch,
      };
      try {
        const answer = await send(request, { timeout, callTimeout, maxRetries, signal });
        if (method !== 'GET') newest.add(answer.headers.get('loop-position'));
        return { ...answer, requestId: answer.headers.get('x-request-id') ?? undefined };
      } catch (failure) {
        // Whoever sends the same call again under this key has it once.
        if (key && failure && typeof failure === 'object') failure.idempotencyKey = key;
        throw failure;
      }
    };

    const ask = (method, route, options) =>
      promiseOf(call(method, route, options).then(method === 'GET' ? undefined : marked));
    const list = (route, query, options) =>
      listOf((cursor) => call('GET', route, { ...options, query: cursor ? { ...query, cursor } : query }));

    this.feedback = new Feedback(call, ask, list);
    this.sentiment = {
      query: (query, options) => ask('GET', '/v1/sentiment', { ...options, query }),
      timeline: (query, options) => ask('GET', '/v1/sentiment/timeline', { ...options, query }),
    };
    this.releases = {
      put: (version, body, options) => ask('PUT', path`/v1/releases/${version}`, { ...options, body }),
      get: (version, options) => ask('GET', path`/v1/releases/${version}`, options),
      list: (query, options) => list('/v1/releases', query, options),
      delete: (version, options) => ask('DELETE', path`/v1/releases/${version}`, options),
      report: (version, query, options) => ask('GET', path`/v1/releases/${version}/report`, { ...options, query }),
    };
    this.trends = { list: (query, options) => ask('GET', '/v1/trends', { ...options, query }) };
    this.themes = {
      list: (query, options) => ask('GET', '/v1/themes', { ...options, query }),
      get: (id, options) => ask('GET', path`/v1/themes/${id}`, options),
      update: (id, body, options) => ask('PATCH', path`/v1/themes/${id}`, { ...options, body }),
      merge: (id, into, options) => ask('POST', path`/v1/themes/${id}/merge`, { ...options, body: { into } }),
    };
    this.accounts = {
      put: (id, body, options) => ask('PUT', path`/v1/accounts/${id}`, { ...options, body }),
      get: (id, options) => ask('GET', path`/v1/accounts/${id}`, options),
      list: (query, options) => list('/v1/accounts', query, options),
    };
    this.search = (q, query, options) => this.feedback.list({ sort: 'relevance', ...query, q }, options);
    this.stream = (query, options) => streamOf(call, query, options);
    this.download = (table, query, options) =>
      download(call, table, query, { ...options, timeout: options?.timeout ?? settings.timeout });
    // Not every path knows an Idempotency-Key, and what it does it could then do twice.
    const once = (method, options) => method === 'POST' && options?.idempotencyKey === undefined && { maxRetries: 0 };
    this.request = (method, route, options) => ask(method, route, { ...once(method, options), ...options });
  }
}

const defined = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
