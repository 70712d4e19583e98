package dev.loop.api.odata;

import dev.loop.api.odata.QueryToken.Kind;
import dev.loop.api.odata.Transformation.Filtering;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.schemas.text.Nearest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the query options of a request. An unknown option is refused, not ignored. */
final class QueryReader {

    private static final String FILTER = "$filter";
    private static final String SELECT = "$select";
    private static final String ORDER = "$orderby";
    private static final String TOP = "$top";
    private static final String SKIP = "$skip";
    private static final String COUNT = "$count";
    private static final String FORMAT = "$format";

    /** The options that define a list, which its pages share. */
    private static final List<String> MEANING = List.of(FILTER, ApplyReader.OPTION, ORDER);

    private static final List<String> OF_LISTS =
            List.of(FILTER, SELECT, ORDER, TOP, SKIP, COUNT, ApplyReader.OPTION, FORMAT, SkipToken.OPTION, "position");

    /** The options of one row, of the service document and of {@code $metadata}. */
    static final List<String> OF_ONE = List.of(SELECT, FORMAT, "position");

    private static final Map<String, String> NOT_HERE = Map.ofEntries(
            Map.entry("$expand", "read each entity set by itself and join them in the tool"),
            Map.entry("$search", "use $filter=contains(Message,'…'), or GET /v1/feedback?q="),
            Map.entry("$compute", "compute in the tool"),
            Map.entry("$levels", "leave it out"),
            Map.entry("$deltatoken", "read the list again"),
            Map.entry("$id", "name the key in the path: Feedback('fb_…')"),
            Map.entry("$index", "leave it out"),
            Map.entry("$schemaversion", "leave it out"));

    private static final int MOST_SORT_KEYS = 10;

    private final Map<String, List<String>> given;

    /** @param known options that the resource takes */
    private QueryReader(Map<String, List<String>> given, List<String> known) {
        this.given = given;
        given.forEach((name, values) -> check(name, values, known));
    }

    private static void check(String name, List<String> values, List<String> known) {
        if (NOT_HERE.containsKey(name)) {
            throw QueryErrors.notSupported(name, String.valueOf(NOT_HERE.get(name)));
        }
        if (name.startsWith("@")) {
            throw QueryErrors.notSupported(name, "write the value where the name stands");
        }
        if (!known.contains(name)) {
            throw QueryErrors.invalid(
                    name,
                    "is not an option of this resource",
                    Nearest.to(name, known)
                                    .map(near -> "did you mean " + near + "? ")
                                    .orElse("") + "Known are " + String.join(", ", known));
        }
        if (values.size() > 1) {
            throw QueryErrors.invalid(name, "is given " + values.size() + " times", "give it once");
        }
    }

    /** Refuses options that the resource does not take. */
    static void allow(Map<String, List<String>> given, List<String> known) {
        new QueryReader(given, known);
    }

    /** Returns the columns that are asked for of one row. */
    static Optional<List<ODataColumn>> selected(Map<String, List<String>> given, Shape shape) {
        return new QueryReader(given, OF_ONE).select(shape);
    }

    static Query read(Map<String, List<String>> given, EntitySet set, String project) {
        return new QueryReader(given, OF_LISTS).query(set, project);
    }

    private Query query(EntitySet set, String project) {
        List<Transformation> steps = text(ApplyReader.OPTION)
                .map(text -> ApplyReader.read(text, set.shape()))
                .orElse(List.of());
        Shape shape = shapeAfter(set.shape(), steps);
        List<Transformation> all = new ArrayList<>(steps);
        text(FILTER).ifPresent(text -> all.add(new Filtering(ExpressionReader.whole(FILTER, text, shape))));
        int first = firstGrouping(all);
        Optional<Expression> filter = all.subList(0, first).stream()
                .map(step -> ((Filtering) step).condition())
                .reduce(Expression.And::new);
        List<Transformation> rest = List.copyOf(all.subList(first, all.size()));
        List<SortKey> natural = rest.isEmpty() ? set.order() : groupsInOrder(rest);
        List<SortKey> wished = order(shape);
        boolean sorted = !rest.isEmpty()
                || !natural.subList(0, Math.min(wished.size(), natural.size())).equals(wished);
        List<SortKey> order = SortKey.then(wished, natural);
        String mark = mark(set.name(), project);
        List<ValueType> types =
                order.stream().map(key -> shape.column(key.column()).type()).toList();
        return new Query(
                filter,
                rest,
                shape,
                order,
                sorted,
                select(shape),
                number(TOP),
                number(SKIP).orElse(0L),
                flag(COUNT),
                text(SkipToken.OPTION).map(text -> SkipToken.read(text, mark, types)),
                mark);
    }

