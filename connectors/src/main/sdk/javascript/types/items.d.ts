/** What a person felt. A typo does not compile. */
export type Sentiment = 'positive' | 'neutral' | 'negative';
export type Status = 'open' | 'resolved';

/** A value that this version knows, or one that a newer server sends. */
export type OrNewer<Known extends string> = Known | (string & {});

export interface User {
  id: string;
}

/** Any other member, such as `email` and `name`, is kept as metadata: `user.email`, `user.name`. */
export interface NewUser extends User {
  [member: string]: string | number | boolean | null | undefined;
}

/** 1 to 5, such as stars, or 0 to 10, as for the Net Promoter Score. Kept as metadata `rating` and `rating.of`. */
export interface Rating {
  value: number;
  of: 5 | 10;
}

/** A sentiment, or a rating that it follows from. Without either the server judges the message by rules. */
export interface Felt {
  sentiment?: Sentiment;
  rating?: Rating | null;
}

interface PublicFeedbackFields {
  user: User | NewUser;
  /** The text, 20,000 characters at most. May be empty. */
  message: string;
  /** The system that the item came from. With a publishable key: the one that the key is made for. */
  source?: string | null;
  /** The feature or topic of the item. */
  tag?: string | null;
  /** Several: the item is counted by `tag`, or by the first; all are kept as metadata `tags`. */
  tags?: readonly string[] | null;
  /** How long ago it was said, where the clock here may be wrong. Not together with `createdAt`. */
  ageSeconds?: number | null;
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

/** What a web page may send with a publishable key. */
export type NewPublicFeedback = PublicFeedbackFields & Felt;

interface FeedbackFields extends PublicFeedbackFields {
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

export type NewFeedback = FeedbackFields & Felt;

/** A line of a batch. */
export type NewFeedbackLine = NewFeedback & {
  /** When this state of the item began. `mode: 'upsert'` needs it, and no other mode takes it. */
  updatedAt?: string | Date;
};

export interface Feedback {
  id: string;
  user: User;
  message: string;
  sentiment: Sentiment;
  /** What was taken out of the texts before anything was stored; absent if nothing was. */
  masked?: MaskedPart[];
  /** Absent where the sender or a person said the sentiment. */
  judgement?: Judgement;
  /** As ISO 639 names it: `en`. */
  language?: string;
  source?: string;
  tag?: string;
  /** Absent where the sender gave the tag, or nobody did. */
  taggedBy?: TaggedBy;
  /** The id of the theme that it joined; absent where it is in none. */
  theme?: string;
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

/** A place in a text where a number was taken out. */
export interface MaskedPart {
  field: string;
  /** `card`, `ssn`, `iban`, `email`, `phone`, or the name of a pattern of the project. */
  kind: string;
  /** First index and the index after the last, in the masked text. */
  at: [number, number];
}

/** What decided the sentiment of an item. */
export interface Judgement {
  by: OrNewer<'rules' | 'model'>;
  version?: string;
  /** Whether the sentiment is a guess. */
  unsure: boolean;
  /** The model's probability of the sentiment. */
  sure?: number;
}

/** What changed the tag of an item last. */
export interface TaggedBy {
  kind: OrNewer<'rule' | 'person'>;
  /** The name of the rule. */
  rule?: string;
  version?: string;
  /** The replay; absent where the rule tagged what came. */
  run?: string;
  /** The tag before. */
  before?: string;
  /** Whether the replay was undone: the item has its tag before again. */
  undone?: boolean;
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
  changes: { field: OrNewer<'status' | 'sentiment' | 'sentimentBy' | 'tag' | 'plan' | 'theme'>; from: string | null; to: string | null }[];
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
  | 'feedback.judged'
  | 'feedback.erased'
  | 'trend.opened'
  | 'trend.closed'
  | 'theme.grew'
  | 'agreement.low'
  | 'endpoint.disabled'
  | 'webhook.test';

/** `data` of `theme.grew`: a theme that has fifty items of twenty people now. */
export interface GrownTheme {
  id: string;
  name: string;
  /** Words and pairs of words, the most telling first. */
  terms: string[];
  language?: string;
  items: number;
  people: number;
  negativeShare: number;
  /** A day, as `2026-06-19`. */
  firstSeen: string;
  lastSeen: string;
}

/** `data` of `agreement.low`: people agree with the machine about one group less often than about all others. */
export interface LowAgreement {
  /** `by=value`. */
  id: string;
  by: 'plan' | 'source' | 'language';
  /** Null for items without one. */
  value: string | null;
  items: number;
  agreed: number;
  share: number;
  others: AgreementElsewhere;
}

/** All items but those of a group. */
export interface AgreementElsewhere {
  items: number;
  agreed: number;
  share: number;
}

/** `data` of `endpoint.disabled`. */
export interface DisabledEndpoint {
  id: string;
  url?: string;
  /** For people. */
  reason: string;
  disabledAt: string;
}

/**
 * The envelope of an event. `data` is the item as the API answers it; of an erased one the id alone. Of `trend.opened`
 * and `trend.closed` it is an `Incident`, of `theme.grew` a `GrownTheme`, of `agreement.low` a
 * `LowAgreement`, and of `endpoint.disabled` a `DisabledEndpoint`.
 */
export interface Event {
  /** The same on every attempt and every replay. */
  id: string;
  type: OrNewer<EventType>;
  createdAt: string;
  data: Partial<Feedback> & { id: string };
}
