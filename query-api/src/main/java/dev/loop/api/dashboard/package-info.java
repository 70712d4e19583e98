/** The dashboard: its files, and signing in. All it shows comes from the same calls that everybody makes. */
@NullMarked
package dev.loop.api.dashboard;

import org.jspecify.annotations.NullMarked;
