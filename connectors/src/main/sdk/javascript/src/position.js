const FORM = /^\d+:\d+(,\d+:\d+)*$/;

/** The newest position of all writes: `partition:offset` for each partition, separated by commas. */
export class NewestPosition {
  #offsets = new Map();
  #other;

  add(position) {
    if (!position) return;
    if (!FORM.test(position)) {
      this.#other = position;
      return;
    }
    for (const part of position.split(',')) {
      const [partition, offset] = part.split(':').map(Number);
      if (!(this.#offsets.get(partition) >= offset)) this.#offsets.set(partition, offset);
    }
  }

  toString() {
    return this.#other ?? [...this.#offsets].map(([partition, offset]) => `${partition}:${offset}`).join(',');
  }
}
