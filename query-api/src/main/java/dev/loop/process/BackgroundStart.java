package dev.loop.process;

import dev.loop.connectors.webhook.http.ClientSettings;
import dev.loop.connectors.webhook.http.WebhookClient;
import dev.loop.topology.store.StoreMemory;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The slow parts of a start that need no Kafka: they begin first, on a thread of their own, and are ready when Kafka
 * is.
 */
final class BackgroundStart implements AutoCloseable {

    private final CompletableFuture<WebhookClient> client = new CompletableFuture<>();
    private final UpOptions options;

    private BackgroundStart(UpOptions options) {
        this.options = options;
    }

    static BackgroundStart start(UpOptions options) {
        var background = new BackgroundStart(options);
        var thread = new Thread(background::prepare, "background-start");
        thread.setDaemon(true);
        thread.start();
        return background;
    }

    private void prepare() {
        try {
            if (options.has(Role.STREAMS)) {
                StoreMemory.load();
            }
            if (options.has(Role.API) || options.has(Role.SENDER)) {
                client.complete(WebhookClient.start(
                        ClientSettings.usual(options.webhooks().addresses(), version()), Clock.systemUTC()));
            }
        } catch (RuntimeException | Error failed) {
            client.completeExceptionally(failed);
        }
    }

    /** Waits for the client of webhooks; for roles that send. It is closed with this. */
    WebhookClient webhookClient() {
        try {
            return client.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private static String version() {
        @Nullable String version = BackgroundStart.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    @Override
    public void close() {
        client.thenAccept(WebhookClient::close);
    }
}
