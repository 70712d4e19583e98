package dev.loop.broker;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.BrokerHeartbeatRequestData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.TopicsImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.loader.MetadataLoader;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the controller give up the broker that died, whose place the new one takes, and waits for that.
 *
 * <p>Until then the metadata says that the broker runs and leads its partitions. A new one that reads that, which Kafka
 * 4.3 lets it, finds the transactions that were being committed and sends their markers to where the former one listened.
 * Once that one is given up in the middle of this, Kafka takes the partitions for deleted and the transactions for done
 * ({@code TransactionMarkerChannelManager}): their markers are never written, and nothing that comes after them in the
 * partitions can be read as committed any more, ever.
 *
 * <p>The controller would give it up by itself, after its session; but the process that has the lock of the directory
 * knows that the broker is dead, and may say so in its name: a heartbeat that asks for the fence, as a broker sends it
 * that is about to stop.
 */
final class FormerSelf implements MetadataPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(FormerSelf.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** The controller may not be active yet. */
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    private final int broker;
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private volatile TopicsImage topics = TopicsImage.EMPTY;
    private volatile OptionalLong epoch = OptionalLong.empty();

    private FormerSelf(int broker) {
        this.broker = broker;
    }

    /**
     * Returns as soon as the metadata says that the broker does not run: at once after a stop in order.
     *
     * @return the topics that the metadata knows then
     * @param loader of a controller that has been started
     */
    static TopicsImage awaitGone(MetadataLoader loader, Controller controller, int broker) {
        FormerSelf former = new FormerSelf(broker);
        try {
            loader.installPublishers(List.of(former)).get();
            former.fence(controller);
            loader.removeAndClosePublisher(former).get();
            return former.topics;
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

    private void fence(Controller controller) throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            epoch.ifPresent(registered -> askForFence(controller, registered));
            try {
                gone.get(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
            }
        }
    }

    private void askForFence(Controller controller, long registered) {
        try {
            controller.processBrokerHeartbeat(
                    new ControllerRequestContext(
                            new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty()),
                    new BrokerHeartbeatRequestData()
                            .setBrokerId(broker)
                            .setBrokerEpoch(registered)
                            .setWantFence(true));
        } catch (ApiException notYet) {
            // The controller is not active yet, or has given the broker up meanwhile: only the metadata decides.
            LOG.debug("Broker {} could not be fenced yet", broker, notYet);
        }
    }

    @Override
    public String name() {
        return "FormerSelf id=" + broker;
    }

    /** Looks at the metadata. It is called first with everything that is committed, and then with every change. */
    @Override
    public void onMetadataUpdate(MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
        topics = image.topics();
        BrokerRegistration registration = image.cluster().broker(broker);
        if (registration == null || registration.fenced()) {
            gone.complete(null);
        } else {
            epoch = OptionalLong.of(registration.epoch());
        }
    }
}
