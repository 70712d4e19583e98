package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.connectors.postgres.PostgresAddress;
import dev.loop.connectors.postgres.Warehouse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks the tables of BI tools in SQL, as a reader. */
final class Tables implements AutoCloseable {

    private final Connection connection;

    Tables(PostgresAddress address) throws SQLException {
        connection = Warehouse.connect(address);
    }

    static Tables of(RunningLoop loop) throws SQLException {
        return new Tables(PostgresAddress.parse(loop.postgres()));
    }

    private interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T ask(String sql, Reader<T> reader) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // A reader of ours has it set; another owner of the tables has not.
            statement.execute("SET search_path = loop");
            // The zone of a session must not change the numbers.
            statement.execute("SET TIME ZONE 'Asia/Kolkata'");
            try (ResultSet rows = statement.executeQuery(sql)) {
                return reader.read(rows);
            }
        }
    }

    /** The one value. */
    String text(String sql) throws SQLException {
        return ask(sql, rows -> {
            assertThat(rows.next()).as(sql).isTrue();
            @Nullable String value = rows.getString(1);
            return String.valueOf(value);
        });
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    /** Returns the number of rows of a query. */
    int rows(String sql) throws SQLException {
        return ask(sql, rows -> {
            int count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        });
    }

    /** Rows of a name and three counts. */
    Map<String, Figures> figures(String sql) throws SQLException {
        return ask(sql, rows -> {
            Map<String, Figures> figures = new TreeMap<>();
            while (rows.next()) {
                figures.put(rows.getString(1), new Figures(rows.getLong(2), rows.getLong(3), rows.getLong(4)));
            }
            return figures;
        });
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
