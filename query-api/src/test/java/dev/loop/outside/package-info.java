/** Programs in other languages that tests run against Loop. */
@NullMarked
package dev.loop.outside;

import org.jspecify.annotations.NullMarked;
