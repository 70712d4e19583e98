package dev.loop.connectors.postgres;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * The address of a database, with a user.
 *
 * @param jdbcUrl without user and password
 * @param password never shown
 */
public record PostgresAddress(String jdbcUrl, String user, Optional<String> password) {

    private static final String JDBC = "jdbc:";
    private static final int USUAL_PORT = 5432;

    /**
     * Parses {@code postgresql://user:password@host:port/database?sslmode=require}, also with {@code postgres:} or
     * {@code jdbc:postgresql:} in front, and with {@code user=} and {@code password=} as parameters.
     *
     * @throws IllegalArgumentException that says what is wrong, without what may be a password
     */
    public static PostgresAddress parse(String text) {
        String url = text.startsWith(JDBC) ? text.substring(JDBC.length()) : text;
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is no URL; write % and other signs of a user or password as %25 and so on");
        }
        if (!List.of("postgresql", "postgres").contains(String.valueOf(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("is not of the form postgresql://USER@HOST:PORT/DATABASE");
        }
        String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (database.isEmpty() || database.contains("/")) {
            throw new IllegalArgumentException("names no database, as in postgresql://USER@HOST:PORT/DATABASE");
        }
        Optional<String> user = Optional.empty();
        Optional<String> password = Optional.empty();
        if (uri.getRawUserInfo() != null) {
            String[] parts = uri.getRawUserInfo().split(":", 2);
            user = Optional.of(decoded(parts[0]));
            password = parts.length > 1 ? Optional.of(decoded(parts[1])) : Optional.empty();
        }
        List<String> others = new ArrayList<>();
        for (String parameter :
                uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
            if (parameter.startsWith("user=")) {
                user = Optional.of(decoded(parameter.substring("user=".length())));
            } else if (parameter.startsWith("password=")) {
                password = Optional.of(decoded(parameter.substring("password=".length())));
            } else {
                others.add(parameter);
            }
        }
        if (user.isEmpty()) {
            throw new IllegalArgumentException("names no user, as in postgresql://USER@HOST:PORT/DATABASE");
        }
        return new PostgresAddress(
                JDBC + "postgresql://" + uri.getHost() + ":" + (uri.getPort() < 0 ? USUAL_PORT : uri.getPort()) + "/"
                        + uri.getRawPath().replaceFirst("^/", "")
                        + (others.isEmpty() ? "" : "?" + String.join("&", others)),
                user.get(),
                password);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    public PostgresAddress withPassword(String other) {
        return new PostgresAddress(jdbcUrl, user, Optional.of(other));
    }

    /** Returns the address as {@code psql} takes it, without the password. */
    public String shown() {
        return jdbcUrl.substring(JDBC.length()).replaceFirst("//", "//" + user + "@");
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        password.ifPresent(secret -> properties.setProperty("password", secret));
        return properties;
    }

    @Override
    public String toString() {
        return shown();
    }
}
