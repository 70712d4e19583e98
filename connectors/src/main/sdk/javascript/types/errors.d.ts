import type { BatchResult, FieldError, OrNewer } from './items.js';

/** The names of the server's problems, which `/docs/problems` explains. */
export type ProblemType =
  | 'malformed-json'
  | 'malformed-text'
  | 'invalid-parameter'
  | 'too-much-asked'
  | 'invalid-header'
  | 'invalid-cursor'
  | 'invalid-position'
  | 'bad-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'cross-origin'
  | 'origin-not-allowed'
  | 'not-found'
  | 'no-such-route'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'body-too-slow'
  | 'item-erased'
  | 'endpoint-disabled'
  | 'run-active'
  | 'key-rotated'
  | 'meaning-unknown'
  | 'too-many'
  | 'not-replayable'
  | 'events-gone'
  | 'changes-gone'
  | 'revision-conflict'
  | 'too-large'
  | 'unsupported-media-type'
  | 'misdirected'
  | 'invalid-body'
  | 'idempotency-key-reused'
  | 'rate-limited'
  | 'internal'
  | 'not-supported'
  | 'log-unavailable'
  | 'outcome-unknown'
  | 'not-ready'
  | 'too-long'
  | 'too-many-bodies'
  | 'too-many-streams'
  | 'position-not-reached';

/** Anything that this package throws by itself. No message and no property of an error holds the key. */
export class LoopError extends Error {
  /** Of a call that creates: the same call with this key has it once, whatever became of this one. */
  idempotencyKey?: string;
  /** Of a batch: the results up to the failure. */
  batch?: BatchResult;
}

/** No whole answer came. The outcome of a write is unknown; the same call with `idempotencyKey` has it once. */
export class APIConnectionError extends LoopError {}
/** No whole answer came in time. */
export class APITimeoutError extends APIConnectionError {}

/** The server answered with a problem. */
export class APIError extends LoopError {
  status: number;
  /** The name of the problem; absent where the answer is not from Loop. */
  type?: OrNewer<ProblemType>;
  title?: string;
  detail?: string;
  /** What to do about it. */
  remedy?: string;
  /** The fields that are wrong. */
  errors: FieldError[];
  requestId?: string;
  /** In how many seconds the server wants to be asked again. */
  retryAfter?: number;
  headers: Headers;
  /** The whole problem. */
  body?: unknown;
}

/** 400 and 422: the fields under `errors` are wrong. */
export class ValidationError extends APIError {}
/** 422: the key was used with another user, message or sentiment. */
export class IdempotencyKeyReusedError extends ValidationError {}
/** 401 */
export class AuthenticationError extends APIError {}
/** 403 */
export class PermissionDeniedError extends APIError {}
/** 404 */
export class NotFoundError extends APIError {}
/** 409 */
export class ConflictError extends APIError {}
/** 409: the item was erased, for good. */
export class ItemErasedError extends ConflictError {}
/** 410 */
export class GoneError extends APIError {}
/** 412: the item has changed since `ifMatch`. */
export class RevisionConflictError extends APIError {}
/** 429 */
export class RateLimitError extends APIError {}
/** 5xx */
export class ServerError extends APIError {}
