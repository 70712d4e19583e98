/** Pages of the dashboard that people of a project look at again and again. */
@NullMarked
package dev.loop.api.view;

import org.jspecify.annotations.NullMarked;
