package dev.loop.api.feedback;

import dev.loop.api.http.Scope;
import dev.loop.api.key.Caller;
import dev.loop.schemas.TrustedRecords;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.OtherName;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.intake.UserClaim;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the new names per day of a key that can be read out of a page: a key without {@code feedback:read}. Beyond the
 * bound an item is still taken in, with its tag counted under {@link OtherName#OTHER}; its own tag is in its metadata.
 * Days are those of UTC, and each instance counts for itself.
 *
 * <p>A tag is new that no item of the project has. A key of metadata is new that the API key did not send since the start.
 *
 * <p>Thread-safe.
 */
public final class NewNames {

    static {
        // A command is changed by copying it.
        TrustedRecords.install();
    }

    private static final Logger LOG = LoggerFactory.getLogger(NewNames.class);

    /** The limit of API keys that are counted; a project has 200 at most, and revoked ones fall out. */
    private static final int MOST_API_KEYS = 1_000;

    /** The limit of metadata keys that are remembered of an API key, some 200 bytes each. */
    private static final int MOST_KEYS = 2_000;

    /**
     * The prefix that replaces a name beyond the limit: {@code loop.sentKey.1} has the key, {@code loop.sentValue.1}
     * the value.
     */
    private static final String SENT_KEY = "loop.sentKey.";

    private static final String SENT_VALUE = "loop.sentValue.";

    /** Knows the tags of projects. */
    @FunctionalInterface
    interface Known {
        boolean contains(String project, String tag);
    }

    /** The limits of new names that an API key may bring in a day. */
    public record Limits(int tags, int metadataKeys) {
        public static final Limits USUAL = new Limits(200, 100);
    }

    /** The names that one API key brought. Guarded by itself. */
    private static final class Brought {
        private LocalDate day = LocalDate.EPOCH;
        private final Set<String> tags = new HashSet<>();
        private int keysToday;
        private boolean told;
        private final Map<String, Boolean> keys = eldestFirst(MOST_KEYS);
    }

    private final Limits limits;
    private final Known known;
    private final Clock clock;
    private final Counter tags;
    private final Counter keys;
    private final Map<String, Brought> brought = eldestFirst(MOST_API_KEYS);

    public NewNames(Limits limits, KnownTags known, Clock clock, MeterRegistry meters) {
        this(limits, known::contains, clock, meters);
    }

    NewNames(Limits limits, Known known, Clock clock, MeterRegistry meters) {
        this.limits = limits;
        this.known = known;
        this.clock = clock;
        this.tags = counter(meters, "tag");
        this.keys = counter(meters, "metadata");
    }

    private static Counter counter(MeterRegistry meters, String name) {
        return Counter.builder("loop.intake.names.other")
                .description("Names beyond what a publishable key may bring in a day, kept under one name")
                .tag("name", name)
                .register(meters);
    }

    private static <V> Map<String, V> eldestFirst(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Returns the item as it is to be kept. */
    Taken of(Caller caller, Taken taken) {
        if (!(taken instanceof Taken.Accepted accepted)
                || caller.may(Scope.FEEDBACK_READ)
                || !(accepted.command().getBody() instanceof Create create)) {
            return taken;
        }
        Optional<String> newTag =
                create.getTag().filter(tag -> !tag.equals(OtherName.OTHER) && !known.contains(caller.project(), tag));
        if (newTag.isEmpty() && create.getMetadata().isEmpty()) {
            return taken;
        }
        return bounded(caller, accepted, create, newTag);
    }

    private Taken bounded(Caller caller, Taken.Accepted accepted, Create create, Optional<String> newTag) {
        Brought ours;
        synchronized (brought) {
            ours = brought.computeIfAbsent(caller.keyId(), first -> new Brought());
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        boolean otherTag;
        int otherKeys = 0;
        synchronized (ours) {
            beginDay(ours);
            otherTag = newTag.isPresent() && !takes(ours, newTag.get());
            for (Map.Entry<String, String> entry : create.getMetadata().entrySet()) {
                if (takesKey(ours, entry.getKey())) {
                    metadata.put(entry.getKey(), entry.getValue());
                } else {
                    otherKeys++;
                    metadata.put(SENT_KEY + otherKeys, entry.getKey());
                    metadata.put(SENT_VALUE + otherKeys, entry.getValue());
                }
            }
            if (!otherTag && otherKeys == 0) {
                return accepted;
            }
            tell(ours, caller);
        }
        Create.Builder kept = Create.newBuilder(create);
        if (otherTag) {
            tags.increment();
            kept.setTag(OtherName.instead(newTag.get(), OtherName.SENT_TAG, metadata));
        }
        keys.increment(otherKeys);
        FeedbackCommand command = FeedbackCommand.newBuilder(accepted.command())
                .setBody(kept.setMetadata(metadata).build())
                .build();
        return new Taken.Accepted(command, accepted.named(), accepted.suspicion());
    }

    private void beginDay(Brought ours) {
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        if (!today.equals(ours.day)) {
            ours.day = today;
            ours.tags.clear();
            ours.keysToday = 0;
            ours.told = false;
        }
    }

    private boolean takes(Brought ours, String tag) {
        return ours.tags.contains(tag) || ours.tags.size() < limits.tags() && ours.tags.add(tag);
    }

    private boolean takesKey(Brought ours, String key) {
        // The ledger decides by the claim: under another key it would be none.
        if (ours.keys.get(key) != null || key.equals(UserClaim.VERIFIED)) {
            return true;
        }
        // A name of ours that somebody sends is kept under another one, so that nothing replaces ours.
        if (ours.keysToday >= limits.metadataKeys() || key.startsWith(OtherName.SENT)) {
            return false;
        }
        ours.keysToday++;
        ours.keys.put(key, true);
        return true;
    }

    private void tell(Brought ours, Caller caller) {
        if (!ours.told) {
            ours.told = true;
            LOG.warn(
                    "The key {} has brought {} new tags and {} new keys of metadata today, as many as it may: further"
                            + " new ones are counted under {}. --new-tags-per-day and --new-metadata-keys-per-day allow"
                            + " more.",
                    caller.keyId(),
                    ours.tags.size(),
                    ours.keysToday,
                    OtherName.OTHER);
        }
    }
}
