package dev.loop.connectors.webhook.http;

import dev.loop.connectors.webhook.signature.EndpointSigner;
import dev.loop.schemas.avro.WebhookEndpoint;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An endpoint made ready: its URL parsed, its headers checked, its keys set up. Made once, used for every request. */
public final class Target {

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
    public static Target of(WebhookEndpoint endpoint) {
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

    public WebhookEndpoint endpoint() {
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
