package dev.loop.connectors.importer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Waits until all that was sent is counted. Accepted items are counted a little later, and much later where they come
 * faster than they can be counted: a query right after an import has to see all of it.
 *
 * <p>Thread-safe.
 */
final class Counting {

    /** The header of an answer to a write: {@code 0:118,3:97}, the last command for each partition. */
    static final String POSITION = "Loop-Position";

    private static final int NOT_YET = 503;
    private static final Duration SHORT_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final HttpClient client;
    private final URI counts;
    private final String key;
    private final Clock clock;

    // Guarded by this.
    private final NavigableMap<Integer, Long> sent = new TreeMap<>();

    Counting(HttpClient client, URI server, String key, Clock clock) {
        this.client = client;
        this.counts = URI.create(server.toString().replaceFirst("/+$", "") + "/v1/sentiment");
        this.key = key;
        this.clock = clock;
    }

    /** Notes the position of a write; an unreadable position is not waited for. */
    synchronized void sent(String position) {
        for (String part : position.split(",")) {
            String[] offset = part.strip().split(":", 2);
            if (offset.length == 2 && offset[0].matches("\\d{1,9}") && offset[1].matches("\\d{1,18}")) {
                sent.merge(Integer.valueOf(offset[0]), Long.valueOf(offset[1]), Math::max);
            }
        }
    }

    private synchronized String position() {
        return sent.entrySet().stream()
                .map((Map.Entry<Integer, Long> each) -> each.getKey() + ":" + each.getValue())
                .collect(Collectors.joining(","));
    }

    /**
     * Returns at the latest after a time.
     *
     * @param onWait is called once if it is not all counted by now
     * @return whether all is counted, as far as this key may know
     */
    boolean await(Duration atMost, BooleanSupplier stopped, Runnable onWait) throws InterruptedException {
        String position = position();
        if (position.isEmpty()) {
            return true;
        }
        Instant giveUpAt = clock.instant().plus(atMost);
        boolean told = false;
        while (!stopped.getAsBoolean() && clock.instant().isBefore(giveUpAt)) {
            try {
                HttpRequest request = request(position, told ? LONGEST_WAIT : SHORT_WAIT);
                if (client.send(request, BodyHandlers.discarding()).statusCode() != NOT_YET) {
                    return true;
                }
            } catch (IOException away) {
                // An unreachable server counts as "not counted yet".
            }
            if (!told) {
                onWait.run();
                told = true;
            }
            Thread.sleep(BETWEEN.toMillis());
        }
        return false;
    }

    /** @param wait how long the server waits before it says that it is not counted yet */
    private HttpRequest request(String position, Duration wait) {
        return HttpRequest.newBuilder(counts)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + key)
                .header(POSITION, position)
                .header("Loop-Wait", Long.toString(wait.toMillis()))
                .build();
    }
}
