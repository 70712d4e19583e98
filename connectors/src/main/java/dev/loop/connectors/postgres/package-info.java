/** The tables for BI tools, in PostgreSQL: their schema, its migrations, and who may read them. */
@NullMarked
package dev.loop.connectors.postgres;

import org.jspecify.annotations.NullMarked;
