/** How far the tables of BI tools have come. */
@NullMarked
package dev.loop.api.sink;

import org.jspecify.annotations.NullMarked;
