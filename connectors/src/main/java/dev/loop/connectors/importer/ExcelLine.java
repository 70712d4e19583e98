package dev.loop.connectors.importer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sep=;}, a first line by which a file tells Excel its delimiter. */
final class ExcelLine {

    static final int LONGEST = 200;

    // A program that knows nothing of it writes it in quotes, and fills the line up with delimiters.
    private static final Pattern LINE =
            Pattern.compile("\\A\"?sep=(\\\\t|.)\"?[,;\\t| ]*(?=[\\r\\n]|\\z)", Pattern.CASE_INSENSITIVE);

    /** The delimiter that the first line tells, where it is such a line. */
    static Optional<Character> delimiter(String start) {
        Matcher matcher = LINE.matcher(start);
        return matcher.find()
                ? Optional.of(
                        matcher.group(1).equals("\\t") ? '\t' : matcher.group(1).charAt(0))
                : Optional.empty();
    }

    private ExcelLine() {}
}
