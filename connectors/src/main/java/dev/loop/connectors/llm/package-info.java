/** Asks a language model about sentiments: any server that speaks OpenAI's chat completions, within a budget. */
@NullMarked
package dev.loop.connectors.llm;

import org.jspecify.annotations.NullMarked;
