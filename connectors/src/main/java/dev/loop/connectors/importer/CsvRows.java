package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loop.schemas.text.FieldError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * CSV by RFC 4180, or in another {@link Dialect}: the first record names the columns. Lines before it, and records after
 * it that explain the columns, are skipped where an option says so.
 */
final class CsvRows extends RowSource {

    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final int LOOKED_AT = 1 << 15;

    private final TextInput input;
    private final char delimiter;
    private final Dialect dialect;
    private final CsvScanner scanner;
    private final List<String> columns;
    private final int ownColumns;
    private final boolean ownExport;
    private final List<List<String>> explained = new ArrayList<>();
    private final ArrayDeque<CsvScanner.Record> waiting = new ArrayDeque<>();
    private long line = 1;

    private CsvRows(TextInput input, char delimiter, Options options) {
        super(input);
        this.input = input;
        this.delimiter = delimiter;
        this.dialect = options.dialect();
        this.scanner = new CsvScanner(input.reader(), delimiter, dialect, input.linesSkipped() + 1);
        if (dialect.equals(Dialect.RFC_4180) && CsvScanner.writesBackslashes(input.start(LOOKED_AT), delimiter)) {
            scanner.suspectBackslashes();
        }
        CsvScanner.Record header = record();
        if (header == null) {
            throw new ImportException(input.name() + " is empty. Its first line must name the columns.");
        }
        if (header.fault() != null) {
            throw new ImportException("The line of " + input.name() + " that names the columns "
                    + header.fault().problem() + ". " + remedy(header.fault()));
        }
        this.columns = header.fields().stream().map(String::strip).toList();
        int refused = columns.indexOf(RefusedRows.COLUMNS.get(0));
        this.ownColumns = refused < 0 ? columns.size() : refused;
        this.ownExport = OwnExport.is(columns());
        skipExplanations(options.skipAfterHeader());
    }

    /** @param options its delimiter is found out from the first line where it is absent */
    static CsvRows open(TextInput input, Options options) {
        Optional<Character> said = Optional.empty();
        for (int left = options.skip(); ; left = Math.max(0, left - 1)) {
            Optional<Character> here = ExcelLine.delimiter(input.start(ExcelLine.LONGEST));
            if (here.isEmpty() && left == 0) {
                break;
            }
            said = here.isPresent() ? here : said;
            input.skipLine();
        }
        Optional<Character> found = said;
        char delimiter = options.delimiter()
                .or(() -> found)
                .orElseGet(() ->
                        delimiterOf(input.start(LOOKED_AT), options.dialect().quotes()));
        return new CsvRows(input, delimiter, options);
    }

