/** Answers that are rows: the same columns and figures as CSV, NDJSON and Parquet. */
@NullMarked
package dev.loop.api.table;

import org.jspecify.annotations.NullMarked;
