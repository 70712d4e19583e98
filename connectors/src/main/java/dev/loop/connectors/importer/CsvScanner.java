package dev.loop.connectors.importer;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts delimited text into records, strictly: a record that its dialect does not read for certain is returned with its
 * fault and as it stood, and those after it are read. Lines may end in LF, CR LF or CR; empty ones are no records.
 *
 * <p>No library does that. FastCSV 4.2 and Commons CSV 1.14 either take text after a closing quote for a part of the
 * field or end with it, and FastCSV knows no backslash; univocity-parsers 2.9 guesses where such a field ends, and has had
 * no release since 2021.
 *
 * <p>Not thread-safe.
 */
final class CsvScanner {

    /** A quote that is never closed would otherwise read the rest of the file as one field. */
    static final int MOST_CHARACTERS = 4_000_000;

    /** The limit of the distance from a fault to the end of its record. */
    private static final int FARTHEST_END = 1_000_000;

    private static final int END = -1;
    private static final int EXCERPT = 20;

    /** A record has no end within the allowed length. */
    static final class EndlessRecord extends IOException {
        EndlessRecord() {
            super("a record has more than " + MOST_CHARACTERS + " characters");
        }
    }

    /**
     * @param problem fault of the row, as the rest of a sentence that begins with its name
     * @param behindBackslash whether the quote that is in the way has a backslash before it
     */
    record Fault(String problem, boolean behindBackslash, boolean unclosed) {}

    /** @param text the record as it stands, without its last line break; only of one with a fault */
    record Record(long line, List<String> fields, @Nullable Fault fault, String text) {}

    private final Reader reader;
    private final char delimiter;
    private final Dialect dialect;
    private final char[] buffer = new char[1 << 14];
    private int at;
    private int filled;

    /** The text of the current record, unchanged. */
    private final StringBuilder text = new StringBuilder();

    private final StringBuilder field = new StringBuilder();
    private List<String> fields = new ArrayList<>();
    private int columns;
    private long line;
    private boolean anyQuoted;
    private boolean bareQuote;
    private boolean backslashBeforeQuote;
    private boolean suspicious;
    private @Nullable Fault fault;

    /** @param firstLine the number of the line that the reader begins with */
    CsvScanner(Reader reader, char delimiter, Dialect dialect, long firstLine) {
        this.line = firstLine;
        this.reader = reader;
        this.delimiter = delimiter;
        this.dialect = dialect;
    }

    /**
     * Makes a quote behind a backslash a fault wherever it stands, for a file that is known to write quotes so. Alone,
     * {@code "C:\x\"} and {@code "\""} are valid in both dialects.
     */
    void suspectBackslashes() {
        suspicious = true;
    }

    /** Returns whether a text writes a quote as a backslash and a quote somewhere. */
    static boolean writesBackslashes(String text, char delimiter) {
        CsvScanner scanner = new CsvScanner(new java.io.StringReader(text), delimiter, Dialect.RFC_4180, 1);
        try {
            for (Record next = scanner.next(); next != null; next = scanner.next()) {
                if (next.fault() != null && next.fault().behindBackslash()) {
                    return true;
                }
            }
        } catch (IOException e) {
            // A text in memory cannot fail to be read; the failure means a record without an end.
        }
        return false;
    }

    /** Returns the next record, null at the end. */
    @Nullable
    Record next() throws IOException {
        while (peek() == '\n' || peek() == '\r') {
            lineBreak(read());
        }
        if (peek() == END) {
            return null;
        }
        text.setLength(0);
        fields = new ArrayList<>(Math.max(4, columns));
        anyQuoted = false;
        bareQuote = false;
        backslashBeforeQuote = false;
        fault = null;
        long start = line;
        boolean more = true;
        while (more && fault == null) {
            more = field();
        }
        if (fault == null && anyQuoted && bareQuote) {
            fault = new Fault("has a quote within a field that is not in quotes, beside others that are", false, false);
            return new Record(start, List.copyOf(fields), fault, text.toString());
        }
        if (fault == null && backslashBeforeQuote && suspicious) {
            fault = new Fault("has a backslash before a quote, in a file that writes quotes so", true, false);
            return new Record(start, List.copyOf(fields), fault, text.toString());
        }
        Fault found = fault;
        if (found != null) {
            suspicious |= found.behindBackslash();
            if (!found.unclosed()) {
                skipToEnd();
            }
            return new Record(start, List.of(), found, text.toString());
        }
        if (columns == 0) {
            columns = fields.size();
        }
        return new Record(start, fields, null, "");
    }

    /** Reads a field and its end. Returns false after the last field of a record. */
    private boolean field() throws IOException {
        field.setLength(0);
        if (dialect.quotes() && peek() == '"') {
            anyQuoted = true;
            keep(read());
            if (!quoted()) {
                return false;
            }
        } else {
            unquoted();
        }
        if (fault != null) {
            return false;
        }
        int c = peek();
        if (c != END && c != delimiter && c != '\n' && c != '\r') {
            textBehindQuote();
            return false;
        }
        fields.add(field.toString());
        if (c == delimiter) {
            keep(read());
            return true;
        }
        if (c != END) {
            lineBreak(read());
        }
        return false;
    }

