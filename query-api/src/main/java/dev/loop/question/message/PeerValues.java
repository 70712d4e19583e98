package dev.loop.question.message;

import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.MeaningVector;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.JudgedMatch;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQueryException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Encodes and decodes the values of questions and answers. */
public final class PeerValues {

    private static final int BY_DIMENSION = 0;
    private static final int BY_USER = 1;
    private static final int BY_METADATA = 2;
    private static final int BY_INDEXED = 3;

    public static void write(FeedbackFilter filter, PeerWriter out) {
        out.text(filter.project());
        write(filter.tag(), out);
        write(filter.plan(), out);
        write(filter.source(), out);
        write(filter.user(), out);
        out.map(filter.metadata(), (key, match) -> {
            out.text(key);
            write(match, out);
        });
        out.all(filter.sentiments(), sentiment -> out.small(sentiment.ordinal()));
        out.all(filter.statuses(), status -> out.small(status.ordinal()));
        out.optional(filter.from(), at -> write(at, out));
        out.optional(filter.to(), at -> write(at, out));
        out.optional(filter.text(), text -> out.text(text.toString()));
        out.optional(filter.judged().unsure(), out::yesOrNo);
        write(filter.judged().language(), out);
        write(filter.judged().theme(), out);
    }

    public static FeedbackFilter filter(PeerReader in) {
        return new FeedbackFilter(
                in.text(),
                match(in),
                match(in),
                match(in),
                match(in),
                in.map(in::text, () -> match(in)),
                Set.copyOf(in.all(() -> in.oneOf(Sentiment.values()))),
                Set.copyOf(in.all(() -> in.oneOf(Status.values()))),
                in.optional(() -> instant(in)),
                in.optional(() -> instant(in)),
                in.optional(() -> query(in.text())),
                new JudgedMatch(in.optional(in::yesOrNo), match(in), match(in)));
    }

    private static TextQuery query(String text) {
        try {
            return TextQuery.parse(text);
        } catch (TextQueryException otherRules) {
            throw new UnreadableMessageException("It asks for a text that is none here");
        }
    }

    private static void write(Instant at, PeerWriter out) {
        out.number(at.getEpochSecond());
        out.count(at.getNano());
    }

    private static Instant instant(PeerReader in) {
        return Instant.ofEpochSecond(in.number(), in.plain());
    }

    private static void write(Match match, PeerWriter out) {
        out.yesOrNo(match.negated());
        out.all(match.values(), out::text);
    }

    private static Match match(PeerReader in) {
        boolean negated = in.yesOrNo();
        return new Match(Set.copyOf(in.<String>all(in::text)), negated);
    }

    public static void write(Facet facet, PeerWriter out) {
        if (facet instanceof Dimension dimension) {
            out.small(BY_DIMENSION);
            out.small(dimension.ordinal());
        } else if (facet instanceof Facet.Indexed indexed) {
            out.small(BY_INDEXED);
            out.small(indexed.ordinal());
        } else if (facet instanceof Facet.Metadata metadata) {
            out.small(BY_METADATA);
            out.text(metadata.key());
        } else {
            out.small(BY_USER);
        }
    }

    public static Facet facet(PeerReader in) {
        return switch (in.small()) {
            case BY_DIMENSION -> in.oneOf(Dimension.values());
            case BY_INDEXED -> in.oneOf(Facet.Indexed.values());
            case BY_USER -> new Facet.User();
            case BY_METADATA -> new Facet.Metadata(in.text());
            default -> throw new UnreadableMessageException("It groups by something that is not known here");
        };
    }

    public static void write(Tally tally, PeerWriter out) {
        for (int i = 0; i < Tally.COUNTS; i++) {
            out.number(tally.count(i));
        }
        out.number(tally.resolutionMillis());
    }

    public static Tally tally(PeerReader in) {
        var tally = new Tally();
        for (int i = 0; i < Tally.COUNTS; i++) {
            tally.add(i, in.number(), 0);
        }
        tally.add(0, 0, in.number());
        return tally;
    }

    public static void write(SearchHit hit, PeerWriter out) {
        out.real(hit.score());
        out.number(hit.createdAt());
        out.text(hit.id());
    }

    public static SearchHit hit(PeerReader in) {
        return new SearchHit(in.real(), in.number(), in.text());
    }

    /** Reads a vector, which has its length: a shorter one would end the reading of others. */
    public static ByteBuffer vector(PeerReader in) {
        byte[] bytes = in.bytes();
        if (bytes.length != MeaningVector.WIDTH) {
            throw new UnreadableMessageException("It asks for a meaning of " + bytes.length + " numbers");
        }
        return ByteBuffer.wrap(bytes);
    }

    public static void write(TextStatistics statistics, PeerWriter out) {
        out.number(statistics.messages());
        out.number(statistics.words());
        out.all(statistics.having(), out::number);
    }

    public static TextStatistics statistics(PeerReader in) {
        return new TextStatistics(in.number(), in.number(), List.copyOf(in.<Long>all(in::number)));
    }

    public static void write(Facets facets, PeerWriter out) {
        out.map(facets.names(), (dimension, names) -> {
            out.small(dimension.ordinal());
            out.map(names, (name, items) -> {
                out.text(name);
                out.number(items);
            });
        });
        write(facets.outcomes(), out);
    }

    public static Facets facets(PeerReader in) {
        Map<Dimension, Map<String, Long>> names = new EnumMap<>(Dimension.class);
        names.putAll(in.map(() -> in.oneOf(Dimension.values()), () -> in.map(in::text, in::number)));
        return new Facets(names, tally(in));
    }

    private PeerValues() {}
}