    /** Returns the usual delimiter that occurs most often in the first line, outside quotes. */
    static char delimiterOf(String start, boolean quotes) {
        int[] counts = new int[DELIMITERS.length];
        boolean quoted = false;
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            if (c == '"' && quotes) {
                quoted = !quoted;
            } else if (!quoted && (c == '\n' || c == '\r')) {
                break;
            } else if (!quoted) {
                for (int d = 0; d < DELIMITERS.length; d++) {
                    counts[d] += c == DELIMITERS[d] ? 1 : 0;
                }
            }
        }
        int best = 0;
        for (int d = 1; d < DELIMITERS.length; d++) {
            best = counts[d] > counts[best] ? d : best;
        }
        return DELIMITERS[best];
    }

    /**
     * Skips the records that an option names and, in every file, those of Qualtrics, the second of which holds JSON.
     */
    private void skipExplanations(int number) {
        int left = number;
        while (waiting.size() < Math.max(2, left)) {
            CsvScanner.Record next = record();
            if (next == null) {
                break;
            }
            waiting.add(next);
        }
        int row = 0;
        for (CsvScanner.Record next : waiting) {
            row++;
            left = row <= 2 && QualtricsRow.is(next.fields()) ? Math.max(left, row) : left;
        }
        for (; left > 0 && !waiting.isEmpty(); left--) {
            explained.add(waiting.remove().fields());
        }
    }

    @Override
    public Format format() {
        return Format.CSV;
    }

    @Override
    public List<String> columns() {
        return columns.subList(0, ownColumns);
    }

    @Override
    boolean holds(String column) {
        return columns.contains(column);
    }

    @Override
    Optional<ZoneId> zone() {
        return explained.stream()
                .flatMap(row -> QualtricsRow.zone(row).stream())
                .findFirst();
    }

    @Override
    Optional<String> recordedImportName() {
        int index = columns.indexOf(RefusedRows.COLUMNS.get(4));
        return index < 0
                ? Optional.empty()
                : peek().stream()
                        .filter(Row.Csv.class::isInstance)
                        .map(row -> ((Row.Csv) row).fields().get(index))
                        .filter(name -> !name.isBlank())
                        .findFirst();
    }

    @Override
    Optional<Function<Row, @Nullable JsonNode>> column(String name, boolean list) {
        int index = columns.indexOf(name);
        if (index < 0) {
            return Optional.empty();
        }
        if (columns.lastIndexOf(name) == index) {
            return Optional.of(at(index));
        }
        if (!list) {
            throw new ImportException("Two columns are called '" + name + "'. Rename one of them in the first line.");
        }
        int[] all = IntStream.range(0, ownColumns)
                .filter(i -> columns.get(i).equals(name))
                .toArray();
        return Optional.of(row -> {
            ArrayNode texts = JsonNodeFactory.instance.arrayNode();
            for (int i : all) {
                String text = ((Row.Csv) row).fields().get(i);
                if (!text.isBlank()) {
                    texts.add(text);
                }
            }
            return texts;
        });
    }

    private Function<Row, @Nullable JsonNode> at(int index) {
        return row -> TextNode.valueOf(((Row.Csv) row).fields().get(index));
    }

    @Override
    Optional<NamedColumn> columnLike(String pattern) {
        if (pattern.startsWith("under:")) {
            String wanted = pattern.substring("under:".length());
            return explained.stream()
                    .map(row -> row.stream().map(String::strip).toList().indexOf(wanted))
                    .filter(index -> index >= 0 && index < ownColumns)
                    .findFirst()
                    .map(index -> new NamedColumn(columns.get(index), at(index)));
        }
        Pattern like = Pattern.compile(
                Pattern.quote(pattern).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        return columns().stream()
                .filter(column -> like.matcher(column).matches())
                .findFirst()
                .map(column -> new NamedColumn(column, column(column, true).orElse(row -> MissingNode.getInstance())));
    }

    @Override
    RefusedRows.Writer refusedRows(Path file) throws IOException {
        return new RefusedCsv(file, delimiter, dialect, columns(), importName());
    }

    @Override
    @Nullable
    Row read() {
        CsvScanner.Record record = waiting.isEmpty() ? record() : waiting.remove();
        if (record == null) {
            return null;
        }
        if (record.fault() != null) {
            FieldError refusal = new FieldError("", record.fault().problem(), remedy(record.fault()));
            return new Row.Unreadable(record.line(), List.of(record.text()), refusal, true);
        }
        if (record.fields().size() != columns.size()) {
            return new Row.Unreadable(record.line(), record.fields(), wrongCount(record.fields()), false);
        }
        return new Row.Csv(record.line(), ownExport ? OwnExport.read(columns, record.fields()) : record.fields());
    }

    private String remedy(CsvScanner.Fault fault) {
        if (fault.unclosed()) {
            return "Close the quote that is opened there, or double it if it is a part of the text; --quote none reads"
                    + " files that put no field in quotes.";
        }
        if (dialect.backslash()) {
            return "Write \\\" for a quote and \\\\ for a backslash, or leave --escape out where quotes are doubled.";
        }
        return fault.behindBackslash()
                ? "Say --escape backslash if the file writes \\\" for a quote, or double the quotes within quotes."
                : "Double the quotes within quotes, or say --quote none if the file puts no field in quotes.";
    }

    private FieldError wrongCount(List<String> fields) {
        String problem = "has " + fields.size() + " columns, the first line has " + columns.size();
        return new FieldError(
                "",
                problem,
                dialect.quotes()
                        ? "Put fields that hold a delimiter or a line break in quotes."
                        : "Without quotes no field can hold a delimiter or a line break: write the file with quotes.");
    }

    private CsvScanner.@Nullable Record record() {
        try {
            CsvScanner.Record record = scanner.next();
            line = record == null ? line : record.line();
            return record;
        } catch (CsvScanner.EndlessRecord e) {
            throw new ImportException(
                    input.name() + " cannot be read as CSV after line " + line + ": " + e.getMessage()
                            + ". Often a quote that is opened there is never closed.",
                    e);
        } catch (IOException e) {
            throw input.failure(e, line);
        }
    }
}
