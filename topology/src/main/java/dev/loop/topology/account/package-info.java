/** Accounts as a table, with the account of each user. */
@NullMarked
package dev.loop.topology.account;

import org.jspecify.annotations.NullMarked;
