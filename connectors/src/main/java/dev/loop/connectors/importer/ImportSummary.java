package dev.loop.connectors.importer;

import dev.loop.schemas.text.FieldError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of an import.
 *
 * @param reasons why rows were refused, the most frequent first
 * @param setAside number of rows that are no feedback, by kind
 * @param fields number of items in which each field was changed, or differs
 * @param otherImports number of known items that each other import had created
 * @param refusedFile file of the refused rows; empty if there are none
 * @param failure why it ended before the end of the file; empty where it did not
 * @param counted whether all accepted items are in the counts
 */
public record ImportSummary(
        Ending ending,
        ImportProgress progress,
        List<Reason> reasons,
        Map<String, Long> setAside,
        Map<String, Long> fields,
        Map<String, Long> otherImports,
        Optional<Path> refusedFile,
        Optional<String> failure,
        boolean counted) {

    /** The way in which an import ended. */
    public enum Ending {
        /** The import reached the end of the file. */
        COMPLETE,
        /** Somebody stopped it. */
        STOPPED,
        FAILED
    }

    /**
     * @param example of a row that was refused for it
     * @param line of the example
     */
    public record Reason(long rows, FieldError example, long line) {}
}
