/** Feedback from files: rows read, mapped to items, sent in batches to the HTTP API. */
@NullMarked
package dev.loop.connectors.importer;

import org.jspecify.annotations.NullMarked;
