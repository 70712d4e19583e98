/** Anything that this package throws by itself. No message and no property of an error holds the key. */
export class LoopError extends Error {}

/** No whole answer came: the network, a reset, a body that was cut. The outcome of a write is unknown. */
export class APIConnectionError extends LoopError {}

/** No whole answer came in time. */
export class APITimeoutError extends APIConnectionError {}

/** The server answered with a problem. */
export class APIError extends LoopError {
  constructor(status, headers, text) {
    let body;
    try {
      body = JSON.parse(text);
    } catch {
      // A proxy's page, for example.
    }
    const problem = body && typeof body === 'object' ? body : {};
    const type = typeof problem.type === 'string' ? problem.type.replace(/^.*#/, '') : undefined;
    const requestId = problem.requestId ?? headers.get('x-request-id') ?? undefined;
    super(
      [
        `${status} ${type ?? 'without a problem of Loop'}: ${problem.detail ?? problem.title ?? text.trim().slice(0, 200)}`,
        problem.remedy,
        requestId && `(${requestId})`,
      ]
        .filter(Boolean)
        .join(' '),
    );
    this.status = status;
    this.type = type;
    this.title = problem.title;
    this.detail = problem.detail;
    this.remedy = problem.remedy;
    this.errors = problem.errors ?? [];
    this.requestId = requestId;
    this.retryAfter = retryAfter(headers);
    this.headers = headers;
    this.body = body;
  }
}

export class ValidationError extends APIError {}
export class IdempotencyKeyReusedError extends ValidationError {}
export class AuthenticationError extends APIError {}
export class PermissionDeniedError extends APIError {}
export class NotFoundError extends APIError {}
export class ConflictError extends APIError {}
export class ItemErasedError extends ConflictError {}
export class GoneError extends APIError {}
export class RevisionConflictError extends APIError {}
export class RateLimitError extends APIError {}
export class ServerError extends APIError {}

// The name of a problem decides; a status only where the name says no more than the status does.
const BY_TYPE = {
  'item-erased': ItemErasedError,
  'idempotency-key-reused': IdempotencyKeyReusedError,
  'revision-conflict': RevisionConflictError,
  'rate-limited': RateLimitError,
  unauthenticated: AuthenticationError,
  forbidden: PermissionDeniedError,
  'not-found': NotFoundError,
  'invalid-body': ValidationError,
  'invalid-parameter': ValidationError,
};

const BY_STATUS = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionDeniedError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  412: RevisionConflictError,
  422: ValidationError,
  429: RateLimitError,
};

export function errorOf(status, headers, text) {
  const error = new APIError(status, headers, text);
  const Kind = BY_TYPE[error.type] ?? BY_STATUS[status] ?? (status >= 500 ? ServerError : APIError);
  return Kind === APIError ? error : new Kind(status, headers, text);
}

/**
 * The seconds of `Retry-After`. A date is compared with the server's own clock, the header `Date`, so that a wrong
 * clock here makes no difference.
 */
export function retryAfter(headers) {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
  const at = Date.parse(value);
  if (Number.isNaN(at)) return undefined;
  const sent = Date.parse(headers.get('date') ?? '');
  return Math.max(0, (at - (Number.isNaN(sent) ? Date.now() : sent)) / 1000);
}

// Minifiers rename classes, and logs should say the names of the documentation all the same.
for (const [name, kind] of Object.entries({
  LoopError,
  APIConnectionError,
  APITimeoutError,
  APIError,
  ValidationError,
  IdempotencyKeyReusedError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  ItemErasedError,
  GoneError,
  RevisionConflictError,
  RateLimitError,
  ServerError,
})) {
  Object.defineProperty(kind.prototype, 'name', { value: name, configurable: true, writable: true });
}
