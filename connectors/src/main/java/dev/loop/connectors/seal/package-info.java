/** Sealing of stored secrets with a master key that is not kept beside them. */
@NullMarked
package dev.loop.connectors.seal;

import org.jspecify.annotations.NullMarked;
