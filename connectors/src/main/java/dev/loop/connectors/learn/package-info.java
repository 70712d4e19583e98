/** Models of a project's own: learnt from what people and authors say of sentiments, measured, and switched on by people. */
@NullMarked
package dev.loop.connectors.learn;

import org.jspecify.annotations.NullMarked;
