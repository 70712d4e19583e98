package dev.loop.api.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.question.Requester;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeparturesTest {

    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";
    private static final long PATIENCE_SECONDS = 10;

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final BlockingQueue<Requester> atWork = new LinkedBlockingQueue<>();
    private final CountDownLatch done = new CountDownLatch(1);

    /** Works until the test says that it is done. */
    private final class Work extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            atWork.add(CallerGuard.caller(request));
            assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            response.setStatus(204);
            callback.succeeded();
            return true;
        }
    }

    @BeforeEach
    void start() throws Exception {
        server.addConnector(connector);
        server.setHandler(new Work());
        CallerGuard.install(server, CallerTimeouts.USUAL, 4, new Handler.Wrapper());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        done.countDown();
        server.stop();
    }

    private Socket call(String requests) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private Requester caller() throws InterruptedException {
        Requester caller = atWork.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(caller).isNotNull();
        return caller;
    }

    @Test
    void shouldRunWhatWaits_whenTheCallerClosesTheConnection() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (Socket socket = call(REQUEST)) {
            Requester caller = caller();
            caller.whenGone(() -> {
                        throw new AssertionError("It does not wait any more");
                    })
                    .close();
            caller.whenGone(gone::countDown);
            assertThat(gone.await(1, TimeUnit.SECONDS)).as("the caller waits").isFalse();
            assertThat(caller.gone()).isFalse();

            socket.close();

            assertThat(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(caller.gone()).isTrue();
            CountDownLatch late = new CountDownLatch(1);
            caller.whenGone(late::countDown);
            assertThat(late.getCount()).as("at once").isZero();
        }
    }

    @Test
    void shouldNotTakeACallerForGone_whenTheNextRequestIsSentAlready() throws Exception {
        try (Socket socket = call(REQUEST + REQUEST)) {
            Requester caller = caller();
            CountDownLatch gone = new CountDownLatch(1);
            caller.whenGone(gone::countDown);

            assertThat(gone.await(1, TimeUnit.SECONDS)).isFalse();

            done.countDown();
            assertThat(caller()).as("of the next request").isNotSameAs(caller);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
    }
}
