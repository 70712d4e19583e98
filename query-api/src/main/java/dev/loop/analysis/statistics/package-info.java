/** Statistics without input or output: tests, intervals, corrections, baselines. */
@NullMarked
package dev.loop.analysis.statistics;

import org.jspecify.annotations.NullMarked;
