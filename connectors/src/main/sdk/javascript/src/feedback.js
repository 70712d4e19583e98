import { marked, promiseOf } from './answers.js';
import { batch } from './batch.js';
import { path } from './query.js';

export class Feedback {
  #call;
  #ask;
  #list;

  constructor(call, ask, list) {
    this.#call = call;
    this.#ask = ask;
    this.#list = list;
  }

  create(item, options) {
    return this.#ask('POST', '/v1/feedback', { ...options, body: item });
  }

  get(id, options) {
    return this.#ask('GET', path`/v1/feedback/${id}`, options);
  }

  list(query, options) {
    return this.#list('/v1/feedback', query, options);
  }

  history(id, options) {
    return this.#ask('GET', path`/v1/feedback/${id}/history`, options);
  }

  update(id, change, options) {
    return this.#ask('PATCH', path`/v1/feedback/${id}`, { ...options, body: change });
  }

  resolve(id, { reason, ...options } = {}) {
    return this.update(id, { status: 'resolved', reason }, options);
  }

  reopen(id, { reason, ...options } = {}) {
    return this.update(id, { status: 'open', reason }, options);
  }

  tag(id, tag, { reason, ...options } = {}) {
    return this.update(id, { tag, reason }, options);
  }

  erase(id, { reason, ...options } = {}) {
    const erased = this.#call('DELETE', path`/v1/feedback/${id}`, { ...options, query: { reason } });
    return promiseOf(erased.then((answer) => marked({ ...answer, data: { id } })));
  }

  batch(items, options) {
    return promiseOf(batch(this.#call, items, options));
  }
}
