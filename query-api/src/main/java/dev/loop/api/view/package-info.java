/** Saved views: pages of the dashboard that people of a project return to. */
@NullMarked
package dev.loop.api.view;

import org.jspecify.annotations.NullMarked;
