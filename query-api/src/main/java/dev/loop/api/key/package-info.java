/** API keys: who calls, and what they may do. */
@NullMarked
package dev.loop.api.key;

import org.jspecify.annotations.NullMarked;
