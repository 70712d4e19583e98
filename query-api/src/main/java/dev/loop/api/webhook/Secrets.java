package dev.loop.api.webhook;

import dev.loop.schemas.avro.WebhookSecret;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Makes and rotates secrets: {@code whsec_} and 192 random bits in base 64, as standardwebhooks.com defines it. */
final class Secrets {

    static final Duration USUAL_OVERLAP = Duration.ofHours(24);
    static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

    /** The limit of secrets in use, since each signs every request. */
    static final int MOST = 5;

    private static final int BYTES = 24;

    private static final SecureRandom RANDOM = new SecureRandom();

    static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    static WebhookSecret first(String secret, Instant now) {
        return new WebhookSecret(secret, now, null);
    }

    /** Returns the secrets that sign at this time, newest first. */
    static List<WebhookSecret> inUse(List<WebhookSecret> secrets, Instant now) {
        return secrets.stream()
                .filter(secret -> secret.getExpiresAt()
                        .map(expires -> expires.isAfter(now))
                        .orElse(true))
                .toList();
    }

    /**
     * Returns the secrets with a new one in front; none of the others signs for longer than {@code overlap} from now.
     */
    static List<WebhookSecret> rotated(List<WebhookSecret> secrets, String fresh, Duration overlap, Instant now) {
        Instant latest = now.plus(overlap);
        var rotated = new ArrayList<WebhookSecret>();
        rotated.add(first(fresh, now));
        for (WebhookSecret secret : inUse(secrets, now)) {
            Instant expires =
                    secret.getExpiresAt().filter(at -> at.isBefore(latest)).orElse(latest);
            if (expires.isAfter(now)) {
                rotated.add(new WebhookSecret(secret.getSecret(), secret.getCreatedAt(), expires));
            }
        }
        return rotated;
    }

    private Secrets() {}
}
