/** Words that surge between two samples of messages. */
@NullMarked
package dev.loop.analysis.word;

import org.jspecify.annotations.NullMarked;
