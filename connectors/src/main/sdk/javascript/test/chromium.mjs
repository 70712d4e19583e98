import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const page = (server, key) => `<!doctype html><script type="module">
  const say = (result) => fetch('/result', { method: 'POST', body: JSON.stringify(result) });
  try {
    const { Loop } = await import('/sdk/src/index.js');
    const { verifyWebhook } = await import('/sdk/src/webhooks.js');
    let refused = '';
    try { new Loop('sk_secret'); } catch (error) { refused = error.name; }
    const loop = new Loop({ apiKey: '${key}', baseUrl: '${server}' });
    const item = { user: { id: 'u_page' }, message: 'from Chromium', sentiment: 'positive', source: 'in-app-widget' };
    const { data, requestId } = await loop.feedback.create(item).withResponse();
    const problem = await loop.feedback.create({ ...item, sentiment: 'negatve' }).catch((error) => error);
    const verified = await verifyWebhook('{"test": 2432232314}', {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', { now: 1614265330 });
    await say({ refused, fields: Object.keys(data).sort().join(), requestId: Boolean(requestId), problem: problem.name, verified: verified.test });
  } catch (error) {
    await say({ error: String(error.stack ?? error) });
  }
</script>`;

const WANTED = {
  refused: 'LoopError',
  fields: 'createdAt,id,sentiment',
  requestId: true,
  problem: 'ValidationError',
  verified: 2432232314,
};

/** A page of another origin, with a publishable key: what a site has. Returns a row of the matrix. */
export async function tryInChromium(sdk) {
  let told;
  const result = new Promise((resolve) => (told = resolve));
  const server = createServer(async (request, response) => {
    if (request.url === '/result') {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      told(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(204).end();
    } else if (/^\/sdk\/src\/[a-z]+\.js$/.test(request.url)) {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(readFileSync(join(sdk, request.url.slice(4))));
    } else if (request.url === '/') {
      response
        .writeHead(200, { 'Content-Type': 'text/html' })
        .end(page(process.env.LOOP_BASE_URL, process.env.LOOP_PUBLISHABLE_KEY));
    } else {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const profile = mkdtempSync(join(tmpdir(), 'sdk-chromium-'));
  const began = performance.now();
  const address = `http://127.0.0.1:${server.address().port}/`;
  const browser = spawn(
    process.env.CHROMIUM ?? 'chromium',
    [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-port=0', address],
    { stdio: 'ignore' },
  );
  const missing = new Promise((resolve) => browser.on('error', (error) => resolve({ error: error.message })));
  const late = new Promise((resolve) => setTimeout(resolve, 120_000, { error: 'nothing was told in 120 s' }).unref());
  const seen = await Promise.race([result, missing, late]);
  if (browser.kill()) await once(browser, 'exit').catch(() => {});
  server.close();
  server.closeAllConnections?.();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  const printed = JSON.stringify(seen);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  return [
    'Chromium',
    'create, refusals, verify, from another origin',
    { good: printed === JSON.stringify(WANTED), printed, seconds },
  ];
}
