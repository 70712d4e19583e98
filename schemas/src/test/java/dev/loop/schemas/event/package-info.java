@NullMarked
package dev.loop.schemas.event;

import org.jspecify.annotations.NullMarked;
