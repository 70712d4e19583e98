/** Lets a project choose what is taken out of its texts, and shows beforehand what a choice would take out. */
@NullMarked
package dev.loop.api.masking;

import org.jspecify.annotations.NullMarked;
