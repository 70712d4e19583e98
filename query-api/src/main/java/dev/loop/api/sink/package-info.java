/** The progress of the tables of BI tools. */
@NullMarked
package dev.loop.api.sink;

import org.jspecify.annotations.NullMarked;
