// Compiled, not run: each line after @ts-expect-error must not compile, and all others must.
import { APIError, Loop, ValidationError, type Feedback, type NewFeedback, type FeedbackReceipt, type Sentiment } from '@loop/sdk';
import { verifyWebhook } from '@loop/sdk/webhooks';

const loop = new Loop(process.env.LOOP_API_KEY);
const user = { id: 'u_42' };

export async function announced(): Promise<Feedback> {
  return loop.feedback.create({
    user: { id: 'u_42' },
    message: 'Export hangs',
    sentiment: 'negative',
    source: 'in-app-widget',
  });
}

export async function refused(): Promise<void> {
  // @ts-expect-error a typo in sentiment
  await loop.feedback.create({ user, message: '', sentiment: 'negatve' });
  // @ts-expect-error a sentiment that is any text
  await loop.feedback.create({ user, message: '', sentiment: String('negative') });
  // @ts-expect-error a field that does not exist
  await loop.feedback.create({ user, message: '', sentiment: 'negative', tagz: ['exports'] });
  // @ts-expect-error a user without an id
  await loop.feedback.create({ user: { email: 'a@example.com' }, message: '', sentiment: 'negative' });
  await loop.feedback.create({ user, message: '' });
  // @ts-expect-error a scale that does not exist
  await loop.feedback.create({ user, message: '', rating: { value: 4, of: 7 } });
  // @ts-expect-error no message
  await loop.feedback.create({ user, sentiment: 'negative' });
  // @ts-expect-error a filter that does not exist
  await loop.feedback.list({ tga: 'exports' });
  // @ts-expect-error a status that does not exist
  await loop.feedback.update('fb_1', { status: 'closed' });
  // @ts-expect-error an interval that does not exist
  await loop.sentiment.timeline({ interval: 'year' });
  // @ts-expect-error a filter that the file does not have
  await loop.download('releases', { format: 'csv', tag: 'exports' });
  // @ts-expect-error an option that does not exist
  new Loop({ apikey: 'sk_1' });
  // @ts-expect-error a parsed body
  await verifyWebhook({ id: 'evt_1' }, new Headers(), 'whsec_x');
}

export async function rated(): Promise<Feedback> {
  await loop.feedback.batch([{ user, message: '', sentiment: 'neutral', rating: { value: 9, of: 10 }, updatedAt: new Date() }]);
  const again: NewFeedback = { user: (await announced()).user, message: '', sentiment: 'neutral' };
  await loop.feedback.create(again);
  return loop.feedback.create({
    user: { id: 'u_42', email: 'a@example.com', seats: 3 },
    message: '',
    rating: { value: 4, of: 5 },
    tags: ['exports', 'slow'],
    ageSeconds: 90,
  });
}

export async function publishable(): Promise<FeedbackReceipt> {
  const page = new Loop('pk_1234');
  // @ts-expect-error a publishable key reads nothing
  page.feedback.list();
  // @ts-expect-error nor counts
  page.sentiment;
  // @ts-expect-error nor sets what only a server may
  await page.feedback.create({ user, message: '', sentiment: 'positive', plan: 'scale' });
  return page.feedback.create({ user, message: '', sentiment: 'positive', source: 'in-app-widget' });
}

export async function answers(): Promise<Sentiment | undefined> {
  for await (const item of loop.feedback.list({ tag: null, sentiment: ['negative', '!positive'] }))
    return item.sentiment;
  for await (const page of loop.search('export').pages()) console.log(page.next, page.asOf.position);
  const table = await loop.sentiment.query({ groupBy: ['tag', 'metadata.browser'] });
  console.log(table.rows[0]?.tag, table.rows[0]?.['metadata.browser'], table.total.negativeShare?.toFixed(2));
  for await (const event of loop.stream()) if ('data' in event) console.log(event.data.message, event.cursor);
  try {
    const { data, requestId } = await loop.feedback.resolve('fb_1', { reason: 'Fixed' }).withResponse();
    console.log(data.position, data.replayed, requestId);
  } catch (error) {
    if (error instanceof ValidationError) console.log(error.errors[0]?.field);
    if (error instanceof APIError && error.type === 'item-erased') console.log(error.retryAfter);
  }
  return undefined;
}
