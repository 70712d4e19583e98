/** Questions over all partitions: split, read where they live, merge. */
@NullMarked
package dev.loop.api.question;

import org.jspecify.annotations.NullMarked;
