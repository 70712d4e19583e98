/** Tables for BI tools: Kafka Connect and PostgreSQL in this process, and the progress of the tables. */
@NullMarked
package dev.loop.bi;

import org.jspecify.annotations.NullMarked;
