package dev.loop.connectors.importer;

import dev.loop.client.ApiConnectionException;
import dev.loop.client.ApiException;
import dev.loop.client.CallInterruptedException;
import dev.loop.client.Loop;
import dev.loop.client.LoopException;
import dev.loop.client.query.SentimentQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Waits until all that was sent is counted. Accepted items are counted a little later, and much later where they come
 * faster than they can be counted: a query right after an import has to see all of it.
 */
final class Counting {

    private static final int NOT_YET = 503;
    private static final Duration SHORT_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(100);

    private final Loop loop;

    /** @param loop the client whose writes are waited for */
    Counting(Loop loop) {
        this.loop = loop;
    }

    /**
     * Returns at the latest after a time.
     *
     * @param onWait is called once if it is not all counted by now
     * @return whether all is counted, as far as this key may know
     */
    boolean await(Duration atMost, BooleanSupplier stopped, Runnable onWait) throws InterruptedException {
        Optional<String> position = loop.position();
        if (position.isEmpty()) {
            return true;
        }
        long began = System.nanoTime();
        boolean told = false;
        while (!stopped.getAsBoolean() && System.nanoTime() - began < atMost.toNanos()) {
            if (counted(position.get(), told ? LONGEST_WAIT : SHORT_WAIT)) {
                return true;
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
    private boolean counted(String position, Duration wait) throws InterruptedException {
        try {
            loop.with(options -> options.position(position)
                            .header("Loop-Wait", Long.toString(wait.toMillis()))
                            .timeout(Duration.ofSeconds(30))
                            .maxRetries(0))
                    .sentiment()
                    .query(new SentimentQuery());
            return true;
        } catch (CallInterruptedException e) {
            throw new InterruptedException();
        } catch (ApiConnectionException away) {
            // An unreachable server counts as "not counted yet".
            return false;
        } catch (ApiException answered) {
            return answered.status() != NOT_YET;
        } catch (LoopException other) {
            return true;
        }
    }
}
