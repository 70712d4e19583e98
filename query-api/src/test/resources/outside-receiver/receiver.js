// The handler of the contract: HMAC over the raw body, compared in constant time. Beside it the library of Standard Webhooks.
import crypto from 'node:crypto';
import express from 'express';
import { Webhook } from 'standardwebhooks';

const { PORT, SECRET } = process.env;
const app = express();

app.post('/hooks', express.raw({ type: '*/*', limit: '1mb' }), (req, res) => {
  const good = crypto.createHmac('sha256', SECRET).update(req.body).digest();
  const sent = Buffer.from(req.get('Loop-Signature') ?? '', 'hex');
  if (sent.length !== good.length || !crypto.timingSafeEqual(sent, good)) {
    return res.sendStatus(401);
  }
  console.log(JSON.stringify({ headers: req.headers, body: req.body.toString('base64') }));
  res.sendStatus(204);
});

app.post('/standard', express.raw({ type: '*/*', limit: '1mb' }), (req, res) => {
  try {
    new Webhook(SECRET).verify(req.body, req.headers);
    console.log(JSON.stringify({ headers: req.headers, body: req.body.toString('base64') }));
    res.sendStatus(204);
  } catch (refused) {
    res.status(401).send(refused.message);
  }
});

app.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
