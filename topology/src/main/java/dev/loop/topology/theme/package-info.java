/** Themes: items of a project that say alike things, found as items come, with names, counts and the people behind them. */
@NullMarked
package dev.loop.topology.theme;

import org.jspecify.annotations.NullMarked;
