/** What a person felt. A typo does not compile. */
export type Sentiment = 'positive' | 'neutral' | 'negative';
export type Status = 'open' | 'resolved';

/** A value that this version knows, or one that a newer server sends. */
export type OrNewer<Known extends string> = Known | (string & {});

export interface User {
  id: string;
}

/** What a web page may send with a publishable key. */
export interface NewPublicFeedback {
  user: User;
  /** The text, 20,000 characters at most. May be empty. */
  message: string;
  sentiment: Sentiment;
  /** The system that the item came from. With a publishable key: the one that the key is made for. */
  source?: string | null;
  /** The feature or topic of the item. */
  tag?: string | null;
  /** 32 keys at most, each of 1,024 characters at most. */
  metadata?: Record<string, string | number | boolean | null> | null;
  /**
   * Proves the user of a page: HMAC-SHA256 of `user.id` with the user secret of the project, in hexadecimal digits, made by
   * your server. A secret key needs none.
   */
  userHash?: string | null;
  /** Signs of a program that fills in forms. With a publishable key only. */
  check?: {
    /** A field that people do not see; empty, unless a program filled it in. */
    website?: string | null;
    /** Milliseconds for which the form was open. */
    openMillis?: number | null;
  } | null;
}

export interface NewFeedback extends NewPublicFeedback {
  /** If absent, the plan of the author's account. */
  plan?: string | null;
  status?: Status;
  /** The time when it was said; now if absent. */
  createdAt?: string | Date | null;
  /** With status resolved. */
  resolvedAt?: string | Date | null;
  /** Whether the author agreed to be contacted about it. */
  consent?: boolean | null;
  /** Its id in the sending system; the same id twice is one item. */
  externalId?: string | null;
}

/** A line of a batch. */
export interface NewFeedbackLine extends NewFeedback {
  /** When this state of the item began. `mode: 'upsert'` needs it, and no other mode takes it. */
  updatedAt?: string | Date;
}

export interface Feedback {
  id: string;
  user: User;
  message: string;
  sentiment: Sentiment;
  source?: string;
  tag?: string;
  status: Status;
  createdAt: string;
  plan?: string;
  metadata?: Record<string, string>;
  consent?: boolean;
  externalId?: string;
  receivedAt: string;
  updatedAt: string;
  resolvedAt?: string;
  revision: number;
}

export interface FeedbackChange {
  status?: Status;
  sentiment?: Sentiment;
  /** Null or empty removes it. */
  tag?: string | null;
  /** Null or empty removes it. */
  plan?: string | null;
  /** The reason, for the history. */
  reason?: string | null;
}

/** What a key that may not read is answered. */
export interface FeedbackReceipt {
  id: string;
  sentiment: Sentiment;
  createdAt: string;
}

export interface FieldError {
  field: string;
  problem: string;
  remedy: string;
}

export interface BatchResult {
  lines: number;
  created: number;
  /** Items that were there; with compare and upsert those that are as the line has them. */
  known: number;
  /** With `mode: 'upsert'`: items that the line brings to a newer state. */
  changed?: number;
  /** With `mode`: items that are not as the line has them, and stay as they are. */
  differs?: number;
  /** With `mode`: in how many items each field changes or differs. */
  fields?: Record<string, number>;
  /** With `mode` and `import`: how many of the items that were there each other import created. */
  otherImports?: Record<string, number>;
  refused: number;
  failed?: number;
  results: BatchLine[];
}

export interface BatchLine {
  /** 1, 2, 3, … over all items of the call. */
  line: number;
  status: OrNewer<'created' | 'known' | 'changed' | 'differs' | 'refused' | 'failed'>;
  fields?: string[];
  id?: string;
  errors?: FieldError[];
}

export interface History {
  data: Revision[];
  /** Whether the list goes back to the item's creation. */
  whole: boolean;
}

export interface Revision {
  revision: number;
  at: string;
  actor?: string;
  reason?: string;
  changes: { field: OrNewer<'status' | 'sentiment' | 'tag' | 'plan'>; from: string | null; to: string | null }[];
}

export interface NewAccount {
  name?: string | null;
  plan?: string | null;
  users?: string[] | null;
}

export interface Account {
  id: string;
  name?: string;
  plan?: string;
  users: string[];
  updatedAt: string;
}

export interface NewRelease {
  releasedAt: string | Date;
  title?: string | null;
  notes?: string | null;
  /** The tags that it is expected to affect. */
  tags?: string[] | null;
}

export interface Release {
  version: string;
  releasedAt: string;
  title?: string;
  notes?: string;
  tags: string[];
  updatedAt: string;
}

export type EventType =
  | 'feedback.created'
  | 'feedback.resolved'
  | 'feedback.reopened'
  | 'feedback.tagged'
  | 'feedback.updated'
  | 'feedback.erased'
  | 'trend.opened'
  | 'trend.closed'
  | 'endpoint.disabled'
  | 'webhook.test';

/** The envelope of an event. `data` is the item as the API answers it; of an erased one the id alone. */
export interface Event {
  /** The same on every attempt and every replay. */
  id: string;
  type: OrNewer<EventType>;
  createdAt: string;
  data: Partial<Feedback> & { id: string };
}
