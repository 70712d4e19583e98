package dev.loop.demo;

import dev.loop.demo.DemoProduct.Feature;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.item.FeedbackId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feedback about a made-up product, as it could have come in: features that people like more or less, plans, sources, a
 * daily and weekly rhythm, and three releases, one of which breaks the exports of the larger plans for a few days.
 *
 * <p>The same options make the same items, to the byte. Each item has an external id, so that playing them twice
 * changes nothing. Items are made one by one, in order of time; none is kept.
 */
public final class DemoFeedback {

    private static final String ACTOR = "demo";
    private static final double WITHOUT_TAG = 0.08;

    /** The share of people with broken exports who talk about nothing else. */
    private static final double OUTCRY = 0.45;

    private static final double OUTCRY_NEGATIVE = 0.92;

    /** Chances that an item is resolved in time: positive, neutral, negative. */
    private static final double[] RESOLVED = {0.25, 0.5, 0.65};

    /** The time within which half are resolved on the smallest plan; the larger the plan, the faster. */
    private static final double MEDIAN_HOURS = 60;

    private static final String[] BROWSERS = {"firefox", "chrome", "safari", "edge"};
    private static final String[] VERSIONS = {"1.9", "2.0", "2.1", "2.2"};
    private static final String APP_STORE = "app-store";

    private final DemoOptions options;
    private final Instant start;
    private final DemoReleases releases;
    private final DemoAccounts accounts;

    public DemoFeedback(DemoOptions options) {
        this.options = options;
        this.start = options.end().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(options.days()));
        this.releases = new DemoReleases(start, options.days());
        this.accounts = new DemoAccounts(options, start, new SplittableRandom(options.seed()));
    }

    public List<DemoRelease> releases() {
        return releases.all();
    }

    /** Returns the accounts; each user is in one of them. */
    public Stream<Account> accounts() {
        return accounts.all();
    }

    /** The number of items. */
    public long size() {
        return options.items();
    }

    /** Returns creates, oldest first; {@code at} is when the item was said. Each call starts from the beginning. */
    public Iterator<FeedbackCommand> items() {
        return new Items();
    }

    private final class Items implements Iterator<FeedbackCommand> {
        private final SplittableRandom random = new SplittableRandom(options.seed() + 1);
        private final Rhythm rhythm = new Rhythm(start, options.days(), options.items(), releases);
        private final Phrases phrases = new Phrases();
        private final String[] tags = DemoProduct.tags(options.tags());
        private final Weights tagWeights = Weights.zipf(tags.length, 0.7);
        private final String[] sources = DemoProduct.sources(options.sources());
        private final Weights sourceWeights = Weights.zipf(sources.length, 0.8);
        private int hour;
        private long[] instants = {};
        private int position;
        private long made;

        @Override
        public boolean hasNext() {
            while (position == instants.length && hour < rhythm.hours()) {
                instants = rhythm.hour(hour++, random);
                position = 0;
            }
            return position < instants.length;
        }

        @Override
        public FeedbackCommand next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            long at = instants[position++];
            made++;
            String number = Long.toString(made);
            String externalId = "demo-" + "000000".substring(Math.min(6, number.length())) + number;
            return new FeedbackCommand(
                    FeedbackId.derived(options.project(), FeedbackId.Kind.EXTERNAL_ID, externalId),
                    options.project(),
                    Instant.ofEpochMilli(at),
                    ACTOR,
                    null,
                    item(at, externalId));
        }

        private Create item(long at, String externalId) {
            int user = user();
            int plan = accounts.planOf(user);
            boolean outcry = releases.broken(at)
                    && plan >= Math.min(DemoReleases.BROKEN_FROM_PLAN, options.plans() - 1)
                    && random.nextDouble() < OUTCRY;
            int tag = outcry
                    ? Math.min(1, tags.length - 1)
                    : random.nextDouble() < WITHOUT_TAG ? -1 : tagWeights.draw(random);
            Feature feature =
                    outcry ? DemoProduct.EXPORTS : tag < 0 ? DemoProduct.NO_FEATURE : DemoProduct.feature(tag);
            Sentiment sentiment = outcry && random.nextDouble() < OUTCRY_NEGATIVE
                    ? Sentiment.NEGATIVE
                    : DemoProduct.sentiment(feature.feelings().draw(random));
            String source = sources[sourceWeights.draw(random)];
            @Nullable Instant resolvedAt = resolvedAt(at, plan, sentiment);
            return new Create(
                    DemoAccounts.userId(user),
                    phrases.say(feature.tag(), sentiment, random),
                    sentiment,
                    source,
                    tag < 0 ? null : tags[tag],
                    accounts.plan(plan),
                    resolvedAt == null ? Status.OPEN : Status.RESOLVED,
                    Instant.ofEpochMilli(at),
                    resolvedAt,
                    externalId,
                    metadata(at, source),
                    random.nextInt(4) == 0 ? null : Boolean.valueOf(random.nextInt(3) > 0),
                    null,
                    false,
                    null,
                    null,
                    false);
        }

        /** Draws a user; a tenth of the users says almost a third of everything. */
        private int user() {
            double share = random.nextDouble();
            return (int) (share * share * options.users());
        }

        private @Nullable Instant resolvedAt(long at, int plan, Sentiment sentiment) {
            if (random.nextDouble() >= RESOLVED[sentiment.ordinal()]) {
                return null;
            }
            double hours = MEDIAN_HOURS / (1 + plan) * Math.exp(random.nextDouble(-2, 2));
            long resolved = at + Duration.ofMinutes((long) (hours * 60)).toMillis();
            // Nobody knows what will be resolved after the end.
            return resolved < options.end().toEpochMilli() ? Instant.ofEpochMilli(resolved) : null;
        }

        private Map<String, String> metadata(long at, String source) {
            String version = VERSIONS[0];
            for (int i = 0; i < releases.all().size(); i++) {
                if (at >= releases.all().get(i).releasedAt().toEpochMilli()) {
                    version = VERSIONS[i + 1];
                }
            }
            return source.startsWith(APP_STORE)
                    ? Map.of("version", version)
                    : Map.of("version", version, "browser", BROWSERS[random.nextInt(BROWSERS.length)]);
        }
    }
}
