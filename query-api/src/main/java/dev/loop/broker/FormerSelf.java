package dev.loop.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;

/**
 * Waits until the controller has given up the broker that died, whose place the new one takes.
 *
 * <p>Until then the metadata says that the broker runs and leads its partitions. A new one that reads that, which Kafka
 * 4.3 lets it, finds the transactions that were being committed and sends their markers to where the former one listened.
 * Once that one is given up in the middle of this, Kafka takes the partitions for deleted and the transactions for done
 * ({@code TransactionMarkerChannelManager}): their markers are never written, and nothing that comes after them in the
 * partitions can be read as committed any more, ever.
 */
final class FormerSelf implements MetadataPublisher {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int broker;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    private FormerSelf(int broker) {
        this.broker = broker;
    }

    /**
     * Returns at once after a stop in order, and else after the broker's session has timed out.
     *
     * @param loader of a controller that has been started
     */
    static void awaitGone(MetadataLoader loader, int broker) {
        FormerSelf former = new FormerSelf(broker);
        try {
            loader.installPublishers(List.of(former)).get();
            former.gone.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            loader.removeAndClosePublisher(former).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while Kafka was starting.", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException(
                    "Kafka's controller does not come up within " + PATIENCE.toSeconds()
                            + " s. Look at the log above; then start again.",
                    e);
        }
    }

    @Override
    public String name() {
        return "FormerSelf id=" + broker;
    }

    /** Called with all that is known to be committed first, and then with every change. */
    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        BrokerRegistration registration = image.cluster().broker(broker);
        if (registration == null || registration.fenced()) {
            gone.complete(null);
        }
    }
}
