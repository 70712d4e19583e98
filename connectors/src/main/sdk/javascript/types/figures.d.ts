import type { Feedback, OrNewer, Release, Sentiment, Status } from './items.js';

export interface AsOf {
  /** The writes that the answer reflects, as partition:offset for each partition. */
  position: string;
  /** False if `partial: true` was asked for and a partition is missing. */
  complete: boolean;
  missing?: number[];
  standbys?: { partition: number; behind?: number }[];
}

export interface FoundFeedback extends Feedback {
  /** With `q`: the best part of the message as HTML, matches within `<mark>`, all else escaped. */
  highlight?: string;
  /** With `like` or `similar`: the cosine of the two meanings, 1 for the same. */
  likeness?: number;
  /** With `fold`: the items of this page that say nearly the same and are left out. */
  folded?: string[];
}

export interface FeedbackPage {
  data: FoundFeedback[];
  /** The cursor of the next page; absent on the last. */
  next?: string;
  search?: Search;
  facets?: Facets;
  asOf: AsOf;
}

export interface Search {
  /** The words of `q` that were searched for in all their forms; those in quotes are not among them. */
  forms: string[];
  /** With `like` or `similar`: items without a place in the list, since no analyst has read their message. */
  unread?: number;
}

export interface Facets {
  total: number;
  tag?: Facet;
  plan?: Facet;
  source?: Facet;
  sentiment?: Facet;
  status?: Facet;
}

export interface Facet {
  /** `value` is null for items without one. */
  values: { value: string | null; items: number }[];
  other: number;
}

export interface Figures {
  positive: number;
  neutral: number;
  negative: number;
  total: number;
  open: number;
  resolved: number;
  /** negative / total, not rounded; null where there is no item. */
  negativeShare: number | null;
  /** Where the share lies with 95 % confidence (Wilson). */
  negativeShareInterval: number[] | null;
  meanSecondsToResolve: number | null;
}

/** With `compare`, the period before and the differences to it. */
export interface Compared {
  previous?: Figures;
  change?: Omit<Figures, 'negativeShareInterval'>;
}

export interface Period {
  from: string;
  to: string;
}

/** What a row is about: null for items without one. A group by metadata is under `metadata.KEY`. */
export interface Group {
  tag?: string | null;
  plan?: string | null;
  source?: string | null;
  language?: string | null;
  theme?: string | null;
  user?: string;
  [metadata: `metadata.${string}`]: string | null;
}

export type SentimentRow = Group & Figures & Compared;

export interface SentimentTable {
  rows: SentimentRow[];
  /** The number of groups, those cut off by the limit included. */
  groups: number;
  other?: Figures & Compared & { groups: number };
  total: Figures & Compared;
  period?: Period;
  previousPeriod?: Period;
  asOf: AsOf;
}

export interface SentimentTimeline {
  interval: string;
  timezone: string;
  rows: (SentimentRow & { start: string })[];
  other?: (Figures & Compared & { start: string })[];
  total: Figures & Compared;
  period?: Period;
  previousPeriod?: Period;
  asOf: AsOf;
}

export interface ReportWindow extends Figures {
  from: string;
  to: string;
  items: number;
}

export interface Change {
  before: number;
  after: number;
  itemsBefore: number;
  itemsAfter: number;
  rateBefore: number | null;
  rateBeforeInterval: number[] | null;
  rateAfter: number | null;
  rateAfterInterval: number[] | null;
  /** The rate that both windows would have at one mix of plans or sources. */
  standardizedBefore: number | null;
  standardizedAfter: number | null;
  z: number | null;
  stratifiedZ: number | null;
  p: number | null;
  q: number | null;
  verdict: OrNewer<'worse' | 'better' | 'no-evidence' | 'not-enough-data'>;
}

export interface ReleaseReport {
  release: Release;
  before: ReportWindow;
  after: ReportWindow;
  stratifiedBy: 'plan' | 'source';
  tags: (Change & { tag: string | null; affected: boolean })[];
  plans: (Change & { plan: string | null })[];
  warnings: Warning[];
  terms: Term[];
  said: Feedback[];
  asOf: AsOf;
}

/** What limits a report. Each kind has some of the fields, which `/docs` describes; others may be added. */
export interface Warning {
  kind: string;
  message: string;
  to?: string;
  secondsLeft?: number;
  side?: OrNewer<'before' | 'after'>;
  dimension?: OrNewer<'plan' | 'source'>;
  totalVariation?: number;
  chiSquare?: number;
  degreesOfFreedom?: number;
  p?: number;
  most?: { plan?: string | null; source?: string | null; before: number; after: number }[];
  strata?: number;
  items?: number;
  source?: string | null;
  before?: number;
  expected?: number;
  version?: string;
  releasedAt?: string;
  releases?: number;
  partitions?: number[];
  tags?: number;
  plans?: number;
  shown?: number;
  share?: number;
  sides?: OrNewer<'before' | 'after'>[];
}

export interface Term {
  term: string;
  kind: OrNewer<'new' | 'surging'>;
  before: number;
  after: number;
  usersBefore: number;
  usersAfter: number;
  signedRoot: number;
  q: number;
  examples: string[];
}

export interface Unusual {
  items: number;
  expected: number | null;
  p: number | null;
}

