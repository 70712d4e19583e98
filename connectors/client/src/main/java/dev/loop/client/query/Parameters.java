package dev.loop.client.query;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The query of a call. Its methods change it and return it.
 *
 * @param <Q> the kind of query
 */
public abstract class Parameters<Q extends Parameters<Q>> {

    private record Parameter(String name, String value) {}

    private final List<Parameter> all = new ArrayList<>();

    Parameters() {}

    abstract Q self();

    final Q add(String name, Object value) {
        all.add(new Parameter(name, value.toString()));
        return self();
    }

    final Q set(String name, Object value) {
        all.removeIf(parameter -> parameter.name.equals(name));
        return add(name, value);
    }

    /** Adds values as they are: one that begins as a negation would has a backslash before it. */
    final Q any(String name, String... values) {
        for (String value : values) {
            add(name, literal(value));
        }
        return self();
    }

    final Q none(String name, String... values) {
        for (String value : values) {
            add(name, "!" + literal(value));
        }
        return self();
    }

    private static String literal(String value) {
        return value.startsWith("!") || value.startsWith("\\") ? "\\" + value : value;
    }

    /** Returns the query of a URL, without its question mark. */
    @Override
    public final String toString() {
        return all.stream()
                .map(parameter -> encoded(parameter.name) + "=" + encoded(parameter.value))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
