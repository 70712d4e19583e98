package dev.loop.connectors.webhook.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies requests as a receiver does. Signatures are compared in constant time.
 *
 * @param secrets secrets that are valid now; any of them may have signed
 * @param tolerance how far {@code Loop-Timestamp} and {@code webhook-timestamp} may be from now, so that a captured
 *     request cannot be played again later. Standard Webhooks advises five minutes
 */
public record Verifier(List<String> secrets, Duration tolerance) {

    public static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

    public Verifier {
        secrets = List.copyOf(secrets);
        secrets.forEach(Signer::of);
    }

    /**
     * Returns what is wrong, each in a sentence; empty if both signatures are good.
     *
     * @param header the value of a header by its name, whose case does not matter; null if there is none
     * @param body the body as it came, before anything read it as text or JSON
     */
    public List<String> problems(Function<String, @Nullable String> header, byte[] body, Instant now) {
        List<Signer> signers = secrets.stream().map(Signer::of).toList();
        List<String> problems = new ArrayList<>();
        checkLoop(header, body, signers, problems);
        checkStandard(header, body, signers, problems);
        checkTime(header, RequestHeaders.TIMESTAMP, now, problems);
        checkTime(header, RequestHeaders.STANDARD_TIMESTAMP, now, problems);
        return problems;
    }

    private static void checkLoop(
            Function<String, @Nullable String> header, byte[] body, List<Signer> signers, List<String> problems) {
        String newest = header.apply(RequestHeaders.SIGNATURE);
        if (newest == null) {
            problems.add("The header " + RequestHeaders.SIGNATURE + " is missing.");
            return;
        }
        String previous = header.apply(RequestHeaders.SIGNATURE_PREVIOUS);
        boolean good = false;
        for (Signer signer : signers) {
            String expected = signer.hex(body);
            // The comparison is never short-circuited: its time must not depend on earlier matches.
            good |= same(expected, newest.toLowerCase(Locale.ROOT));
            good |= previous != null && same(expected, previous.toLowerCase(Locale.ROOT));
        }
        if (!good) {
            problems.add(RequestHeaders.SIGNATURE + " does not match: the secret is another one, or the body was"
                    + " changed on its way (sign the raw bytes, not JSON that was parsed and written again).");
        }
    }

    private static void checkStandard(
            Function<String, @Nullable String> header, byte[] body, List<Signer> signers, List<String> problems) {
        String id = header.apply(RequestHeaders.STANDARD_ID);
        String timestamp = header.apply(RequestHeaders.STANDARD_TIMESTAMP);
        String signatures = header.apply(RequestHeaders.STANDARD_SIGNATURE);
        if (id == null || timestamp == null || signatures == null) {
            problems.add("Of the headers " + RequestHeaders.STANDARD_ID + ", " + RequestHeaders.STANDARD_TIMESTAMP
                    + " and " + RequestHeaders.STANDARD_SIGNATURE + " not all are there.");
            return;
        }
        boolean good = false;
        for (Signer signer : signers) {
            String expected = signer.standard(id, seconds(timestamp), body);
            for (String signature : signatures.split(" ")) {
                good |= same(expected, signature);
            }
        }
        if (!good) {
            problems.add(RequestHeaders.STANDARD_SIGNATURE + " does not match.");
        }
    }

    private void checkTime(Function<String, @Nullable String> header, String name, Instant now, List<String> problems) {
        String text = header.apply(name);
        if (text == null) {
            return;
        }
        long sent = seconds(text);
        if (sent < 0) {
            problems.add(name + " is not a time in Unix seconds: " + text);
        } else if (Math.abs(now.getEpochSecond() - sent) > tolerance.toSeconds()) {
            problems.add(name + " is " + Math.abs(now.getEpochSecond() - sent)
                    + " s away from now: the request was held up or is played again, or a clock is wrong.");
        }
    }

    /** Parses seconds; -1 for text that is no number. */
    private static long seconds(String text) {
        return text.matches("\\d{1,12}") ? Long.parseLong(text) : -1;
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** Leaves out the secrets. */
    @Override
    public String toString() {
        return "Verifier[" + secrets.size() + " secrets, " + tolerance + "]";
    }
}
