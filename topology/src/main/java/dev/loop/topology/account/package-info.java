/** Accounts as a table, and which one a user belongs to. */
@NullMarked
package dev.loop.topology.account;

import org.jspecify.annotations.NullMarked;
