import { LoopError } from './errors.js';
import { webCrypto } from './random.js';

const PREFIX = 'whsec_';

/** A webhook that is not to be trusted; `reason` says which check it failed. */
export class WebhookVerificationError extends LoopError {
  name = 'WebhookVerificationError';

  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Checks that a request comes from Loop and is recent, and returns its event. The body is what arrived, before anything
 * parsed it.
 */
export async function verifyWebhook(body, headers, secrets, options = {}) {
  const bytes = bytesOf(body);
  const keys = [secrets].flat();
  if (keys.length === 0 || keys.some((secret) => typeof secret !== 'string' || !secret)) {
    throw new LoopError('There is no secret: give the whsec_… of the endpoint, or several while one is rotated.');
  }
  const good =
    options.scheme === 'loop-signature'
      ? await checkLoopSignature(bytes, headers, keys)
      : await checkStandard(bytes, headers, keys, options);
  if (!good) {
    throw new WebhookVerificationError(
      'signature',
      'No signature fits the body: check that the secret is the one of this endpoint and the body is as it arrived.',
    );
  }
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** The signature of standardwebhooks.com, which covers the time too. Its key is what the text after whsec_ encodes. */
async function checkStandard(bytes, headers, secrets, { tolerance = 300, now = Date.now() / 1000 }) {
  const id = required(headers, 'webhook-id');
  const timestamp = required(headers, 'webhook-timestamp');
  const signatures = required(headers, 'webhook-signature');
  const at = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : NaN;
  if (!(Math.abs(now - at) <= tolerance)) {
    throw new WebhookVerificationError(
      'timestamp',
      `webhook-timestamp is not within ${tolerance} s of the time here: the request is old, or a clock is wrong.`,
    );
  }
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), bytes);
  const sent = signatures.split(' ').filter((one) => one.startsWith('v1,'));
  return anyFits(
    secrets.map(decoded),
    sent.map((one) => fromBase64(one.slice(3))),
    signed,
  );
}

/** Loop's own signature, over the body alone. Its key is the text of the secret, whsec_ included. */
async function checkLoopSignature(bytes, headers, secrets) {
  const sent = [required(headers, 'loop-signature'), header(headers, 'loop-signature-previous')];
  const keys = secrets.map((secret) => new TextEncoder().encode(secret));
  return anyFits(keys, sent.map(fromHex), bytes);
}

/** Whether any key made any of the signatures. The comparison, Web Crypto's, takes the same time for each. */
async function anyFits(keys, signatures, signed) {
  const { subtle } = await webCrypto();
  let fits = false;
  for (const raw of keys) {
    const key = await subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    for (const signature of signatures) {
      if (signature) fits = (await subtle.verify('HMAC', key, signature, signed)) || fits;
    }
  }
  return fits;
}

function bytesOf(body) {
  if (typeof body === 'string') return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new WebhookVerificationError(
    'parsed-body',
    'The body was parsed already, and its bytes are lost: verify the raw body, as express.raw() or request.text() gives it.',
  );
}

/** A header in any case, out of an object, Headers, a Map or pairs. */
function header(headers, name) {
  const pairs = typeof headers?.[Symbol.iterator] === 'function' ? headers : Object.entries(headers ?? {});
  const values = [];
  for (const [key, value] of pairs) {
    if (String(key).toLowerCase() === name && value !== undefined) values.push(value);
  }
  return values.flat().join(' ').trim();
}

function required(headers, name) {
  const value = header(headers, name);
  if (!value) throw new WebhookVerificationError('missing-header', `The header ${name} is missing.`);
  return value;
}

function decoded(secret) {
  const bytes = fromBase64(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  if (!bytes?.length) throw new LoopError('The secret is not whsec_ and base64: copy it again from the endpoint.');
  return bytes;
}

function fromBase64(text) {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

const fromHex = (text) =>
  /^([0-9a-f]{2})+$/i.test(text) ? Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16)) : undefined;

function joined(first, second) {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
