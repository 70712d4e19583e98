package dev.loop.api.webhook;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.key.Access;
import dev.loop.question.Questions.NotReadyException;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.text.TextRules;
import dev.loop.topology.webhook.DeliveryView;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.function.Function;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/** Finds the endpoint that a path names, and its state. */
final class EndpointLookup {

    static final String PATH = "/v1/webhooks/{id}";

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final EndpointBook book;
    private final DeliveryStores stores;

    EndpointLookup(WebhookParts parts) {
        this.book = parts.endpoints();
        this.stores = parts.deliveries();
    }

    EndpointBook book() {
        return book;
    }

    /** Returns the endpoint. Throws a problem if the caller's project has none of this id. */
    WebhookEndpoint named(Context ctx) {
        return book.find(Access.caller(ctx).project(), ctx.pathParam("id")).orElseThrow(() -> notFound(ctx));
    }

    static ProblemException notFound(Context ctx) {
        return Problem.NOT_FOUND.because("There is no endpoint " + TextRules.quote(ctx.pathParam("id")) + ".");
    }

    /**
     * Returns the state. Settings can be read and changed while the stores cannot be read: the state is then unknown.
     */
    EndpointFields.Seen seen(WebhookEndpoint endpoint) {
        try {
            return new EndpointFields.Seen(true, stores.of(endpoint.getId()).health(endpoint.getId()));
        } catch (InvalidStateStoreException | NotReadyException notHere) {
            return EndpointFields.Seen.NOT_KNOWN;
        }
    }

    /** Asks a question. Throws {@link NotReadyException} while the endpoint's partition cannot be read. */
    <T> T read(WebhookEndpoint endpoint, Function<DeliveryView, T> question) {
        try {
            return question.apply(stores.of(endpoint.getId()));
        } catch (InvalidStateStoreException notHere) {
            throw new NotReadyException("The deliveries are being restored or moved", RETRY_AFTER);
        }
    }
}
