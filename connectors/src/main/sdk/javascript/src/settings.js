import { LoopError } from './errors.js';

const NAMES = [
  'apiKey',
  'baseUrl',
  'timeout',
  'callTimeout',
  'maxRetries',
  'fetch',
  'headers',
  'readYourWrites',
  'dangerouslyAllowBrowser',
];

export const inBrowser = () => typeof window === 'object' && typeof document === 'object';

function environment(name) {
  try {
    return globalThis.process?.env?.[name];
  } catch {
    // Deno without --allow-env.
    return undefined;
  }
}

/** The settings of a client, from an API key or from options, and from the environment for what they leave out. */
export function settingsOf(first) {
  const options = typeof first === 'object' && first !== null ? first : { apiKey: first };
  for (const name of Object.keys(options)) {
    if (!NAMES.includes(name)) {
      throw new LoopError(`The option ${name} of new Loop() does not exist: use ${NAMES.join(', ')}.`);
    }
  }
  const settings = {
    timeout: 30_000,
    callTimeout: 90_000,
    maxRetries: 2,
    fetch: (...call) => globalThis.fetch(...call),
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    apiKey: String(options.apiKey ?? environment('LOOP_API_KEY') ?? '').trim(),
    baseUrl: String(options.baseUrl ?? environment('LOOP_BASE_URL') ?? 'http://127.0.0.1:8080').replace(/\/+$/, ''),
  };
  checkLimits(settings);
  if (settings.apiKey && inBrowser() && !settings.apiKey.startsWith('pk_') && !settings.dangerouslyAllowBrowser) {
    throw new LoopError(
      'A secret key in a web page can be read by everybody who opens it: use a publishable key, pk_…, which can only ' +
        'create items. In a page that is for you alone, set dangerouslyAllowBrowser: true.',
    );
  }
  return settings;
}

export function checkLimits({ timeout = 1, callTimeout = 1, maxRetries = 0 }) {
  for (const [name, value] of Object.entries({ timeout, callTimeout })) {
    if (!(value > 0)) throw new LoopError(`${name} is not a number of milliseconds above 0.`);
  }
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    throw new LoopError('maxRetries is not a whole number, 0 or more.');
  }
}

/** Fails before a call whose key or address cannot work. A client without a key can be made: builds have no secrets. */
export function checkReady({ apiKey, baseUrl }) {
  if (!apiKey) {
    throw new LoopError('There is no API key: set LOOP_API_KEY, or give the key to new Loop().');
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new LoopError('The API key has a space, a line break or another character that no key has: copy it again.');
  }
  if (!/^https?:\/\/[^/?#@\s]+(\/[^?#\s]*)?$/.test(baseUrl)) {
    throw new LoopError(
      'baseUrl (LOOP_BASE_URL) is not an address such as https://loop.example.com, without user, query and fragment.',
    );
  }
}
