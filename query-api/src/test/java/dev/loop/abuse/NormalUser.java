package dev.loop.abuse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Uses Loop as intended: 50 items a second, one call each, and ten questions a second, by the clock. Times count from
 * the instant at which a call was due, so that a call that had to wait for its turn has waited.
 */
final class NormalUser implements AutoCloseable {

    static final String TAG = "normal-user";
    static final int ITEMS_A_SECOND = 50;

    private static final int QUESTIONS_A_SECOND = 10;
    private static final int CALLERS = 24;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);
    private static final List<String> QUESTIONS = List.of(
            "/v1/feedback?limit=50",
            "/v1/sentiment?group_by=tag",
            "/v1/sentiment/timeline?interval=hour",
            "/v1/feedback?q=export&limit=20",
            "/v1/feedback?tag=normal-user&sentiment=negative");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(CALLERS);
    private final URI address;
    private final String key;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();

    /** The number of items that were answered with 201. */
    final AtomicLong accepted = new AtomicLong();

    private volatile Figures figures = new Figures();

    NormalUser(URI address, String key) {
        this.address = address;
        this.key = key;
        every(ITEMS_A_SECOND, this::send);
        every(QUESTIONS_A_SECOND, this::ask);
    }

    /** The times of one stretch, in microseconds. */
    static final class Figures {
        final ConcurrentHistogram writes = new ConcurrentHistogram(3);
        final ConcurrentHistogram reads = new ConcurrentHistogram(3);
        final Map<String, AtomicLong> failures = new TreeMap<>();

        synchronized void failed(String how) {
            failures.computeIfAbsent(how, none -> new AtomicLong()).incrementAndGet();
        }

        synchronized long failed() {
            return failures.values().stream().mapToLong(AtomicLong::get).sum();
        }

        long calls() {
            return writes.getTotalCount() + reads.getTotalCount();
        }

        static String line(String name, ConcurrentHistogram times) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | %.1f |%n",
                    name,
                    times.getTotalCount(),
                    times.getValueAtPercentile(50) / 1e3,
                    times.getValueAtPercentile(99) / 1e3,
                    times.getMaxValue() / 1e3);
        }
    }

    /** Ends one stretch and begins another. */
    Figures next() {
        Figures before = figures;
        figures = new Figures();
        return before;
    }

    private void every(int aSecond, Call call) {
        long step = 1_000_000_000L / aSecond;
        // Several callers take turns, so that a slow call delays none of the others.
        int turns = CALLERS / 2;
        long first = System.nanoTime() + 100_000_000L;
        for (int turn = 0; turn < turns; turn++) {
            long offset = turn * step;
            AtomicLong round = new AtomicLong();
            callers.scheduleAtFixedRate(
                    () -> {
                        long due = first + offset + round.getAndIncrement() * step * turns;
                        call.at(due);
                    },
                    Math.max(0, first + offset - System.nanoTime()),
                    step * turns,
                    TimeUnit.NANOSECONDS);
        }
    }

    private interface Call {
        void at(long due);
    }

    private void send(long due) {
        long number = sent.getAndIncrement();
        String item = "{\"user\":{\"id\":\"n" + number % 500 + "\"},\"message\":\"The export of page " + number
                + " takes long\",\"sentiment\":\"negative\",\"tag\":\"" + TAG + "\",\"externalId\":\"" + TAG + ":"
                + number + "\"}";
        Figures now = figures;
        int status = call(
                now,
                due,
                now.writes,
                HttpRequest.newBuilder(address.resolve("/v1/feedback"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(item)));
        if (status == 201) {
            accepted.incrementAndGet();
        }
    }

    private void ask(long due) {
        String question = QUESTIONS.get((int) (asked.getAndIncrement() % QUESTIONS.size()));
        Figures now = figures;
        call(now, due, now.reads, HttpRequest.newBuilder(address.resolve(question)));
    }

    private int call(Figures now, long due, ConcurrentHistogram times, HttpRequest.Builder request) {
        int status = 0;
        try {
            HttpResponse<Void> answer = http.send(
                    request.timeout(LONGEST_CALL)
                            .header("Authorization", "Bearer " + key)
                            .build(),
                    BodyHandlers.discarding());
            status = answer.statusCode();
            if (status >= 300) {
                now.failed("status " + status);
            }
        } catch (IOException broken) {
            now.failed(broken.getClass().getSimpleName());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            times.recordValue(Math.max(0, System.nanoTime() - due) / 1_000);
        }
        return status;
    }

    /** Ends when every call is answered. */
    @Override
    public void close() {
        callers.shutdown();
        try {
            callers.awaitTermination(LONGEST_CALL.toSeconds() + 5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
