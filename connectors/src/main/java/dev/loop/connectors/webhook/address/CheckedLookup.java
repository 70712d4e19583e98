package dev.loop.connectors.webhook.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks a name up and checks every address that it has. One forbidden address refuses the whole name: a server that
 * answers now with a public address and then with a private one is hostile.
 *
 * <p>Looking up blocks, so it has a bounded number of threads of its own. A name is looked up once at a time. A name
 * that did not answer in time is from then on looked up by a few threads set aside for such names, so that the many
 * that answer do not wait behind it.
 */
public final class CheckedLookup implements AutoCloseable {

    private static final int THREADS = 32;
    private static final int THREADS_FOR_SLOW = 4;
    private static final int MOST_WAITING = 4096;
    private static final int MOST_SLOW = 10_000;

    private final NameLookup names;
    private final AddressRules rules;
    private final Duration atMost;
    private final ThreadPoolExecutor usual = threads("webhook-names", THREADS);
    private final ThreadPoolExecutor forSlow = threads("webhook-slow-names", THREADS_FOR_SLOW);
    private final Map<String, Lookup> underWay = new ConcurrentHashMap<>();
    private final Set<String> slow = ConcurrentHashMap.newKeySet();

    /** @param atMost how long a name may take */
    public CheckedLookup(NameLookup names, AddressRules rules, Duration atMost) {
        this.names = names;
        this.rules = rules;
        this.atMost = atMost;
    }

    /**
     * Returns all addresses of a name, each of them allowed. Fails with {@link ForbiddenAddressException}, with {@link
     * UnknownHostException}, or with {@link java.util.concurrent.TimeoutException}.
     */
    public CompletableFuture<List<InetAddress>> find(String name) {
        var mine = new Lookup(name);
        Lookup other = underWay.putIfAbsent(name, mine);
        Lookup lookup = other == null ? mine : other;
        if (other == null) {
            begin(mine);
        }
        // Each caller has a deadline of its own: the lookup itself cannot be stopped, and goes on for the next caller.
        return lookup.found
                .copy()
                .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((found, failure) -> {
                    if (failure != null && lookup.isSlow(atMost) && slow.size() < MOST_SLOW) {
                        slow.add(name);
                    }
                });
    }

    @Override
    public void close() {
        usual.shutdownNow();
        forSlow.shutdownNow();
    }

    private void begin(Lookup lookup) {
        try {
            (slow.contains(lookup.name) ? forSlow : usual).execute(() -> lookUp(lookup));
        } catch (RejectedExecutionException tooMany) {
            underWay.remove(lookup.name, lookup);
            lookup.found.completeExceptionally(
                    new UnknownHostException(lookup.name + ": too many names are being looked up"));
        }
    }

    private void lookUp(Lookup lookup) {
        String name = lookup.name;
        lookup.began = System.nanoTime();
        try {
            List<InetAddress> addresses = names.all(name);
            if (addresses.isEmpty()) {
                throw new UnknownHostException(name);
            }
            for (InetAddress address : addresses) {
                Optional<String> refusal = rules.refusal(address);
                if (refusal.isPresent()) {
                    throw new ForbiddenAddressException(name, address, refusal.get());
                }
            }
            lookup.found.complete(List.copyOf(addresses));
        } catch (Exception failed) {
            lookup.found.completeExceptionally(failed);
        } finally {
            underWay.remove(name, lookup);
        }
        if (System.nanoTime() - lookup.began < atMost.toNanos()) {
            slow.remove(name);
        }
    }

    private static final class Lookup {
        private final String name;
        private final CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        /** Start of the lookup; 0 until a thread has come to it. */
        private volatile long began;

        private Lookup(String name) {
            this.name = name;
        }

        /**
         * Returns whether the lookup itself was slow. One that only waited for a thread was not: others were at fault.
         */
        private boolean isSlow(Duration atMost) {
            return !found.isDone() && began != 0 && System.nanoTime() - began > atMost.toNanos() / 2;
        }
    }

    private static ThreadPoolExecutor threads(String name, int most) {
        var threads = new ThreadPoolExecutor(
                most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                    var thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
