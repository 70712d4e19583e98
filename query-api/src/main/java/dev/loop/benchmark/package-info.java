/**
 * Benchmarks: how fast Loop is, beside what the parts under it do alone, in the same process and the same run. Ratios
 * hold on other machines, absolute figures do not.
 */
@NullMarked
package dev.loop.benchmark;

import org.jspecify.annotations.NullMarked;
