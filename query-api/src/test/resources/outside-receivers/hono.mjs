import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.SECRET);
const app = new Hono();

app.post('/hooks', async (c) => {
  const body = await c.req.text(); // first of all: no middleware has called json() before
  try {
    webhook.verify(body, Object.fromEntries(c.req.raw.headers));
  } catch {
    return c.body(null, 401);
  }
  const event = JSON.parse(body);
  console.log(event.type, event.id);
  return c.body(null, 204);
});

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' });