    private static int firstGrouping(List<Transformation> steps) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Grouping) {
                return i;
            }
        }
        return steps.size();
    }

    private static Shape shapeAfter(Shape shape, List<Transformation> steps) {
        Shape now = shape;
        for (Transformation step : steps) {
            now = step instanceof Grouping grouping ? grouping.shape() : now;
        }
        return now;
    }

    /** Returns the order by the columns of the last grouping, which differ for each of its rows. */
    private static List<SortKey> groupsInOrder(List<Transformation> steps) {
        List<SortKey> keys = List.of();
        for (Transformation step : steps) {
            if (step instanceof Grouping grouping) {
                keys = grouping.by().stream()
                        .map(column -> SortKey.ascending(column.name()))
                        .toList();
            }
        }
        return keys;
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name)).map(values -> values.get(0)).filter(text -> !text.isBlank());
    }

    private Optional<Long> number(String name) {
        return text(name).map(text -> {
            if (!text.matches("\\d{1,18}")) {
                throw QueryErrors.invalid(name, "is " + QueryErrors.quote(text), "use a whole number, 0 or more");
            }
            return Long.valueOf(text);
        });
    }

    private boolean flag(String name) {
        return text(name)
                .map(text -> {
                    if (!text.equals("true") && !text.equals("false")) {
                        throw QueryErrors.invalid(name, "is " + QueryErrors.quote(text), "use true or false");
                    }
                    return text.equals("true");
                })
                .orElse(false);
    }

    private Optional<List<ODataColumn>> select(Shape shape) {
        return text(SELECT).filter(text -> !text.equals("*")).map(text -> {
            Set<ODataColumn> columns = new LinkedHashSet<>();
            for (String name : text.split(",", -1)) {
                columns.add(shape.find(name.strip())
                        .orElseThrow(() -> name.contains("/")
                                ? QueryErrors.notSupported(
                                        SELECT, "the path " + QueryErrors.quote(name), "select the whole property")
                                : QueryErrors.invalid(
                                        SELECT,
                                        "names " + QueryErrors.quote(name.strip()) + ", which is not a property",
                                        shape.remedyFor(name.strip()))));
            }
            return List.copyOf(columns);
        });
    }

    private List<SortKey> order(Shape shape) {
        Optional<String> text = text(ORDER);
        if (text.isEmpty()) {
            return List.of();
        }
        QueryTokens tokens = QueryTokens.of(ORDER, text.get());
        List<SortKey> keys = new ArrayList<>();
        do {
            keys.add(sortKey(tokens, shape, keys));
        } while (tokens.took(Kind.COMMA));
        tokens.end();
        if (keys.size() > MOST_SORT_KEYS) {
            throw QueryErrors.invalid(
                    ORDER, "names " + keys.size() + " properties", "sort by at most " + MOST_SORT_KEYS);
        }
        return keys;
    }

    private static SortKey sortKey(QueryTokens tokens, Shape shape, List<SortKey> others) {
        QueryToken name = tokens.expect(Kind.WORD, "a property");
        if (tokens.peek().is(Kind.OPEN) || tokens.peek().is(Kind.SLASH)) {
            throw tokens.notSupported(name, "an expression", "sort by a property");
        }
        ODataColumn column = shape.find(name.text())
                .orElseThrow(() -> tokens.refuse(
                        name, "is " + name.shown() + ", which is not a property", shape.remedyFor(name.text())));
        if (column.type().isCollection()) {
            throw tokens.refuse(name, "is a collection", "sort by a property with one value");
        }
        if (others.stream().anyMatch(key -> key.column().equals(column.name()))) {
            throw tokens.refuse(name, "is named twice", "name it once");
        }
        boolean descending = tokens.tookWord("desc");
        if (!descending) {
            tokens.tookWord("asc");
        }
        return new SortKey(column.name(), descending);
    }

    private String mark(String set, String project) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Map<String, String> meaning = new TreeMap<>();
            MEANING.forEach(name -> text(name).ifPresent(text -> meaning.put(name, text)));
            Stream.of(set, project, meaning.toString())
                    .forEach(part -> digest.update((part.length() + ":" + part).getBytes(StandardCharsets.UTF_8)));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest.digest(), 8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
