/** The parameters of calls: filters, groups, pages. */
@NullMarked
package dev.loop.client.query;

import org.jspecify.annotations.NullMarked;
