/** Questions and answers as bytes between instances. */
@NullMarked
package dev.loop.question.message;

import org.jspecify.annotations.NullMarked;
