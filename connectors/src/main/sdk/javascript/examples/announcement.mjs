import { Loop } from '@loop/sdk';

const loop = new Loop(process.env.LOOP_API_KEY);

await loop.feedback.create({
  user: { id: 'u_42' },
  message: 'Export hangs at 90 %',
  sentiment: 'negative',
  source: 'in-app-widget',
});
