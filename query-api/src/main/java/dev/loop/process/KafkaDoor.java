package dev.loop.process;

import dev.loop.broker.BrokerException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a Kafka answers at an address, before Kafka's clients are let there. They warn every second if nobody
 * does, throw if a name is unknown, and take the first four bytes of any other protocol for the length of an answer:
 * those of HTTP or TLS for more than a gigabyte, which ends the process for lack of memory.
 */
final class KafkaDoor {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaDoor.class);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MILLIS_TO_CONNECT = 3_000;
    private static final int MILLIS_TO_ANSWER = 5_000;

    /** The limit of an answer; one about versions has some hundred bytes. */
    private static final int LONGEST_ANSWER = 1 << 20;

    private static final short API_VERSIONS = 18;
    /** The four letters, read as a length. */
    private static final int HTTP = 0x48545450;

    private static final int TLS_ALERT = 0x15;

    /** @param waiting whether a Kafka may answer there in a moment */
    private record Reason(String text, boolean waiting) {}

    /**
     * Returns once one of the servers answers.
     *
     * @param servers {@code host:port}, several comma-separated
     * @param encrypted whether connections begin with TLS; then it is only looked whether there are any
     * @throws BrokerException when none did within the time, or what answers is no Kafka
     */
    static void await(String servers, boolean encrypted, Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        boolean told = false;
        while (true) {
            List<Reason> reasons = new ArrayList<>();
            for (String server : servers.split(",")) {
                Optional<Reason> reason = knock(server.strip(), encrypted);
                if (reason.isEmpty()) {
                    return;
                }
                reasons.add(reason.get());
            }
            String all = String.join("; ", reasons.stream().map(Reason::text).toList());
            if (reasons.stream().noneMatch(Reason::waiting) || System.nanoTime() - until >= 0) {
                throw new BrokerException("Kafka cannot be reached with --kafka " + servers + ": " + all
                        + ". Check that it runs, its address, and --kafka-config.");
            }
            if (!told) {
                LOG.warn("Waiting up to {} s for Kafka: {}.", patience.toSeconds(), all);
                told = true;
            }
            pause();
        }
    }

    private static Optional<Reason> knock(String server, boolean encrypted) {
        int colon = server.lastIndexOf(':');
        String host = server.substring(0, colon).replace("[", "").replace("]", "");
        var address = new InetSocketAddress(host, Integer.parseInt(server.substring(colon + 1)));
        if (address.isUnresolved()) {
            return Optional.of(new Reason("the name " + host + " is not known", true));
        }
        try (var socket = new Socket()) {
            socket.connect(address, MILLIS_TO_CONNECT);
            if (encrypted) {
                return Optional.empty();
            }
            socket.setSoTimeout(MILLIS_TO_ANSWER);
            ask(new DataOutputStream(socket.getOutputStream()));
            return refusal(server, new DataInputStream(socket.getInputStream()).readInt());
        } catch (EOFException hungUp) {
            return Optional.of(new Reason(
                    server + " hangs up on who does not speak TLS; if it is Kafka, set security.protocol", false));
        } catch (SocketTimeoutException silent) {
            return Optional.of(new Reason(server + " does not answer", true));
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return Optional.of(new Reason(
                    reason.contains("refused") ? "nobody listens at " + server : server + ": " + e.getMessage(), true));
        }
    }

    /**
     * Asks for the versions of the broker, in the oldest form of the question, which every broker answers to anybody.
     */
    private static void ask(DataOutputStream out) throws IOException {
        byte[] name = "loop".getBytes(StandardCharsets.US_ASCII);
        out.writeInt(2 + 2 + 4 + 2 + name.length);
        out.writeShort(API_VERSIONS);
        out.writeShort(0);
        out.writeInt(0);
        out.writeShort(name.length);
        out.write(name);
        out.flush();
    }

    private static Optional<Reason> refusal(String server, int length) {
        if (length > 0 && length <= LONGEST_ANSWER) {
            return Optional.empty();
        }
        if (length == HTTP) {
            return Optional.of(new Reason(server + " is a web server and not Kafka", false));
        }
        if (length >>> 24 == TLS_ALERT) {
            return Optional.of(new Reason(
                    server + " wants TLS; set security.protocol to SSL or SASL_SSL, with what belongs to it", false));
        }
        return Optional.of(new Reason(server + " does not speak Kafka's protocol", false));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("Interrupted while starting", e);
        }
    }

    private KafkaDoor() {}
}
