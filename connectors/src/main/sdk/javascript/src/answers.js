/** The promise of the data alone, which has the whole answer too. */
export function promiseOf(answer) {
  const promise = answer.then(({ data }) => data);
  promise.withResponse = () => {
    promise.catch(() => {});
    return answer;
  };
  return promise;
}

/**
 * A list: the promise of its first page, which can be iterated over all its items, or by `pages()`. Follows `next`,
 * also where a page is short or empty, and asks for a page when the one before it is used up.
 *
 * @param page asks for the page at a cursor
 */
export function listOf(page) {
  const promise = promiseOf(page());
  promise.pages = async function* () {
    for (let found = await promise; ; found = (await page(found.next)).data) {
      yield found;
      if (!found.next) return;
    }
  };
  promise[Symbol.asyncIterator] = async function* () {
    for await (const found of promise.pages()) yield* found.data;
  };
  return promise;
}

/** Puts `position` and `replayed` on the result of a write, out of its enumerable fields, which are the API's alone. */
export function marked(answer) {
  const { data, headers } = answer;
  if (data && typeof data === 'object') {
    Object.defineProperties(data, {
      position: { value: headers.get('loop-position') ?? undefined, configurable: true },
      replayed: { value: headers.get('idempotent-replayed') === 'true', configurable: true },
    });
  }
  return answer;
}
