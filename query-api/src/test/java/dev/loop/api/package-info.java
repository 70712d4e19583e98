@NullMarked
package dev.loop.api;

import org.jspecify.annotations.NullMarked;
