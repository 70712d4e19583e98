package dev.loop.process;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loop.broker.BrokerException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaDoorTest {

    @Test
    void shouldSayWhatIsWrong_whenNobodyIsThere() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> knock("127.0.0.1:" + free, false))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("nobody listens at 127.0.0.1:" + free);
        assertThatThrownBy(() -> knock("nowhere.invalid:9092", false))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("nowhere.invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 400 Bad Request, is a web server",
        "'\u0015\u0003\u0003\u0000\u0002\u0002', security.protocol",
        "'', security.protocol",
        "SSH-2.0-OpenSSH, does not speak Kafka"
    })
    void shouldSayWhatAnswers_whenItIsNotKafka(String answer, String said) throws Exception {
        try (var server = answering(answer)) {
            // The failure comes at once, although the patience is long.
            assertThatThrownBy(() -> KafkaDoor.await(address(server), false, Duration.ofMinutes(5)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessageContaining(said);
        }
    }

    @Test
    void shouldLetPass_whenOneOfThemAnswersOrOnlyTlsCouldTell() throws Exception {
        try (var server = answering("\u0000\u0000\u0001\u0000")) {
            assertThatCode(() -> knock("127.0.0.1:1," + address(server), false)).doesNotThrowAnyException();
        }
        try (var server = answering("")) {
            assertThatCode(() -> knock(address(server), true)).doesNotThrowAnyException();
        }
    }

    private static void knock(String servers, boolean encrypted) {
        KafkaDoor.await(servers, encrypted, Duration.ZERO);
    }

    private static String address(ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Reads the question, gives this for an answer and hangs up. */
    private static ServerSocket answering(String answer) throws IOException {
        var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> {
            try (Socket caller = server.accept()) {
                caller.getInputStream().readNBytes(18);
                caller.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closed) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }
}
