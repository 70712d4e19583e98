package dev.loop.topology;

import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Erase;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.avro.Sentiment;
import dev.loop.schemas.avro.Status;
import dev.loop.schemas.avro.Update;
import dev.loop.schemas.item.FeedbackId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A stream of commands from a seed: items said over years and in bursts within a minute, late and on the edges of
 * buckets, told twice, re-tagged, resolved, reopened, erased, and told again after that.
 */
final class RandomCommands {

    static final List<String> PROJECTS = List.of("default", "acme/ü");
    static final List<String> TAGS =
            List.of("exports", "billing", "größe", "日本", "a|b", "\uD83D\uDE00", "t7", "t8", "t9");
    static final List<String> PLANS = List.of("free", "pro", "scale");
    static final List<String> SOURCES = List.of("zendesk", "in-app-widget", "twitter");
    static final List<String> USERS = List.of("ann", "bob", "eve", "zoë");
    static final List<String> WORDS = List.of("slow", "Great", "EXPORT", "crash", "", "Straße");

    private final Random random;
    private final List<String> ids = new ArrayList<>();
    private Instant burst = FeedbackDriver.START.minus(Duration.ofDays(700));

    RandomCommands(Random random) {
        this.random = random;
    }

    /** Every id that was ever named. */
    List<String> ids() {
        return ids;
    }

    FeedbackCommand next(Instant now) {
        int die = random.nextInt(100);
        if (ids.isEmpty() || die < 55) {
            String id = FeedbackId.derived("p", FeedbackId.Kind.EXTERNAL_ID, Integer.toString(ids.size()));
            ids.add(id);
            return create(id, now);
        }
        String id = known();
        if (die < 60) {
            return create(id, now);
        }
        if (die < 68) {
            return command(id, now, new Erase(revision()));
        }
        return command(id, now, update());
    }

    private FeedbackCommand create(String id, Instant now) {
        boolean resolved = random.nextInt(4) == 0;
        Instant createdAt = createdAt(now);
        Instant resolvedAt = resolved && random.nextBoolean()
                ? createdAt.plusMillis((long)
                        (random.nextDouble() * Duration.between(createdAt, now).toMillis()))
                : null;
        Create create = Create.newBuilder()
                .setUserId(of(USERS))
                .setMessage(PlainText.message(random))
                .setSentiment(sentiment())
                .setSource(perhaps(SOURCES))
                .setTag(perhaps(TAGS))
                .setPlan(perhaps(PLANS))
                .setStatus(resolved ? Status.RESOLVED : Status.OPEN)
                .setCreatedAt(createdAt)
                .setResolvedAt(resolvedAt)
                .setExternalId(random.nextBoolean() ? "x" + random.nextInt() : null)
                .setMetadata(random.nextBoolean() ? Map.of("browser", of(WORDS), "os", "x") : Map.of())
                .setConsent(random.nextBoolean() ? random.nextBoolean() : null)
                .build();
        return command(id, now, create);
    }

    /** Over years; or near the burst that is going on; or on the very edge of a bucket. */
    private Instant createdAt(Instant now) {
        if (random.nextInt(20) == 0) {
            burst = now.minusMillis(
                    (long) (random.nextDouble() * Duration.ofDays(900).toMillis()));
        }
        long millis = switch (random.nextInt(4)) {
            case 0 ->
                now.minusMillis((long)
                                (random.nextDouble() * Duration.ofDays(3000).toMillis()))
                        .toEpochMilli();
            case 1 -> burst.toEpochMilli() / 3_600_000 * 3_600_000 + random.nextInt(3) - 1;
            default -> burst.toEpochMilli() + random.nextInt(90_000);
        };
        return Instant.ofEpochMilli(Math.min(millis, now.toEpochMilli()));
    }

    private Update update() {
        Update.Builder update = Update.newBuilder().setIfRevision(revision());
        int which = 1 + random.nextInt(15);
        if ((which & 1) != 0) {
            update.setStatus(random.nextBoolean() ? Status.OPEN : Status.RESOLVED);
        }
        if ((which & 2) != 0) {
            update.setTag(random.nextInt(5) == 0 ? "" : of(TAGS));
        }
        if ((which & 4) != 0) {
            update.setSentiment(sentiment());
        }
        if ((which & 8) != 0) {
            update.setPlan(random.nextInt(5) == 0 ? "" : of(PLANS));
        }
        return update.build();
    }

    private FeedbackCommand command(String id, Instant now, Object body) {
        // The project follows from the id, so that most commands name the right project and some the wrong one.
        String project = PROJECTS.get((id.hashCode() & 3) == 0 ? 1 : 0);
        if (random.nextInt(30) == 0) {
            project = of(PROJECTS);
        }
        return FeedbackCommand.newBuilder()
                .setId(id)
                .setProject(project)
                .setAt(now.minusMillis(random.nextInt(5000)))
                .setActor(random.nextBoolean() ? "key" : null)
                .setReason(random.nextBoolean() ? "reason" : null)
                .setBody(body)
                .build();
    }

    /** Lately named ones more often. */
    private String known() {
        int back = random.nextBoolean() ? Math.min(ids.size(), 30) : ids.size();
        return ids.get(ids.size() - 1 - random.nextInt(back));
    }

    private @Nullable Long revision() {
        return random.nextInt(5) == 0 ? (Long) (1L + random.nextInt(3)) : null;
    }

    private Sentiment sentiment() {
        return Sentiment.values()[random.nextInt(3)];
    }

    private @Nullable String perhaps(List<String> values) {
        return random.nextInt(4) == 0 ? null : of(values);
    }

    private String of(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
