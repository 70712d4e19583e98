package dev.loop.connectors.webhook.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs with one secret, in both ways that receivers know.
 *
 * <p>{@link #hex} is {@code Loop-Signature}: HMAC SHA-256 of the raw body, keyed with the secret as it is written.
 * {@link #standard} is one entry of {@code webhook-signature} (Standard Webhooks 1.0.0): HMAC SHA-256 of {@code
 * id.timestamp.body}, keyed with the base 64 after {@code whsec_}.
 *
 * <p>For use by many threads.
 */
public final class Signer {

    public static final String SECRET_PREFIX = "whsec_";
    static final String STANDARD_PREFIX = "v1,";

    private static final String ALGORITHM = "HmacSHA256";

    // These are never fed; each use clones one. A clone with its key costs a tenth of making one.
    private final Mac byText;
    private final Mac byBytes;

    private Signer(byte[] text, byte[] bytes) {
        byText = keyed(text);
        byBytes = keyed(bytes);
    }

    /**
     * @throws IllegalArgumentException if the secret is not {@code whsec_} and base 64; the message does not tell the
     *     secret
     */
    public static Signer of(String secret) {
        if (!secret.startsWith(SECRET_PREFIX) || secret.length() == SECRET_PREFIX.length()) {
            throw new IllegalArgumentException("a secret is " + SECRET_PREFIX + " and base 64");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("what stands after " + SECRET_PREFIX + " is not base 64");
        }
        return new Signer(secret.getBytes(StandardCharsets.UTF_8), bytes);
    }

    /** Returns the value of {@code Loop-Signature}: 64 hexadecimal digits in lower case. */
    public String hex(byte[] body) {
        return HexFormat.of().formatHex(fresh(byText).doFinal(body));
    }

    /** Returns one entry of {@code webhook-signature}. */
    public String standard(String id, long timestamp, byte[] body) {
        Mac mac = fresh(byBytes);
        mac.update((id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8));
        return STANDARD_PREFIX + Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    private static Mac keyed(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static Mac fresh(Mac keyed) {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }
}
