import { LoopError } from './errors.js';
import type { Event } from './items.js';

export interface VerifyOptions {
  /** How far the time of the request may be from the time here, in seconds; 300 if absent. */
  tolerance?: number;
  /** The time here, in Unix seconds. */
  now?: number;
  /** `loop-signature` checks Loop-Signature alone, which does not cover the time: an old request passes too. */
  scheme?: 'webhook-signature' | 'loop-signature';
}

type HeaderValue = string | readonly string[] | undefined;

/**
 * Checks that a request comes from Loop and is recent, and returns its event.
 *
 * @param body what arrived, before anything parsed it
 * @param headers in any case
 * @param secrets the `whsec_…` of the endpoint; several while one is rotated
 * @throws WebhookVerificationError
 */
export function verifyWebhook(
  body: string | Uint8Array | ArrayBuffer,
  headers: Iterable<readonly [string, HeaderValue]> | Readonly<Record<string, HeaderValue>>,
  secrets: string | readonly string[],
  options?: VerifyOptions,
): Promise<Event>;

export class WebhookVerificationError extends LoopError {
  reason: 'missing-header' | 'timestamp' | 'signature' | 'parsed-body';
}

export type { Event };
