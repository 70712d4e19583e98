/** Accounts over HTTP. */
@NullMarked
package dev.loop.api.account;

import org.jspecify.annotations.NullMarked;
