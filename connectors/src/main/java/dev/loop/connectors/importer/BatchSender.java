package dev.loop.connectors.importer;

import dev.loop.client.ApiConnectionException;
import dev.loop.client.ApiException;
import dev.loop.client.CallInterruptedException;
import dev.loop.client.Loop;
import dev.loop.client.LoopException;
import dev.loop.client.Retry;
import dev.loop.client.model.BatchResult;
import dev.loop.client.query.BatchQuery;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Sends batches to {@code POST /v1/feedback/batch}. While the server is away or overloaded, a batch is sent again after
 * the time that the server asks for, or after growing waits. Every item has an external id, so a batch whose answer was
 * lost is still taken in once.
 *
 * <p>Thread-safe.
 */
public final class BatchSender {

    private static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(2);
    private static final int SERVER_FAULT = 500;

    /**
     * The times of further attempts.
     *
     * @param first time between two attempts; it doubles, with some chance in it, up to {@code longest}
     * @param limit after this time without success the import fails
     */
    public record Patience(Duration first, Duration longest, Duration limit) {
        public static final Patience USUAL =
                new Patience(Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofMinutes(5));
    }

    /**
     * The treatment of the items that are sent.
     *
     * @param update reason for changing known items; if absent they stay as they are
     * @param backfill whether they are old feedback, and no news
     * @param importName the name of this import, by which the items of another one are told from its own
     */
    public record Manner(Optional<String> update, boolean backfill, Optional<String> importName) {
        public static final Manner USUAL = new Manner(Optional.empty(), false, Optional.empty());

        private static final int LONGEST_NAME = 300;

        public Manner {
            importName = importName.map(Manner::asLabel);
        }

        /** Returns a name that the server takes: a file may be called anything. */
        private static String asLabel(String name) {
            var errors = new FieldErrors();
            TextRules.label(errors, "import", name, LONGEST_NAME);
            if (errors.isEmpty()) {
                return name;
            }
            String plain = name.replaceAll("[^!-~]", "_");
            return plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        }

        private BatchQuery query() {
            BatchQuery query = new BatchQuery().refusedOnly();
            update.ifPresentOrElse(query::upsert, query::compare);
            importName.ifPresent(query::importName);
            return backfill ? query.backfill() : query;
        }
    }

    /** @param created those of a broken-off attempt included, which the next attempt has known */
    record Answer(BatchResult result, long created, long known) {}

    private final Loop loop;
    private final URI server;
    private final BatchQuery query;
    private final Patience patience;
    private final Consumer<String> onWait;
    private final Counting counting;

    /**
     * @param server such as {@code http://127.0.0.1:8080}
     * @param key a secret API key
     * @param onWait called with the reason of a pause, by any thread
     * @throws ImportException if it is not the address of a server
     */
    public BatchSender(URI server, String key, Patience patience, Manner manner, Consumer<String> onWait) {
        this.server = server;
        this.query = manner.query();
        this.patience = patience;
        this.onWait = onWait;
        try {
            this.loop = Loop.builder()
                    .baseUrl(server.toString())
                    .apiKey(key)
                    .options(options -> options.timeout(LONGEST_ATTEMPT)
                            .callTimeout(patience.limit().plus(LONGEST_ATTEMPT))
                            .maxRetries(Integer.MAX_VALUE)
                            .backoff(patience.first(), patience.longest())
                            .longestRetryAfter(patience.limit()))
                    .build();
        } catch (LoopException e) {
            throw new ImportException("--url is " + server + ". " + e.getMessage(), e);
        }
        this.counting = new Counting(loop);
    }

    /**
     * @param body NDJSON
     * @param lines how many
     * @throws ImportException if the server refuses the batch as a whole, or is away for too long
     */
    Answer send(byte[] body, int lines) throws InterruptedException {
        var createdBefore = new AtomicLong();
        long began = System.nanoTime();
        try {
            BatchResult result = loop.with(options -> options.onRetry(retry -> {
                        createdBefore.addAndGet(created(retry.cause()));
                        waiting(retry, Duration.ofNanos(System.nanoTime() - began));
                    }))
                    .feedback()
                    .batch(body, query);
            if (told(result) != lines) {
                throw new ImportException(server + " does not answer as Loop does. Check --url.");
            }
            return new Answer(result, result.created() + createdBefore.get(), result.known() - createdBefore.get());
        } catch (CallInterruptedException e) {
            throw new InterruptedException();
        } catch (LoopException e) {
            throw failed(e);
        }
    }

    /**
     * Waits until all items that were taken in are counted. Returns false if that takes too long or the import is
     * stopped before.
     */
    boolean awaitCounted(BooleanSupplier stopped) throws InterruptedException {
        return counting.await(
                patience.limit(), stopped, () -> onWait.accept("All is taken in; counting the last of it ..."));
    }

    /** Returns of how many lines a result tells. */
    private static long told(BatchResult result) {
        return result.created() + result.known() + result.changed() + result.differs() + result.refused();
    }

    private static long created(LoopException failure) {
        return failure instanceof ApiException problem
                ? problem.body().path("created").asLong()
                : 0;
    }

    private void waiting(Retry retry, Duration since) {
        // A fault of the server in these items does not pass by waiting.
        boolean inVain = retry.cause() instanceof ApiException problem && problem.status() == SERVER_FAULT;
        if (inVain || since.plus(retry.pause()).compareTo(patience.limit()) > 0) {
            throw retry.cause();
        }
        onWait.accept("Waiting for " + server + ": " + trouble(retry.cause()) + ". Trying again in "
                + String.format(Locale.ROOT, "%.1f", retry.pause().toMillis() / 1000.0) + " s.");
    }

    private ImportException failed(LoopException failure) {
        if (!(failure instanceof ApiConnectionException) && !(failure instanceof ApiException)) {
            return new ImportException(String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof ApiException problem && (!problem.isTemporary() || problem.status() == SERVER_FAULT)) {
            return new ImportException(refused(problem));
        }
        return new ImportException(
                server + " took nothing for " + patience.limit().toSeconds() + " s: " + trouble(failure)
                        + ". Check that it runs (loop up) and that --url is right.");
    }

    private String refused(ApiException problem) {
        return server + " refuses the import: " + trouble(problem)
                + switch (problem.status()) {
                    case 401, 403 ->
                        ". Set LOOP_SECRET_KEY to a secret key (sk_…) of this server; loop up shows it at its first"
                                + " start.";
                    case 404, 405 -> ". Check that --url is the address of Loop itself, without a path.";
                    default -> ".";
                };
    }

    private static String trouble(LoopException failure) {
        if (failure instanceof ApiException problem) {
            return "it answers " + problem.status() + text(problem);
        }
        return failure.getCause() instanceof ConnectException
                ? "nobody answers there (does it run, and is --url right?)"
                : "the connection failed ("
                        + String.valueOf(failure.getMessage()).replaceFirst("\\.$", "") + ")";
    }

    /** Returns what the problem says; a proxy's answer has none. */
    private static String text(ApiException problem) {
        String text = Optional.ofNullable(problem.detail())
                .or(() -> Optional.ofNullable(problem.title()))
                .orElse("");
        return text.isBlank() ? "" : ": " + text.strip().replaceFirst("\\.$", "");
    }
}
