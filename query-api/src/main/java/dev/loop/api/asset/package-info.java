/** Files that the server hands out from its class path, compressed and with an ETag. */
@NullMarked
package dev.loop.api.asset;

import org.jspecify.annotations.NullMarked;
