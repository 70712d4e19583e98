// Node 18 or later, nothing to install:  SECRET=whsec_… PORT=9000 node receiver.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { SECRET, PORT = '9000' } = process.env;

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks); // verify these bytes, before anything parses them

  const good = createHmac('sha256', SECRET).update(body).digest();
  const sent = Buffer.from(request.headers['loop-signature'] ?? '', 'hex');
  if (sent.length !== good.length || !timingSafeEqual(sent, good)) {
    response.writeHead(401).end();
    return;
  }
  // The same event may come twice, with the same id: keep the ids that you have seen.
  const event = JSON.parse(body);
  console.log(event.type, event.id, event.data.message ?? '');
  response.writeHead(204).end();
}).listen(Number(PORT), '127.0.0.1');