export interface Incident {
  id: string;
  tag: string | null;
  state: OrNewer<'open' | 'closed'>;
  openedAt: string;
  /** When the counted items begin. */
  since: string;
  lastAt: string;
  closedAt?: string;
  items: number;
  expected: number;
  peak: { at: string; items: number; expected: number };
  revision: number;
}

export interface Trends {
  hourFrom: string;
  dayFrom: string;
  to: string;
  tags: { tag: string | null; hour: Unusual; day: Unusual; exceptional: boolean; incident?: string }[];
  groups: number;
  other?: { groups: number; dayItems: number };
  incidents: Incident[];
  asOf: AsOf;
}

/** What people say again and again. */
export interface Theme {
  id: string;
  /** The name that people gave it, or else its terms. */
  name: string;
  /** Whether people named it. */
  named: boolean;
  /** Words and pairs of words, the most telling first. */
  terms: string[];
  language?: string;
  /** The message nearest to the middle. */
  central?: { id: string; message: string };
  status: ThemeStatus;
  items: number;
  people: number;
  positive: number;
  neutral: number;
  negative: number;
  negativeShare: number;
  /** A day, as `2026-06-19`. */
  firstSeen: string;
  lastSeen: string;
  /** Items of today and the six days before. */
  thisWeek: number;
  /** Whether its first item was said in these. */
  new: boolean;
  days: { day: string; items: number; negative: number }[];
}

export type ThemeStatus = 'usual' | 'pinned' | 'ignored';

export interface ThemeList {
  data: Theme[];
  /** How many there are, those cut off by the limit as well. */
  themes: number;
}

export type ThemeWithExamples = Theme & {
  /** Items drawn evenly from all of the theme, the newest first. */
  examples: Feedback[];
};

export interface ThemeChange {
  /** Null to have the terms for a name again. */
  name?: string | null;
  status?: ThemeStatus;
}

type Time = string | Date;
type OneOrMore<T> = T | readonly T[];

/** Null asks for items without a value, `'!exports'` for all others, a list for any of several. */
type Named = OneOrMore<string | null>;

/** Which items. */
export interface Filters {
  tag?: Named;
  plan?: Named;
  source?: Named;
  user?: OneOrMore<string>;
  /** By key: `{ browser: 'Firefox' }`. Up to eight keys. */
  metadata?: Record<string, Named>;
  sentiment?: OneOrMore<Sentiment | `!${Sentiment}`>;
  status?: OneOrMore<Status | `!${Status}`>;
  /** Whether the sentiment is a guess. */
  unsure?: boolean;
  /** As ISO 639 names it: `en`; null asks for items whose language nothing told. */
  language?: Named;
  /** By id: `th_7`; null asks for items without a theme. */
  theme?: Named;
  /** At this time or later. */
  from?: Time;
  /** Before this time. */
  to?: Time;
  /** A zone such as `Europe/Berlin`, which defines days. */
  timezone?: string;
  /** What the message must say: words, `"a phrase"`, `expo*`, `-without`, `exprot~`, `slow | hangs`. */
  q?: string;
}

export interface ListQuery extends Filters {
  sort?: 'newest' | 'relevance';
  /** The id of an item: the nearest to it in meaning, a thousand at most. */
  like?: string;
  /** A text, as `like` an item; needs a server with an encoder. */
  similar?: string;
  /** Of items that say nearly the same, the first alone; with a `limit` of at most 200. */
  fold?: boolean;
  facets?: OneOrMore<'tag' | 'plan' | 'source' | 'sentiment' | 'status'>;
  /** The items of one page, 1,000 at most. Iterating goes over all pages. */
  limit?: number;
  cursor?: string;
  partial?: boolean;
}

type GroupName = 'tag' | 'plan' | 'source' | 'language' | 'theme' | 'user' | `metadata.${string}`;

export interface SentimentQuery extends Filters {
  /** Up to three. */
  groupBy?: OneOrMore<GroupName>;
  /** A figure or a name of the group; a minus before it for the greatest first. `-negative` if absent. */
  sort?: string;
  limit?: number;
  other?: boolean;
  compare?: 'previous';
  partial?: boolean;
}

export interface TimelineQuery extends SentimentQuery {
  interval?: 'minute' | 'hour' | 'day' | 'week' | 'month';
}

export interface ReportQuery extends Omit<Filters, 'sentiment' | 'from' | 'to' | 'timezone' | 'q'> {
  /** The time after the release: `7d`. A number of s, m, h, d or w. */
  window?: string;
  baseline?: string;
  stratify?: 'plan' | 'source';
  partial?: boolean;
}

export interface TrendsQuery {
  tag?: Named;
  plan?: Named;
  source?: Named;
  since?: Time;
  state?: 'open' | 'closed';
  limit?: number;
  partial?: boolean;
}

export interface ThemesQuery {
  sentiment?: OneOrMore<Sentiment>;
  /** The first day, and the day after the last: `2026-06-19`. */
  from?: string;
  to?: string;
  language?: string;
  /** All but ignored ones if absent. */
  status?: OneOrMore<ThemeStatus>;
  limit?: number;
}

export interface ReleasesQuery {
  from?: Time;
  to?: Time;
  limit?: number;
}

export interface StreamQuery extends Omit<Filters, 'from' | 'to' | 'timezone'> {
  /** `cursor` of the last event seen: the stream begins with the events after it. */
  after?: string;
}
