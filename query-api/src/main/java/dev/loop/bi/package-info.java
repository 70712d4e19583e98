/** Tables for BI tools: Kafka Connect and PostgreSQL in this process, and how far the tables have come. */
@NullMarked
package dev.loop.bi;

import org.jspecify.annotations.NullMarked;
