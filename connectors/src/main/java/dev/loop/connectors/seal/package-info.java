/** Secrets as they are kept: sealed with a master key that is not kept beside them. */
@NullMarked
package dev.loop.connectors.seal;

import org.jspecify.annotations.NullMarked;
