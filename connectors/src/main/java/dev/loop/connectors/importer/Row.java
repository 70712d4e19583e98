package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.schemas.text.FieldError;
import java.util.List;

/** One row of a file. */
sealed interface Row {

    /** Returns the line on which the row starts, from 1. */
    long line();

    /** @param fields as many as the header has */
    record Csv(long line, List<String> fields) implements Row {}

    record Json(long line, ObjectNode object) implements Row {}

    /**
     * A row that cannot be read; the rows around it are not affected.
     *
     * @param raw its fields, or the text of its line
     * @param verbatim whether that is text that no fields can be made of
     */
    record Unreadable(long line, List<String> raw, FieldError refusal, boolean verbatim) implements Row {}
}
