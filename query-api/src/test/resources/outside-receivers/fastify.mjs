import Fastify from 'fastify';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.SECRET);
const app = Fastify({ bodyLimit: 1024 * 1024 });

app.register(async (hooks) => {
  // Parsers are inherited, and a second one for a type is an error: the inherited ones go first.
  hooks.removeAllContentTypeParsers();
  hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => done(null, body));

  hooks.post('/hooks', async (request, reply) => {
    try {
      webhook.verify(request.body, request.headers);
    } catch {
      return reply.code(401).send();
    }
    const event = JSON.parse(request.body);
    console.log(event.type, event.id);
    return reply.code(204).send();
  });
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
