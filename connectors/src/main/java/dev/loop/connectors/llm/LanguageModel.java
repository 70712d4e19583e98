package dev.loop.connectors.llm;

import dev.loop.connectors.llm.ChatClient.Reply;
import dev.loop.connectors.llm.LlmAnswer.Silence;
import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.LlmUsage;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A language model behind an OpenAI-compatible server. What may leave this machine is the caller's business: every text is
 * sent as it is given.
 *
 * <p>An answer that is not what was asked for is asked for once more. A server that is busy or fails is tried again after
 * what it asks for, or after a rest that doubles; one that fails {@value CallBreaker#MOST_FAILURES} times in a row is left alone
 * for a while.
 */
public final class LanguageModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LanguageModel.class);

    private static final int MOST_TRIES = 4;
    private static final int MOST_REFUSED = 2;
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    /** No try begins later than this after the first. */
    private static final Duration LONGEST_TRYING = Duration.ofSeconds(60);

    /** The rest of a server that does not know the key or the model: somebody has to mend that. */
    private static final Duration UNTIL_MENDED = Duration.ofMinutes(1);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;

    /** What servers answer to a text that is too long for the model, or that they will not read. */
    private static final Set<Integer> OF_THE_TEXT = Set.of(BAD_REQUEST, 413, 422);

    private static final Set<Integer> OF_THE_MOMENT = Set.of(408, 425, 429);

    private final LlmSettings settings;
    private final ChatClient client;
    private final UsageBook usage;
    private final CallBreaker breaker = new CallBreaker(System::nanoTime);
    private final LlmMeters meters;
    private final Semaphore slots;
    private final ExecutorService callers;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean plain;

    private LanguageModel(LlmSettings settings, ChatClient client, UsageBook usage, MeterRegistry registry) {
        this.settings = settings;
        this.client = client;
        this.usage = usage;
        this.meters = new LlmMeters(registry, breaker);
        this.slots = new Semaphore(settings.concurrency());
        AtomicInteger number = new AtomicInteger();
        this.callers = Executors.newFixedThreadPool(settings.concurrency(), task -> {
            Thread thread = new Thread(task, "llm-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param table with what all copies have used */
    public static LanguageModel start(
            LlmSettings settings, ControlTable<LlmUsage> table, MeterRegistry registry, Clock clock) {
        String copy = UUID.randomUUID().toString();
        return new LanguageModel(
                settings, new ChatClient(settings, clock), new UsageBook(table, copy, settings, clock), registry);
    }

    /** Returns what judgements are signed with. */
    public String version() {
        return settings.version();
    }

    /** Returns whether the server would be asked now. */
    public boolean ready() {
        return !breaker.isShut();
    }

    /** Asks about a text. Waits while as many calls are under way as may be. The answer fails only with the log of usage. */
    public CompletableFuture<LlmAnswer> ask(String project, String text) {
        var answer = new CompletableFuture<LlmAnswer>();
        try {
            slots.acquire();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return CompletableFuture.completedFuture(Silence.STOPPING);
        }
        if (stopped.getCount() == 0) {
            slots.release();
            return CompletableFuture.completedFuture(Silence.STOPPING);
        }
        callers.execute(() -> {
            try {
                LlmAnswer said = asked(project, text);
                slots.release();
                answer.complete(said);
            } catch (InterruptedException stopping) {
                slots.release();
                answer.complete(Silence.STOPPING);
            } catch (RuntimeException failed) {
                slots.release();
                answer.completeExceptionally(failed);
            }
        });
        return answer;
    }

    private LlmAnswer asked(String project, String text) throws InterruptedException {
        long from = System.nanoTime();
        boolean bare = plain;
        int refused = 0;
        for (int attempt = 0; attempt < MOST_TRIES && refused < MOST_REFUSED; attempt++) {
            if (System.nanoTime() - from > LONGEST_TRYING.toNanos() || !breaker.lets()) {
                return Silence.DOWN;
            }
            byte[] body = ChatRequest.body(settings.model(), text, bare);
            Optional<UsageBook.Call> room = usage.begin(project, ChatRequest.mostInput(body), ChatRequest.MOST_OUTPUT);
            if (room.isEmpty()) {
                meters.spent();
                return Silence.SPENT;
            }
            long began = System.nanoTime();
            Reply reply = client.post(body);
            if (reply.status() == OK) {
                breaker.worked();
                plain = bare;
                ChatAnswer read = reply.body().map(ChatAnswer::read).orElse(ChatAnswer.UNREADABLE);
                room.get().answered(read.input(), read.output(), read.said().isEmpty());
                meters.answered(read, System.nanoTime() - began);
                if (read.said().isPresent()) {
                    return read.said().get();
                }
                refused++;
            } else {
                room.get().failed(reply.status() == 0 && reply.sent());
                meters.failed();
                Optional<Silence> end = afterFailure(reply, bare, attempt);
                if (end.isPresent()) {
                    return end.get();
                }
                bare |= reply.status() == BAD_REQUEST;
            }
        }
        return refused < MOST_REFUSED ? Silence.DOWN : Silence.REFUSED;
    }

    /** Rests as long as the failure asks for; returns what to say where another try would not help. */
    private Optional<Silence> afterFailure(Reply reply, boolean bare, int attempt) throws InterruptedException {
        int status = reply.status();
        if (OF_THE_TEXT.contains(status)) {
            if (status == BAD_REQUEST && !bare) {
                return Optional.empty();
            }
            LOG.warn("The server of the language model does not take a text: it answered {}", status);
            return Optional.of(Silence.REFUSED);
        }
        if (status != 0 && status < 500 && !OF_THE_MOMENT.contains(status)) {
            LOG.warn("The server of the language model answered {}; check --llm-url, --llm-model and the key", status);
            breaker.shut(UNTIL_MENDED);
            return Optional.of(Silence.DOWN);
        }
        String trouble = status == 0 ? reply.trouble() : "it answered " + status;
        if (breaker.failed()) {
            LOG.warn("The server of the language model is left alone for a while: {}", trouble);
            return Optional.of(Silence.DOWN);
        }
        Duration rest = reply.retryAfter().orElse(settings.rest().multipliedBy(1L << attempt));
        if (rest.compareTo(LONGEST_REST) > 0) {
            breaker.shut(rest);
            return Optional.of(Silence.DOWN);
        }
        if (status == 0 && reply.sent()) {
            LOG.debug("The language model has not answered: {}", trouble);
            return Optional.of(Silence.DOWN);
        }
        long jitter = ThreadLocalRandom.current().nextLong(settings.rest().toMillis() + 1);
        return stopped.await(rest.toMillis() + jitter, TimeUnit.MILLISECONDS)
                ? Optional.of(Silence.STOPPING)
                : Optional.empty();
    }

    /** Ends calls under way; what they were about is not said. */
    @Override
    public void close() {
        stopped.countDown();
        callers.shutdownNow();
        try {
            if (!callers.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("A call of the language model does not end");
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
