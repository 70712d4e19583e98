/** The instance that answers for a partition: placement, the client of a peer, the order of tries. */
@NullMarked
package dev.loop.question.cluster;

import org.jspecify.annotations.NullMarked;
