import type {
  Account,
  BatchResult,
  Event,
  Feedback,
  FeedbackChange,
  FeedbackReceipt,
  History,
  NewAccount,
  NewFeedback,
  NewFeedbackLine,
  NewPublicFeedback,
  NewRelease,
  Release,
} from './items.js';
import type {
  FeedbackPage,
  Search,
  Filters,
  FoundFeedback,
  ListQuery,
  ReleaseReport,
  ReleasesQuery,
  ReportQuery,
  SentimentQuery,
  SentimentTable,
  SentimentTimeline,
  StreamQuery,
  Theme,
  ThemeChange,
  ThemeList,
  ThemesQuery,
  ThemeWithExamples,
  TimelineQuery,
  Trends,
  TrendsQuery,
} from './figures.js';

export * from './items.js';
export * from './figures.js';
export * from './errors.js';

export interface LoopOptions {
  /** `sk_…` or `pk_…`; LOOP_API_KEY if absent. */
  apiKey?: string;
  /** LOOP_BASE_URL, or `http://127.0.0.1:8080`, if absent. */
  baseUrl?: string;
  /** The longest wait for one attempt, in milliseconds; 30,000 if absent. */
  timeout?: number;
  /** The longest wait for a call, all attempts and the pauses between them, in milliseconds; 90,000 if absent. */
  callTimeout?: number;
  /** Further attempts after the first; 2 if absent. */
  maxRetries?: number;
  /** In place of the global fetch. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Sent along with every request. */
  headers?: HeadersInit;
  /** Reads wait until they show every write of this client. */
  readYourWrites?: boolean;
  /** Allows a secret key in a web page, where everybody who opens the page can read it. */
  dangerouslyAllowBrowser?: boolean;
}

export interface CallOptions {
  signal?: AbortSignal;
  timeout?: number;
  callTimeout?: number;
  maxRetries?: number;
  headers?: HeadersInit;
}

export interface ReadOptions extends CallOptions {
  /** The `position` of a write: the answer shows it. */
  position?: string;
}

export interface CreateOptions extends CallOptions {
  /** In place of a random UUID. Never made from a user or a page: another item under it is refused. */
  idempotencyKey?: string;
}

export interface BatchOptions extends CreateOptions {
  mode?: 'create' | 'compare' | 'upsert';
  /** `refused` leaves the accepted items out of `results`. */
  results?: 'all' | 'refused';
  /** With `mode: 'upsert'`, for the history. */
  reason?: string;
  /** Old feedback: it is counted, raises no alarm, and webhooks are not told of it. */
  backfill?: boolean;
}

export interface UpdateOptions extends CallOptions {
  /** The revision, or the ETag, that the item must still be at. */
  ifMatch?: number | string;
}

export interface ChangeOptions extends UpdateOptions {
  /** For the history. */
  reason?: string;
}

export interface StreamOptions extends CallOptions {
  /** How many connections in a row may bring nothing before the stream fails; without end if absent. */
  reconnects?: number;
  /** The longest silence of a connection, in milliseconds; 60,000 if absent. */
  silence?: number;
}

/** On the result of a write. Not among its enumerable fields, which are the API's alone. */
export interface Written {
  /** A read that is given it shows this write. */
  readonly position?: string;
  /** Whether the server knew it already: from an earlier call, or from an attempt of this one that had no answer. */
  readonly replayed: boolean;
}

export interface WithResponse<T> {
  data: T;
  status: number;
  headers: Headers;
  requestId?: string;
}

export interface LoopPromise<T> extends Promise<T> {
  withResponse(): Promise<WithResponse<T>>;
}

/** The first page when awaited, every item when iterated. */
export interface List<Item, Page> extends LoopPromise<Page>, AsyncIterable<Item> {
  pages(): AsyncIterableIterator<Page>;
}

export interface AccountPage {
  data: Account[];
  next?: string;
}

export interface ReleaseList {
  data: Release[];
  /** The number of all, those cut off by the limit included. */
  releases: number;
}

/** `gap`: events were left out, and a shown list is due to be read again. `open`: the stream is complete from here. */
export type LiveEvent = { cursor?: string } & (Event | { type: 'open' | 'gap' });

/** The tables that are files too, and what narrows each. */
export interface Tables {
  /** `since`: what changed after a position, the `asOf` of an earlier file. `after`: the rest of a file that broke off. */
  feedback: Omit<ListQuery, 'facets' | 'cursor'> & { since?: string; after?: string };
  sentiment: SentimentQuery;
  'sentiment/timeline': TimelineQuery;
  accounts: { limit?: number };
  releases: ReleasesQuery;
  trends: TrendsQuery;
  themes: ThemesQuery;
  events: { after?: string; since?: string | Date; types?: string | readonly string[]; limit?: number };
}

