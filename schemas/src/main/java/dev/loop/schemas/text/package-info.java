/** Text rules, times, identifiers and the errors of one field: what every reader of outside input shares. */
@NullMarked
package dev.loop.schemas.text;

import org.jspecify.annotations.NullMarked;