    private void unquoted() throws IOException {
        for (int c = peek(); c != END && c != delimiter && c != '\n' && c != '\r'; c = peek()) {
            keep(read());
            if (c == '\\' && dialect.backslash()) {
                escaped();
            } else {
                bareQuote |= c == '"' && dialect.quotes();
                field.append((char) c);
            }
        }
    }

    /** Reads a quoted field. Returns false if the file ends before the quote does. */
    private boolean quoted() throws IOException {
        while (true) {
            int c = peek();
            if (c == END) {
                fault = new Fault(
                        "has a quote that is never closed, and goes on over "
                                + text.chars().filter(x -> x == '\n').count() + " lines",
                        false,
                        true);
                return false;
            }
            keep(read());
            backslashBeforeQuote |= c == '\\' && peek() == '"' && !dialect.backslash();
            if (c == '\\' && dialect.backslash()) {
                escaped();
            } else if (c != '"') {
                newLine(c);
                field.append((char) c);
            } else if (peek() == '"' && !dialect.backslash()) {
                keep(read());
                field.append('"');
            } else {
                return true;
            }
        }
    }

    /** Reads the character after a backslash. The meaning of an escaped letter differs from writer to writer. */
    private void escaped() throws IOException {
        int c = peek();
        if (c == '"' || c == '\\' || c == delimiter || c == '\n' || c == '\r') {
            keep(read());
            newLine(c);
            field.append((char) c);
        } else if (fault == null) {
            fault = new Fault(
                    "has a backslash before " + (c == END ? "the end" : "‘" + (char) c + "’") + " at " + excerpt(),
                    false,
                    false);
        }
    }

    private void textBehindQuote() throws IOException {
        int quote = text.length() - 1;
        fault = new Fault(
                "has text after the quote that closes a field, at " + excerpt(),
                quote > 0 && text.charAt(quote - 1) == '\\',
                false);
    }

    /** Returns the text around the current place, on one line. */
    private String excerpt() throws IOException {
        int from = Math.max(0, text.length() - EXCERPT);
        StringBuilder around = new StringBuilder(text.substring(from));
        for (int i = at; i < Math.min(filled, at + EXCERPT) && buffer[i] != '\n' && buffer[i] != '\r'; i++) {
            around.append(buffer[i]);
        }
        String words = around.toString().replaceAll("\\R", " ");
        return "‘" + words + "’" + (line > 1 ? " on line " + line : "");
    }

    /**
     * Reads on to where a record with a fault ends: at the first line break where, if only a quote before a delimiter
     * closed a field, it would have its number of columns. To stop at any line break could take the inside of a message
     * for a row.
     */
    private void skipToEnd() throws IOException {
        int looked = 0;
        Lenient lenient = new Lenient(dialect.quotes(), delimiter);
        while (true) {
            while (looked < text.length()) {
                lenient.take(text.charAt(looked++));
            }
            int c = peek();
            boolean lineEnd = c == END || c == '\n' || c == '\r';
            if (lineEnd && lenient.ends(columns) || c == END) {
                if (c != END) {
                    lineBreak(read());
                }
                return;
            }
            if (text.length() > FARTHEST_END) {
                throw new EndlessRecord();
            }
            keep(read());
            newLine(c);
        }
    }

    /** Counts a line break within a field. In CR LF the second half counts. */
    private void newLine(int c) throws IOException {
        if (c == '\n' || c == '\r' && peek() != '\n') {
            line++;
        }
    }

    /** Ends a record at a line break. */
    private void lineBreak(int c) throws IOException {
        if (c == '\r' && peek() == '\n') {
            read();
        }
        line++;
    }

    private void keep(int c) throws IOException {
        if (text.length() >= MOST_CHARACTERS) {
            throw new EndlessRecord();
        }
        text.append((char) c);
    }

    private int peek() throws IOException {
        return at < filled || fill() ? buffer[at] : END;
    }

    private int read() {
        return buffer[at++];
    }

    private boolean fill() throws IOException {
        filled = reader.read(buffer, 0, buffer.length);
        at = 0;
        return filled > 0;
    }

    /** Counts columns where a quote closes a field only before a delimiter or a line break. */
    private static final class Lenient {
        private final boolean quotes;
        private final char delimiter;
        private int seen = 1;
        private boolean open;
        private boolean atStart = true;
        private char last;

        Lenient(boolean quotes, char delimiter) {
            this.quotes = quotes;
            this.delimiter = delimiter;
        }

        void take(char c) {
            if (open && last == '"' && !atStart && (c == delimiter || c == '\n' || c == '\r')) {
                open = c != delimiter;
            }
            if (!open && c == delimiter) {
                seen++;
                atStart = true;
            } else {
                if (atStart && quotes && c == '"' && !open) {
                    open = true;
                    // A quote that opens does not close.
                    last = ' ';
                    atStart = false;
                    return;
                }
                atStart = false;
            }
            last = c;
        }

        boolean ends(int columns) {
            return (!open || last == '"') && (seen == columns || columns == 0);
        }
    }
}
