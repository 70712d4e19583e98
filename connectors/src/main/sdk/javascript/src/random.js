// Not written out in import(), and marked, so that bundlers for browsers leave it alone.
const NODE_CRYPTO = 'node:crypto';

/** Web Crypto. Node 18 has it in a module only. */
export async function webCrypto() {
  return globalThis.crypto ?? (await import(/* webpackIgnore: true */ /* @vite-ignore */ NODE_CRYPTO)).webcrypto;
}

/** A UUID v4. Pages that are not https have no randomUUID. */
export async function uuid() {
  const crypto = await webCrypto();
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
