package dev.loop.connectors.webhook.http;

import dev.loop.connectors.seal.MasterKeys;
import dev.loop.connectors.webhook.signature.EndpointSigner;
import dev.loop.schemas.avro.WebhookEndpoint;
import dev.loop.schemas.avro.WebhookSecret;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An endpoint made ready: its URL parsed, its headers checked, its keys set up. Made once, used for every request. */
final class Target {

    private static final String SEALED = "The secret or a header of the endpoint is sealed and cannot be opened by the"
            + " sender: set LOOP_MASTER_KEY for it to the keys of the API; if they are the same, rotate the secret with an"
            + " overlap of 0s and set the headers again.";

    private final WebhookEndpoint endpoint;
    private final @Nullable URI url;
    private final @Nullable EndpointSigner signer;
    private final @Nullable String problem;

    private Target(
            WebhookEndpoint endpoint, @Nullable URI url, @Nullable EndpointSigner signer, @Nullable String problem) {
        this.endpoint = endpoint;
        this.url = url;
        this.signer = signer;
        this.problem = problem;
    }

    /**
     * Returns the target of an endpoint. An unusable endpoint has one too, and what is sent to it fails with the
     * reason.
     */
    static Target of(WebhookEndpoint endpoint) {
        if (isSealed(endpoint)) {
            return new Target(endpoint, null, null, SEALED);
        }
        try {
            URI url = WebhookUrl.parse(endpoint.getUrl());
            EndpointSigner signer = new EndpointSigner(endpoint);
            return new Target(
                    endpoint,
                    url,
                    signer,
                    OwnHeaders.problem(endpoint.getHeaders()).orElse(null));
        } catch (IllegalArgumentException wrong) {
            return new Target(endpoint, null, null, wrong.getMessage());
        }
    }

    private static boolean isSealed(WebhookEndpoint endpoint) {
        return Stream.concat(
                        endpoint.getSecrets().stream().map(WebhookSecret::getSecret),
                        endpoint.getHeaders().values().stream())
                .anyMatch(MasterKeys::looksSealed);
    }

    WebhookEndpoint endpoint() {
        return endpoint;
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    URI url() {
        return Objects.requireNonNull(url);
    }

    EndpointSigner signer() {
        return Objects.requireNonNull(signer);
    }
}
