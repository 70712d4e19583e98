package dev.loop.connectors.importer;

import dev.loop.schemas.text.FieldError;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file of refused rows: each row unchanged, with the reasons. It can be repaired and imported with the same
 * options; the reasons are then ignored. The file is made at the first refusal, and never replaces another.
 */
public final class RefusedRows implements Closeable {

    /** The columns that are added to a row of CSV. */
    static final List<String> COLUMNS =
            List.of("refused_line", "refused_field", "refused_problem", "refused_remedy", "refused_import");

    /** The member that is added to an object of NDJSON. */
    static final String MEMBER = "refused";

    /**
     * The import that a row belongs to, in both formats: a repaired row that is imported from here keeps its identity.
     */
    static final String IMPORT = "import";

    /** Writes one format. */
    interface Writer extends Closeable {
        void write(Row row, List<FieldError> errors) throws IOException;
    }

    private final Path wanted;
    private final RowSource source;
    private @Nullable Path file;
    private @Nullable Writer writer;

    /** @param wanted where to; {@code x.refused.csv} becomes {@code x.refused-2.csv} where it is there already */
    public RefusedRows(Path wanted, RowSource source) {
        this.wanted = wanted;
        this.source = source;
    }

    /** Returns the path beside the file: {@code tweets.csv.gz} has {@code tweets.refused.csv}. */
    public static Path beside(String file, RowSource.Format format) {
        String ending = format == RowSource.Format.CSV ? ".refused.csv" : ".refused.ndjson";
        if (file.equals(TextInput.STANDARD_INPUT)) {
            return Path.of("standard-input" + ending);
        }
        Path path = Path.of(file);
        String name = path.getFileName().toString().replaceFirst("\\.gz$", "");
        return path.resolveSibling(name.replaceFirst("(?<=.)\\.[A-Za-z]+$", "") + ending);
    }

    void write(Row row, List<FieldError> errors) {
        try {
            if (writer == null) {
                file = free(wanted);
                writer = source.refusedRows(file);
            }
            writer.write(row, errors);
        } catch (IOException e) {
            throw new ImportException("Cannot write refused rows to " + file + ": " + e.getMessage(), e);
        }
    }

    private static Path free(Path wanted) {
        Path path = wanted;
        String name = wanted.getFileName().toString();
        int dot = name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.');
        for (int i = 2; Files.exists(path); i++) {
            path = wanted.resolveSibling(name.substring(0, dot) + "-" + i + name.substring(dot));
        }
        return path;
    }

    /** Returns the file, if a row was refused. */
    Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.close();
            }
        } catch (IOException e) {
            throw new ImportException("Cannot write refused rows to " + file + ": " + e.getMessage(), e);
        }
    }
}
