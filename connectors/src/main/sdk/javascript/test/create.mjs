// Creates the item that ITEM has as JSON.
import { Loop } from '@loop/sdk';

await new Loop(process.env.LOOP_API_KEY).feedback.create(JSON.parse(process.env.ITEM));
