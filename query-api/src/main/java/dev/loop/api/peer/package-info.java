/** The messages between instances: values in a compact binary form, of one version. */
@NullMarked
package dev.loop.api.peer;

import org.jspecify.annotations.NullMarked;
