/** Requests and answers, with the names and meanings of the API. Each answer keeps the fields that this version does not know. */
@NullMarked
package dev.loop.client.model;

import org.jspecify.annotations.NullMarked;
