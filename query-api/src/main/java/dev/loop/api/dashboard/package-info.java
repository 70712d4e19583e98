/** The dashboard: its files, and signing in. Its data comes from the same calls that everybody makes. */
@NullMarked
package dev.loop.api.dashboard;

import org.jspecify.annotations.NullMarked;
