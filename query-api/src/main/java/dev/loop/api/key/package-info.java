/** API keys: callers and their scopes. */
@NullMarked
package dev.loop.api.key;

import org.jspecify.annotations.NullMarked;
