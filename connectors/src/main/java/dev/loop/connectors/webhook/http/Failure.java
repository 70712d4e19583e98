package dev.loop.connectors.webhook.http;

import dev.loop.connectors.webhook.address.ForbiddenAddressException;
import dev.loop.schemas.avro.AttemptOutcome;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * The reason why no answer came.
 *
 * @param ambiguous the receiver may have taken the request in all the same
 * @param error text for the endpoint's owner
 * @param address the address that was dialled, if the failure tells it
 */
record Failure(
        AttemptOutcome outcome,
        boolean ambiguous,
        String error,
        @Nullable SocketAddress address) {

    /**
     * @param begun whether there was a connection
     * @param written whether the whole request was written to it
     */
    static Failure of(@Nullable Throwable cause, boolean begun, boolean written, ClientSettings settings) {
        LookupException lookup = find(cause, LookupException.class);
        if (lookup != null) {
            return ofLookup(lookup);
        }
        DialException dial = find(cause, DialException.class);
        if (dial != null) {
            return ofDial(dial);
        }
        if (find(cause, TimeoutException.class) != null) {
            return new Failure(
                    AttemptOutcome.TIMED_OUT,
                    written,
                    (begun ? "No answer within " : "No connection within ") + text(settings.deadline()) + ".",
                    null);
        }
        SSLException tls = find(cause, SSLException.class);
        if (tls != null) {
            boolean refused = tls instanceof SSLHandshakeException;
            return new Failure(AttemptOutcome.TLS_ERROR, written && !refused, tlsError(tls), null);
        }
        HttpException unreadable = find(cause, HttpException.class);
        if (unreadable != null) {
            return new Failure(
                    AttemptOutcome.CONNECTION_LOST,
                    written,
                    "What came back is not HTTP/1.1, or its headers are too long: " + unreadable.getReason()
                            + ". The receiver may have taken the event in.",
                    null);
        }
        return begun
                ? new Failure(
                        AttemptOutcome.CONNECTION_LOST,
                        written,
                        written
                                ? "The connection broke off before an answer came: " + reason(cause)
                                        + ". The receiver may have taken the event in."
                                : "The connection broke off while the request was sent: " + reason(cause) + ".",
                        null)
                : new Failure(AttemptOutcome.CONNECTION_FAILED, false, "No connection: " + reason(cause) + ".", null);
    }

    /** Returns the meaning of an answer that is no success. */
    static String ofStatus(int status) {
        if (status >= 300 && status < 400) {
            return "The receiver answered " + status + ". Redirects are not followed: set the URL to where it points.";
        }
        return switch (status) {
            case 101 -> "The receiver answered 101: it wants to speak another protocol than HTTP/1.1.";
            case 401, 403 ->
                "The receiver answered " + status + ": it refuses the request. Does it verify with the secret of this"
                        + " endpoint, and does it want a header that is not sent?";
            case 404, 405 -> "The receiver answered " + status + ". Check the URL.";
            case 410 -> "The receiver answered 410: it wants no more events.";
            case 429 -> "The receiver answered 429: too many requests.";
            default -> "The receiver answered " + status + ".";
        };
    }

    private static Failure ofLookup(LookupException lookup) {
        if (lookup.getCause() instanceof ForbiddenAddressException forbidden) {
            return new Failure(
                    AttemptOutcome.ADDRESS_FORBIDDEN,
                    false,
                    String.valueOf(forbidden.getMessage()),
                    new InetSocketAddress(forbidden.address(), 0));
        }
        String why = lookup.getCause() instanceof TimeoutException
                ? " was not resolved in time."
                : lookup.getCause() instanceof UnknownHostException unknown
                                && String.valueOf(unknown.getMessage()).contains("too many")
                        ? " was not resolved: too many names are being looked up."
                        : " has no address.";
        return new Failure(AttemptOutcome.NAME_NOT_RESOLVED, false, "The name " + lookup.name() + why, null);
    }

    private static Failure ofDial(DialException dial) {
        SSLException tls = find(dial, SSLException.class);
        if (tls != null) {
            return new Failure(AttemptOutcome.TLS_ERROR, false, tlsError(tls), dial.address());
        }
        boolean late = find(dial, TimeoutException.class) != null || find(dial, SocketTimeoutException.class) != null;
        return new Failure(
                late ? AttemptOutcome.TIMED_OUT : AttemptOutcome.CONNECTION_FAILED,
                false,
                "No connection: " + reason(dial.getCause()) + ".",
                dial.address());
    }

    private static String tlsError(SSLException tls) {
        CertificateException certificate = find(tls, CertificateException.class);
        return certificate == null
                ? "TLS failed: " + reason(tls) + "."
                : "The receiver's certificate is not accepted: " + certificateError(certificate) + ".";
    }

    /** Describes a certificate error for the person who has to fix it, where Java's own words do not. */
    private static String certificateError(CertificateException certificate) {
        if (find(certificate, CertificateExpiredException.class) != null) {
            return "it has expired (" + reason(certificate) + ")";
        }
        if (find(certificate, CertificateNotYetValidException.class) != null) {
            return "it is not valid yet (" + reason(certificate) + ")";
        }
        if (find(certificate, CertPathBuilderException.class) != null) {
            return "nobody whom this server trusts has signed it. It is self-signed, or the receiver does not send the"
                    + " intermediate certificates";
        }
        return reason(certificate);
    }

    private static <T> @Nullable T find(@Nullable Throwable from, Class<T> type) {
        int depth = 0;
        for (Throwable cause = from; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        Throwable root = cause;
        for (int depth = 0; root.getCause() != null && depth < 20; depth++) {
            root = root.getCause();
        }
        if (root instanceof EOFException || root instanceof ClosedChannelException) {
            return "it was closed";
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : message.strip();
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
