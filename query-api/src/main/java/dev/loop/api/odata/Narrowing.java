package dev.loop.api.odata;

import dev.loop.api.odata.Expression.And;
import dev.loop.api.odata.Expression.Comparator;
import dev.loop.api.odata.Expression.Comparison;
import dev.loop.api.odata.Expression.Literal;
import dev.loop.api.odata.Expression.OneOf;
import dev.loop.api.odata.Expression.Or;
import dev.loop.api.odata.Expression.Property;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackJson;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Splits a condition into the part that the stores can be asked, so that they read no more than is wanted, and the
 * rest, which is checked row by row.
 */
final class Narrowing {

    private static final String SENTIMENT = "Sentiment";
    private static final String STATUS = "Status";
    private static final String CREATED_AT = "CreatedAt";
    private static final String DAY = "Day";

    /**
     * The end of the year 9999: no item is from before 1970 or after this, and the stores need not be asked about such
     * times.
     */
    static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** The columns that are a {@link Match} in the stores. */
    private static final Set<String> MATCHED = Set.of("Tag", "Plan", "Source", "UserId");

    /**
     * A question to the stores.
     *
     * @param rest the part of the condition that the stores cannot answer
     */
    record Narrowed(FeedbackFilter filter, Optional<Expression> rest) {

        boolean accepts(ODataRow row) {
            return rest.map(condition -> condition.accepts(row)).orElse(true);
        }
    }

    private final Map<String, Match> matches = new HashMap<>();
    private final Set<Sentiment> sentiments = EnumSet.of(Sentiment.POSITIVE, Sentiment.NEUTRAL, Sentiment.NEGATIVE);
    private final Set<Status> statuses = EnumSet.of(Status.OPEN, Status.RESOLVED);
    private long from = Long.MIN_VALUE;
    private long to = Long.MAX_VALUE;

    static Narrowed of(String project, Optional<Expression> condition) {
        var narrowing = new Narrowing();
        List<Expression> rest = new ArrayList<>();
        condition.ifPresent(all -> narrowing.split(all, rest));
        return new Narrowed(narrowing.filter(project), rest.stream().reduce(And::new));
    }

    private void split(Expression condition, List<Expression> rest) {
        List<Expression> terms = new ArrayList<>();
        flatten(condition, And.class, terms);
        for (Expression term : terms) {
            if (!take(term)) {
                rest.add(term);
            }
        }
    }

    private static void flatten(Expression condition, Class<? extends Expression> link, List<Expression> terms) {
        if (link.isInstance(condition)) {
            condition.parts().forEach(part -> flatten(part, link, terms));
        } else {
            terms.add(condition);
        }
    }

    /**
     * Narrows the question by a term. Returns false if the stores cannot be asked about it, or if a set or the span
     * would be empty.
     */
    private boolean take(Expression term) {
        if (term instanceof Or or) {
            return asOneOf(or).filter(this::values).isPresent();
        }
        if (term instanceof OneOf oneOf) {
            return values(oneOf);
        }
        return term instanceof Comparison comparison && takes(turned(comparison));
    }

    /** Returns the comparison with the property on the left. */
    private static Comparison turned(Comparison comparison) {
        if (!(comparison.left() instanceof Literal)) {
            return comparison;
        }
        Comparator how = switch (comparison.how()) {
            case GT -> Comparator.LT;
            case GE -> Comparator.LE;
            case LT -> Comparator.GT;
            case LE -> Comparator.GE;
            default -> comparison.how();
        };
        return new Comparison(how, comparison.right(), comparison.left());
    }

    /** Returns {@code Tag eq 'a' or Tag eq 'b'}, which tools write, as one list of values. */
    private static Optional<OneOf> asOneOf(Or or) {
        List<Expression> terms = new ArrayList<>();
        flatten(or, Or.class, terms);
        List<Literal> values = new ArrayList<>();
        Expression operand = null;
        for (Expression term : terms) {
            boolean fits = term instanceof Comparison comparison
                    && comparison.how() == Comparator.EQ
                    && turned(comparison).right() instanceof Literal
                    && (operand == null || operand.equals(turned(comparison).left()));
            if (!fits) {
                return Optional.empty();
            }
            Comparison comparison = turned((Comparison) term);
            operand = comparison.left();
            values.add((Literal) comparison.right());
        }
        return operand == null ? Optional.empty() : Optional.of(new OneOf(operand, values));
    }

