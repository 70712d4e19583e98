// What the pages about forms say alike.

/** Kinds of forms, and what is answered. @type {[string, string][]} */
export const KINDS = [["nps", "0 to 10 (NPS)"], ["stars", "1 to 5 stars"], ["sentiment", "Bad, okay, good"], ["text", "A sentence alone"]];

/**
 * The words that a form of a kind shows: the name of each, and what it is.
 * @returns {[string, string][]}
 */
export function wordsOf(kind, comment) {
  /** @type {[string, string][]} */
  const words = [
    ["send", "Button"],
    ["thanks", "Thanks"],
  ];
  if (kind === "sentiment") words.push(["negative", "Bad"], ["neutral", "Okay"], ["positive", "Good"]);
  if (kind === "nps" || kind === "stars") words.push(["low", "Low end"], ["high", "High end"]);
  if (comment && kind !== "text") words.push(["comment", "Asks for a sentence"]);
  return words;
}

/** What is chosen from, as it stands in links. */
export function answersOf(kind) {
  if (kind === "sentiment") return ["negative", "neutral", "positive"];
  return kind === "nps" ? Array.from({ length: 11 }, (_, at) => String(at)) : kind === "stars" ? ["1", "2", "3", "4", "5"] : [];
}

/** Whether it takes answers, and the colour of that. @returns {[string, string]} */
export function stateOf(form) {
  if (form.open) return ["open", "good"];
  return form.enabled ? ["closed by its key", "bad"] : ["closed", ""];
}

export const addressOf = (form) => location.origin + form.path;
