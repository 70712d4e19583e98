// Writes one FeedbackCommand with the schema that the registry has for the topic, and reads it back.
import { AvroDeserializer, AvroSerializer, SchemaRegistryClient, SerdeType } from '@confluentinc/schemaregistry';
import { readFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';

const { BOOTSTRAP, PASSWORD_FILE, REGISTRY, TOPIC, COMMAND } = process.env;
const command = JSON.parse(COMMAND);

const registry = new SchemaRegistryClient({ baseURLs: [REGISTRY] });
const serializer = new AvroSerializer(registry, SerdeType.VALUE, { autoRegisterSchemas: false, useLatestVersion: true });
const deserializer = new AvroDeserializer(registry, SerdeType.VALUE, {});

const value = await serializer.serialize(TOPIC, command);
const back = await deserializer.deserialize(TOPIC, value);
if (back.id !== command.id) throw new Error(`read back as ${JSON.stringify(back)}`);

const password = readFileSync(PASSWORD_FILE, 'utf8').trim();
const sasl = { mechanism: 'scram-sha-256', username: 'loop', password };
const kafka = new Kafka({ clientId: 'outside', brokers: [BOOTSTRAP], sasl, logLevel: logLevel.ERROR });
const producer = kafka.producer();
await producer.connect();
await producer.send({ topic: TOPIC, acks: -1, messages: [{ key: command.id, value }] });
await producer.disconnect();

// What it registers by itself has to be found again too.
const own = { schemaType: 'AVRO', schema: JSON.stringify({ type: 'record', name: 'Outside', fields: [{ name: 'a', type: 'int' }] }) };
const id = await registry.register('outside-value', own);
if (await registry.getId('outside-value', own) !== id) throw new Error('registered under another id');
console.log(`registered ${id}`);
