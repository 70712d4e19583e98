/**
 * How fast it is, measured against what the parts that it stands on can do alone, in the same process and the same run:
 * ratios hold on other machines, absolute figures do not.
 */
@NullMarked
package dev.loop.benchmark;

import org.jspecify.annotations.NullMarked;
