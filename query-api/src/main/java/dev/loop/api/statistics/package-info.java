/** The statistics that reports need beyond a library's distributions, each with its paper. */
@NullMarked
package dev.loop.api.statistics;

import org.jspecify.annotations.NullMarked;
