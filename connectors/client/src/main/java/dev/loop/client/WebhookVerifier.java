package dev.loop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loop.client.WebhookVerificationException.Reason;
import dev.loop.client.model.Event;
import dev.loop.client.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a webhook comes from Loop and is recent, and reads its event. Thread-safe.
 *
 * <pre>{@code
 * Event event = new WebhookVerifier(secret).verify(body, request::getHeader);
 * }</pre>
 */
public final class WebhookVerifier {

    private static final String PREFIX = "whsec_";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");
    private static final Duration TOLERANCE = Duration.ofSeconds(300);

    private final List<String> secrets;
    private final boolean standard;
    private final Clock clock;

    /** @param secrets the {@code whsec_…} of the endpoint; several while one is rotated */
    public WebhookVerifier(String... secrets) {
        this(List.of(secrets), true, Clock.systemUTC());
    }

    WebhookVerifier(List<String> secrets, boolean standard, Clock clock) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
            throw new LoopException(
                    "There is no secret: give the whsec_… of the endpoint, or several while one is rotated.");
        }
        this.secrets = secrets;
        this.standard = standard;
        this.clock = clock;
        if (standard) {
            secrets.forEach(WebhookVerifier::decoded);
        }
    }

    /** Returns a verifier of {@code Loop-Signature} alone, which does not cover the time: an old request passes too. */
    public WebhookVerifier loopSignatureOnly() {
        return new WebhookVerifier(secrets, false, clock);
    }

    /**
     * @param body as it arrived, before anything parsed it
     * @param headers in any case
     * @throws WebhookVerificationException if it is not to be trusted
     */
    public Event verify(byte[] body, Map<String, ? extends Collection<String>> headers) {
        return verify(body, name -> {
            List<String> values = new ArrayList<>();
            headers.forEach((key, all) -> {
                if (key != null && key.equalsIgnoreCase(name)) {
                    values.addAll(all);
                }
            });
            return values.isEmpty() ? null : String.join(" ", values);
        });
    }

    /**
     * @param body as it arrived, before anything parsed it
     * @param header returns the value of a header, whose name it takes in any case; null or empty if it is not there
     * @throws WebhookVerificationException if it is not to be trusted
     */
    public Event verify(byte[] body, Function<String, @Nullable String> header) {
        if (!(standard ? standardFits(body, header) : loopFits(body, header))) {
            throw new WebhookVerificationException(
                    Reason.SIGNATURE,
                    "No signature fits the body: check that the secret is the one of this endpoint and the body is as"
                            + " it arrived.");
        }
        try {
            return Json.MAPPER.readValue(body, Event.class);
        } catch (JsonProcessingException e) {
            throw new LoopException("The body is signed and is no event: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new LoopException("The body is signed and is no event.", e);
        }
    }

    /** The signature of standardwebhooks.com, which covers the time too. Its key is what the text after whsec_ encodes. */
    private boolean standardFits(byte[] body, Function<String, @Nullable String> header) {
        String id = required(header, "webhook-id");
        String timestamp = required(header, "webhook-timestamp");
        String signatures = required(header, "webhook-signature");
        if (!SECONDS.matcher(timestamp).matches()
                || Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE.toSeconds()) {
            throw new WebhookVerificationException(
                    Reason.TIMESTAMP,
                    "webhook-timestamp is not within " + TOLERANCE.toSeconds()
                            + " s of the time here: the request is old, or a clock is wrong.");
        }
        List<byte[]> sent = new ArrayList<>();
        for (String one : signatures.split(" ")) {
            if (one.startsWith("v1,")) {
                sent.add(base64(one.substring(3)));
            }
        }
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        return anyFits(secrets.stream().map(WebhookVerifier::decoded).toList(), sent, head, body);
    }

    /** Loop's own signature, over the body alone. Its key is the text of the secret, whsec_ included. */
    private boolean loopFits(byte[] body, Function<String, @Nullable String> header) {
        List<byte[]> sent = new ArrayList<>();
        sent.add(hex(required(header, "loop-signature")));
        String previous = header.apply("loop-signature-previous");
        if (previous != null) {
            sent.add(hex(previous.strip()));
        }
        List<byte[]> keys = secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        return anyFits(keys, sent, new byte[0], body);
    }

    /** Returns whether any key made any of the signatures, in the same time whichever does. */
    private static boolean anyFits(List<byte[]> keys, List<byte[]> signatures, byte[] head, byte[] body) {
        boolean fits = false;
        try {
            for (byte[] key : keys) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                mac.update(head);
                byte[] right = mac.doFinal(body);
                for (byte[] signature : signatures) {
                    fits |= MessageDigest.isEqual(right, signature);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
        return fits;
    }

    private static String required(Function<String, @Nullable String> header, String name) {
        String value = header.apply(name);
        if (value == null || value.isBlank()) {
            throw new WebhookVerificationException(Reason.MISSING_HEADER, "The header " + name + " is missing.");
        }
        return value.strip();
    }

    private static byte[] decoded(String secret) {
        byte[] key = base64(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
        if (key.length == 0) {
            throw new LoopException("The secret is not whsec_ and base64: copy it again from the endpoint.");
        }
        return key;
    }

    /** Returns nothing, which is no signature, where it is not base64. */
    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] hex(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    @Override
    public String toString() {
        return "WebhookVerifier of " + secrets.size() + " secrets";
    }
}