    private boolean takes(Comparison comparison) {
        if (!(comparison.left() instanceof Property property) || !(comparison.right() instanceof Literal literal)) {
            return false;
        }
        if (comparison.how() == Comparator.EQ && !isTime(property)) {
            return values(new OneOf(property, List.of(literal)));
        }
        if (comparison.how() == Comparator.NE && MATCHED.contains(property.name())) {
            return words(List.of(literal))
                    .map(words -> matches.putIfAbsent(property.name(), Match.noneOf(words)) == null)
                    .orElse(false);
        }
        return isTime(property) && time(property, comparison.how(), literal.value());
    }

    private static boolean isTime(Property property) {
        return property.name().equals(CREATED_AT) || property.name().equals(DAY);
    }

    private boolean values(OneOf oneOf) {
        if (!(oneOf.operand() instanceof Property property)) {
            return false;
        }
        Optional<Set<String>> words = words(oneOf.values());
        if (words.isEmpty()) {
            return false;
        }
        if (MATCHED.contains(property.name())) {
            return matches.putIfAbsent(property.name(), Match.oneOf(words.get())) == null;
        }
        return switch (property.name()) {
            case SENTIMENT -> retain(sentiments, words.get(), FeedbackJson::sentiment);
            case STATUS -> retain(statuses, words.get(), FeedbackJson::status);
            default -> false;
        };
    }

    /**
     * Returns the words of a {@link Match}, where the empty word stands for null; empty if an empty word is meant
     * literally.
     */
    private static Optional<Set<String>> words(List<Literal> values) {
        boolean plain = values.stream()
                .map(Literal::value)
                .allMatch(value -> value == null || value instanceof String word && !word.isEmpty());
        return plain
                ? Optional.of(values.stream()
                        .map(value -> value.value() == null ? "" : String.valueOf(value.value()))
                        .collect(Collectors.toSet()))
                : Optional.empty();
    }

    /**
     * Narrows a set by words. Returns false if a word is unknown, which would be dropped, or if no word is left, which
     * would be no filter at all.
     */
    private static <E> boolean retain(Set<E> all, Set<String> words, Function<String, Optional<E>> meaning) {
        Set<E> wanted =
                words.stream().flatMap(word -> meaning.apply(word).stream()).collect(Collectors.toSet());
        if (wanted.size() != words.size() || Collections.disjoint(all, wanted)) {
            return false;
        }
        all.retainAll(wanted);
        return true;
    }

    private boolean time(Property property, Comparator how, @Nullable Object value) {
        long unit = property.name().equals(DAY) ? 86_400_000L : 1;
        long at;
        if (value instanceof LocalDate date) {
            at = date.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
        } else if (value instanceof Instant instant) {
            at = instant.toEpochMilli();
        } else {
            return false;
        }
        if (at < 0 || at > LATEST.toEpochMilli() || at % unit != 0) {
            return false;
        }
        return switch (how) {
            case GE -> within(at, to);
            case GT -> within(at + unit, to);
            case LT -> within(from, at);
            case LE -> within(from, at + unit);
            case EQ -> within(at, at + unit);
            case NE -> false;
        };
    }

    private boolean within(long earliest, long end) {
        long begin = Math.max(from, earliest);
        long until = Math.min(to, end);
        if (begin >= until) {
            return false;
        }
        from = begin;
        to = until;
        return true;
    }

    private FeedbackFilter filter(String project) {
        return new FeedbackFilter(
                project,
                matches.getOrDefault("Tag", Match.ANY),
                matches.getOrDefault("Plan", Match.ANY),
                matches.getOrDefault("Source", Match.ANY),
                matches.getOrDefault("UserId", Match.ANY),
                Map.of(),
                sentiments.size() == 3 ? Set.of() : sentiments,
                statuses.size() == 2 ? Set.of() : statuses,
                from == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(from)),
                to == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(to)),
                Optional.empty());
    }
}
