package dev.loop.connectors.importer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The line {@code sep=;}, by which a file tells Excel its delimiter. */
final class ExcelLine {

    static final int LONGEST = 200;

    // A program that does not know the line writes it in quotes, and fills it up with delimiters.
    private static final Pattern LINE =
            Pattern.compile("\\A\"?sep=(\\\\t|.)\"?[,;\\t| ]*(?=[\\r\\n]|\\z)", Pattern.CASE_INSENSITIVE);

    /** Returns the delimiter that the first line tells, if it is such a line. */
    static Optional<Character> delimiter(String start) {
        Matcher matcher = LINE.matcher(start);
        return matcher.find()
                ? Optional.of(
                        matcher.group(1).equals("\\t") ? '\t' : matcher.group(1).charAt(0))
                : Optional.empty();
    }

    private ExcelLine() {}
}
