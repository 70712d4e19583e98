/** The basis of all calls: routes, parameters, bodies, answers as JSON and CSV, problems. */
@NullMarked
package dev.loop.api.http;

import org.jspecify.annotations.NullMarked;
