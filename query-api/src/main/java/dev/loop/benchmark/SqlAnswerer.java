package dev.loop.benchmark;

import dev.loop.benchmark.ComparedQuestion.AroundRelease;
import dev.loop.benchmark.ComparedQuestion.OfPlan;
import dev.loop.benchmark.ComparedQuestion.OfWords;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A database with a table {@code feedback} with the columns of {@link ItemRows}, asked over one connection. */
abstract class SqlAnswerer implements Answerer, AutoCloseable {

    private static final String OF_PLAN = """
            SELECT tag, count(*) FILTER (WHERE sentiment = 'positive'), count(*) FILTER (WHERE sentiment = 'neutral'),
                   count(*) FILTER (WHERE sentiment = 'negative'), count(*) FILTER (WHERE status = 'open')
            FROM feedback WHERE plan = ? AND created_at >= ? AND created_at < ?
            GROUP BY tag""";
    private static final String AROUND = """
            SELECT tag, plan, source, count(*) FILTER (WHERE created_at < ?),
                   count(*) FILTER (WHERE created_at < ? AND sentiment = 'negative'),
                   count(*) FILTER (WHERE created_at >= ?),
                   count(*) FILTER (WHERE created_at >= ? AND sentiment = 'negative')
            FROM feedback WHERE created_at >= ? AND created_at < ?
            GROUP BY tag, plan, source""";
    private static final int AROUND_TIMES = 4;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    SqlAnswerer(Connection connection) {
        this.connection = connection;
    }

    final Connection connection() {
        return connection;
    }

    /** Returns the condition that a message has all of this many words, with its parameters. */
    abstract String wordsCondition(int words);

    abstract List<String> wordsParameters(List<String> words);

    final void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public final Map<List<String>, List<Long>> answer(ComparedQuestion question) throws SQLException {
        if (question instanceof OfPlan of) {
            return groups(OF_PLAN, 1, List.of(of.plan(), of.from(), of.to()));
        }
        if (question instanceof AroundRelease around) {
            List<Object> times = new ArrayList<>();
            for (int i = 0; i < AROUND_TIMES; i++) {
                times.add(around.at());
            }
            times.add(around.from());
            times.add(around.to());
            return groups(AROUND, 3, times);
        }
        OfWords of = (OfWords) question;
        String where = " FROM feedback WHERE " + wordsCondition(of.words().size());
        List<String> words = wordsParameters(of.words());
        List<Long> figures = new ArrayList<>(figures("SELECT count(*)" + where, words));
        figures.addAll(figures(
                "SELECT created_at" + where + " ORDER BY created_at DESC LIMIT " + ComparedQuestion.SHOWN, words));
        return Map.of(List.of(), figures);
    }

    private Map<List<String>, List<Long>> groups(String sql, int keys, List<?> parameters) throws SQLException {
        Map<List<String>, List<Long>> groups = new HashMap<>();
        try (ResultSet rows = query(sql, parameters)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> key = new ArrayList<>(keys);
                for (int column = 1; column <= keys; column++) {
                    key.add(Objects.requireNonNullElse(rows.getString(column), ""));
                }
                List<Long> figures = new ArrayList<>(columns - keys);
                for (int column = keys + 1; column <= columns; column++) {
                    figures.add(rows.getLong(column));
                }
                groups.put(key, figures);
            }
        }
        return groups;
    }

    private List<Long> figures(String sql, List<?> parameters) throws SQLException {
        List<Long> figures = new ArrayList<>();
        try (ResultSet rows = query(sql, parameters)) {
            while (rows.next()) {
                figures.add(rows.getLong(1));
            }
        }
        return figures;
    }

    private ResultSet query(String sql, List<?> parameters) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
        return statement.executeQuery();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
