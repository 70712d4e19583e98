import { Loop } from '../src/index.js';
import { KEY } from './fault-server.mjs';

/** A client whose requests are answered by a function, and kept. */
export function recorded(answer = () => ({}), options = {}) {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push({ url: new URL(url), ...init });
    const given = answer(calls.at(-1), calls.length);
    return given instanceof Response ? given : Response.json(given);
  };
  return { calls, loop: new Loop({ apiKey: KEY, fetch, ...options }) };
}
