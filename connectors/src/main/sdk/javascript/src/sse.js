import { LoopError } from './errors.js';

const LONGEST_EVENT = 4 * 1024 * 1024;

/**
 * The events of a server-sent stream, as WHATWG HTML has them: lines end with CR, LF or both, data may have several
 * lines, and an event that the end cuts off is none.
 */
export async function* eventsOf(bytes) {
  const decoder = new TextDecoder();
  let text = '';
  let id = '';
  let event = '';
  let data = [];
  for await (const part of bytes) {
    text += decoder.decode(part, { stream: true });
    // A CR at the end may be half of a CR LF.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\r|\n/);
    text = lines.pop() + text.slice(whole.length);
    for (const line of lines) {
      if (line) {
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'data') data.push(value);
        else if (field === 'event') event = value;
        else if (field === 'id' && !value.includes('\0')) id = value;
      } else {
        if (data.length > 0) yield { id, event: event || 'message', data: data.join('\n') };
        event = '';
        data = [];
      }
    }
    if (text.length + data.reduce((sum, line) => sum + line.length, 0) > LONGEST_EVENT) {
      throw new LoopError('An event of the stream is longer than 4 MiB: this is not a stream of Loop.');
    }
  }
}
