package dev.loop.benchmark;

import dev.loop.bi.BiParts;
import dev.loop.bi.EmbeddedPostgres;
import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.connectors.postgres.Warehouse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * PostgreSQL as set up by somebody who knows these questions: indexes with all columns that a count needs, so that rows
 * need not be read, an inverted index of the words, a quarter of a gigabyte of buffers, everything vacuumed and
 * analysed.
 */
final class PostgresAnswerer extends SqlAnswerer {

    private final EmbeddedPostgres server;

    private PostgresAnswerer(EmbeddedPostgres server, Connection connection) {
        super(connection);
        this.server = server;
    }

    static PostgresAnswerer of(BiParts parts, Path directory, Path rows) throws SQLException, IOException {
        try (EmbeddedPostgres first = EmbeddedPostgres.start(directory, parts, 0)) {
            configure(first.address());
        }
        EmbeddedPostgres server = EmbeddedPostgres.start(directory, parts, 0);
        try {
            PostgresAnswerer answerer = new PostgresAnswerer(server, Warehouse.connect(server.address()));
            answerer.fill(rows);
            return answerer;
        } catch (SQLException | IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void configure(PostgresAddress address) throws SQLException {
        try (Connection connection = Warehouse.connect(address);
                Statement statement = connection.createStatement()) {
            for (String setting : List.of(
                    "shared_buffers = '256MB'",
                    "work_mem = '64MB'",
                    "maintenance_work_mem = '256MB'",
                    "random_page_cost = 1.1",
                    "effective_cache_size = '2GB'",
                    // Compilation takes longer than any of these questions.
                    "jit = off")) {
                statement.execute("ALTER SYSTEM SET " + setting);
            }
        }
    }

    private void fill(Path rows) throws SQLException, IOException {
        run("CREATE TABLE feedback (id text NOT NULL, created_at bigint NOT NULL, tag text, plan text, source text,"
                + " sentiment text NOT NULL, status text NOT NULL, author text NOT NULL, message text NOT NULL,"
                + " words tsvector GENERATED ALWAYS AS (to_tsvector('simple', message)) STORED)");
        try (InputStream in = Files.newInputStream(rows)) {
            connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY feedback (" + String.join(", ", ItemRows.COLUMNS) + ") FROM STDIN (FORMAT csv)", in);
        }
        run(
                "ALTER TABLE feedback ADD PRIMARY KEY (id)",
                "CREATE INDEX ON feedback (plan, created_at) INCLUDE (tag, sentiment, status)",
                "CREATE INDEX ON feedback (created_at) INCLUDE (tag, plan, source, sentiment)",
                "CREATE INDEX ON feedback (tag, created_at)",
                "CREATE INDEX ON feedback USING gin (words) WITH (fastupdate = off)",
                "VACUUM (ANALYZE) feedback",
                "CHECKPOINT");
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    String wordsCondition(int words) {
        return "words @@ to_tsquery('simple', ?)";
    }

    @Override
    List<String> wordsParameters(List<String> words) {
        return Collections.singletonList(String.join(" & ", words));
    }

    @Override
    public void close() throws SQLException {
        try {
            super.close();
        } finally {
            server.close();
        }
    }
}
