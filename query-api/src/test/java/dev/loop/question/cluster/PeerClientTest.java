package dev.loop.question.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.topology.run.InstanceAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PeerClientTest {

    @Test
    @Timeout(20)
    void shouldCloseTheConnection_whenTheRequestIsGivenUp() throws Exception {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                PeerClient client = PeerClient.start(new ClusterSecret("0123456789abcdef"))) {
            CompletableFuture<byte[]> answer = client.send(
                    new InstanceAddress("127.0.0.1", port.getLocalPort()), new byte[] {1}, Duration.ofSeconds(15));
            try (Socket connection = port.accept()) {
                assertThat(connection.getInputStream().read()).isEqualTo('P');

                answer.cancel(true);

                connection.getInputStream().readAllBytes();
                assertThat(connection.getInputStream().read()).isEqualTo(-1);
            }
        }
    }
}
