package dev.loop.api.odata;

import dev.loop.api.question.AsOf;
import java.util.List;
import java.util.Optional;

/**
 * Rows of an answer.
 *
 * @param count of all rows of all pages, where it was asked for
 * @param next where to go on; present as well where the work allowed for one request ended before the page was full
 */
record Page(List<Row> rows, Optional<Long> count, Optional<SkipToken> next, AsOf asOf) {}
