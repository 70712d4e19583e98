package dev.loop.connectors.importer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A proposed mapping for an unknown file, from the names of its columns and from its first rows. A person confirms it;
 * it is never used by itself.
 */
public final class Proposal {

    /** The names of columns in other systems, without case and punctuation; the likeliest first. */
    private static final Map<String, List<String>> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("externalId", List.of("externalid", "id", "uuid", "reviewid", "ticketid", "responseid", "issueid"));
        NAMES.put(
                "user.id",
                List.of(
                        "userid",
                        "customerid",
                        "respondentid",
                        "requesterid",
                        "authorid",
                        "email",
                        "emailaddress",
                        "user",
                        "username",
                        "customer",
                        "author",
                        "reviewer",
                        "requester",
                        "name"));
        NAMES.put(
                "message",
                List.of(
                        "message",
                        "comment",
                        "comments",
                        "feedback",
                        "reviewtext",
                        "review",
                        "text",
                        "body",
                        "description",
                        "content",
                        "verbatim",
                        "answer"));
        NAMES.put(
                "sentiment",
                List.of(
                        "sentiment",
                        "stars",
                        "starrating",
                        "rating",
                        "score",
                        "npsscore",
                        "nps",
                        "satisfaction",
                        "csat"));
        NAMES.put(
                "createdAt",
                List.of(
                        "createdat",
                        "created",
                        "creationdate",
                        "date",
                        "timestamp",
                        "submittedat",
                        "submitted",
                        "reviewdate",
                        "datetime",
                        "time"));
        NAMES.put("tag", List.of("tag", "tags", "topic", "category", "feature", "labels", "label", "area"));
        NAMES.put("plan", List.of("plan", "tier", "subscription"));
    }

    private static final List<String> STARS =
            List.of("sentiment:1..2=negative", "sentiment:3=neutral", "sentiment:4..5=positive");
    private static final List<String> OUT_OF_TEN =
            List.of("sentiment:0..6=negative", "sentiment:7..8=neutral", "sentiment:9..10=positive");

    private static final List<String> FORMS = List.of(
            "dd/MM/yyyy",
            "MM/dd/yyyy",
            "dd/MM/yyyy HH:mm",
            "MM/dd/yyyy HH:mm",
            "MM/dd/yyyy h:mm a",
            "dd/MM/yyyy HH:mm:ss",
            "MM/dd/yyyy HH:mm:ss",
            "d MMM yyyy",
            "d MMMM yyyy",
            "MMM d, yyyy",
            "MMMM d, yyyy",
            "excel",
            "yyyyMMdd");

    private final RowSource source;
    private final Set<String> taken = new HashSet<>();

    private Proposal(RowSource source) {
        this.source = source;
    }

    /** Returns the options with a mapping; empty if not even the required fields can be guessed. */
    public static Optional<MappingOptions> of(RowSource source, MappingOptions options) {
        return new Proposal(source).find(options);
    }

    private Optional<MappingOptions> find(MappingOptions options) {
        Set<String> set = options.constants().keySet().stream().map(Field::name).collect(Collectors.toSet());
        Map<String, String> columns = new LinkedHashMap<>();
        NAMES.forEach((field, names) -> {
            if (!set.contains(field)) {
                named(field, names).ifPresent(column -> columns.put(field, column));
            }
        });
        List<String> values = new ArrayList<>(options.values());
        if (columns.containsKey("sentiment")) {
            Optional<List<String>> meaning = meaning(texts(columns.get("sentiment")));
            if (meaning.isEmpty()) {
                return Optional.empty();
            }
            values.addAll(meaning.get());
        }
        List<String> formats = new ArrayList<>(options.times().formats());
        if (formats.isEmpty() && columns.containsKey("createdAt")) {
            form(texts(columns.get("createdAt")), options).ifPresent(formats::add);
        }
        boolean whole = List.of("user.id", "message").stream()
                .allMatch(field -> columns.containsKey(field) || set.contains(field));
        return whole
                ? Optional.of(new MappingOptions(
                        columns.entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .toList(),
                        options.set(),
                        values,
                        new MappingOptions.Times(
                                formats, options.times().zone(), options.times().locale()),
                        options.importName(),
                        options.update()))
                : Optional.empty();
    }

    private Optional<String> named(String field, List<String> names) {
        for (String name : names) {
            for (String column : source.columns()) {
                String bare = Field.bare(column.substring(column.lastIndexOf('.') + 1));
                if (bare.equals(name) && fits(field, column) && taken.add(column)) {
                    return Optional.of(column);
                }
            }
        }
        return Optional.empty();
    }

    private boolean fits(String field, String column) {
        List<String> texts = texts(column);
        if (taken.contains(column) || texts.isEmpty()) {
            return false;
        }
        return switch (field) {
            case "externalId" -> new HashSet<>(texts).size() == source.peek().size();
            case "sentiment" -> meaning(texts).isPresent();
            default -> true;
        };
    }

    /** Returns the texts of a column in the first rows, without empty ones. */
    private List<String> texts(String column) {
        return source.columnLike(column).stream()
                .flatMap(found -> source.peek().stream()
                        .filter(row -> !(row instanceof Row.Unreadable))
                        .map(row -> Optional.ofNullable(found.reader().apply(row))))
                .flatMap(Optional::stream)
                .filter(JsonNode::isValueNode)
                .map(node -> node.asText().strip())
                .filter(text -> !text.isEmpty() && !text.equals("null"))
                .toList();
    }

    /** Returns the value map of a column; empty if its values are not known. */
    private static Optional<List<String>> meaning(List<String> texts) {
        if (texts.stream().allMatch(text -> text.matches("(?i)positive|neutral|negative"))) {
            return Optional.of(List.of());
        }
        if (!texts.stream().allMatch(text -> text.matches("\\d{1,2}(\\.\\d+)?"))) {
            return Optional.empty();
        }
        double most = texts.stream().mapToDouble(Double::parseDouble).max().orElse(0);
        double least = texts.stream().mapToDouble(Double::parseDouble).min().orElse(0);
        // A value above five means a scale of ten, and so does a zero, since no rating has zero stars.
        return most > 10 ? Optional.empty() : Optional.of(most > 5 || least < 1 ? OUT_OF_TEN : STARS);
    }

    /** Returns the one form of time that reads all texts; empty if none is needed, or several would do. */
    private static Optional<String> form(List<String> texts, MappingOptions options) {
        if (readsAll(List.of(), texts, options)) {
            return Optional.empty();
        }
        List<String> fitting = FORMS.stream()
                .filter(form -> readsAll(List.of(form), texts, options))
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    private static boolean readsAll(List<String> forms, List<String> texts, MappingOptions options) {
        TimeReader reader = new TimeReader(new MappingOptions.Times(
                forms,
                options.times().zone().or(() -> Optional.of(java.time.ZoneOffset.UTC)),
                options.times().locale()));
        for (String text : texts) {
            try {
                reader.read("createdAt", text);
            } catch (TimeReader.UnreadableTime e) {
                return false;
            }
        }
        return true;
    }
}