/** A file, of which a part is never the whole: where it breaks off, reading fails. */
export interface LoopFile extends AsyncIterable<Uint8Array> {
  readonly body: ReadableStream<Uint8Array>;
  text(): Promise<string>;
  readonly contentType: string | null;
  /** The position that it reflects at least. */
  readonly asOf?: string;
  /** With `since`: whether there is more after `asOf`. */
  readonly more: boolean;
  /** With `partial`: the partitions that are not in it. */
  readonly missing?: string;
}

export interface FeedbackResource {
  create(item: NewFeedback, options?: CreateOptions): LoopPromise<Feedback & Written>;
  /** Any number of items, in requests of as many as the API takes. A bad item does not sink the good ones. */
  batch(
    items: Iterable<NewFeedbackLine> | AsyncIterable<NewFeedbackLine>,
    options?: BatchOptions,
  ): LoopPromise<BatchResult & Written>;
  get(id: string, options?: ReadOptions): LoopPromise<Feedback>;
  list(query?: ListQuery, options?: ReadOptions): List<FoundFeedback, FeedbackPage>;
  history(id: string, options?: ReadOptions): LoopPromise<History>;
  update(id: string, change: FeedbackChange, options?: UpdateOptions): LoopPromise<Feedback & Written>;
  resolve(id: string, options?: ChangeOptions): LoopPromise<Feedback & Written>;
  reopen(id: string, options?: ChangeOptions): LoopPromise<Feedback & Written>;
  /** Null removes the tag. */
  tag(id: string, tag: string | null, options?: ChangeOptions): LoopPromise<Feedback & Written>;
  /** For good: only the id stays known. */
  erase(id: string, options?: ChangeOptions): LoopPromise<{ id: string } & Written>;
}

export interface Loop {
  readonly feedback: FeedbackResource;
  readonly sentiment: {
    query(query?: SentimentQuery, options?: ReadOptions): LoopPromise<SentimentTable>;
    timeline(query?: TimelineQuery, options?: ReadOptions): LoopPromise<SentimentTimeline>;
  };
  readonly releases: {
    put(version: string, release: NewRelease, options?: CallOptions): LoopPromise<Release & Written>;
    get(version: string, options?: ReadOptions): LoopPromise<Release>;
    list(query?: ReleasesQuery, options?: ReadOptions): List<Release, ReleaseList>;
    delete(version: string, options?: CallOptions): LoopPromise<undefined>;
    report(version: string, query?: ReportQuery, options?: ReadOptions): LoopPromise<ReleaseReport>;
  };
  readonly trends: { list(query?: TrendsQuery, options?: ReadOptions): LoopPromise<Trends> };
  readonly themes: {
    list(query?: ThemesQuery, options?: ReadOptions): LoopPromise<ThemeList>;
    get(id: string, options?: ReadOptions): LoopPromise<ThemeWithExamples>;
    update(id: string, change: ThemeChange, options?: CallOptions): LoopPromise<Theme & Written>;
    /** Puts a theme into another, for good. */
    merge(id: string, into: string, options?: CallOptions): LoopPromise<Theme & Written>;
  };
  readonly accounts: {
    put(id: string, account: NewAccount, options?: CallOptions): LoopPromise<Account & Written>;
    get(id: string, options?: ReadOptions): LoopPromise<Account>;
    list(query?: { limit?: number; cursor?: string }, options?: ReadOptions): List<Account, AccountPage>;
  };
  /** The best matches first. */
  search(q: string, query?: Omit<ListQuery, 'q'>, options?: ReadOptions): List<FoundFeedback, FeedbackPage>;
  /** Live events, until the loop over them is left or the signal aborts. */
  stream(query?: StreamQuery, options?: StreamOptions): AsyncIterableIterator<LiveEvent>;
  /** A table as a file, streamed; NDJSON if no format is named. */
  download<Table extends keyof Tables>(
    table: Table,
    query?: Tables[Table] & { format?: 'csv' | 'ndjson' | 'parquet' },
    options?: ReadOptions,
  ): Promise<LoopFile>;
  /**
   * Any other call of the API, with the same limits and errors. A POST is tried again only with an `idempotencyKey`, or
   * `maxRetries`: not every path knows such keys.
   */
  request<T = unknown>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: `/${string}`,
    options?: CreateOptions & ReadOptions & UpdateOptions & { query?: object; body?: unknown },
  ): LoopPromise<T>;
}

/** The client of a publishable key, which creates items and does nothing else. */
export interface PublishableLoop {
  readonly feedback: {
    create(item: NewPublicFeedback, options?: CreateOptions): LoopPromise<FeedbackReceipt & Written>;
  };
}

export const Loop: {
  new (apiKey: `pk_${string}`): PublishableLoop;
  new (options: LoopOptions & { apiKey: `pk_${string}` }): PublishableLoop;
  new (apiKeyOrOptions?: string | LoopOptions): Loop;
};

export const VERSION: string;
export type { Filters };
