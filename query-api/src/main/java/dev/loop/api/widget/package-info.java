/** The feedback widget: the script that pages of other origins load with one tag. */
@NullMarked
package dev.loop.api.widget;

import org.jspecify.annotations.NullMarked;
