package dev.loop.api.odata;

import dev.loop.question.AsOf;
import java.util.List;
import java.util.Optional;

/**
 * The rows of an answer.
 *
 * @param count number of rows of all pages, if asked for
 * @param next where to go on; also present if the work allowed for one request ended before the page was full
 */
record Page(List<ODataRow> rows, Optional<Long> count, Optional<SkipToken> next, AsOf asOf) {}
