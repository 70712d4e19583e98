package dev.loop.abuse;

import dev.loop.e2e.Pace;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends everything at once and without end: the lines of {@code attacks.yaml} in random order, bodies that never come,
 * sign-ins, names that nobody has used before.
 */
final class Attackers implements AutoCloseable {

    private static final int SLOW_CALLERS = 230;
    private static final int NEW_NAMES_A_BATCH = 200;

    private final Scene scene;
    private final int aSecond;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicLong> done = new TreeMap<>();
    private final Random random = new Random(1);

    Attackers(Scene scene, int aSecond) {
        this.scene = scene;
        this.aSecond = aSecond;
        begin("lines of the list", this::lines);
        begin("rounds of slow callers", this::slowCallers);
        begin("sign-ins", this::signIns);
        begin("batches of new names", this::newNames);
    }

    private interface Work {
        void once() throws IOException;
    }

    private void begin(String name, Work work) {
        var count = new AtomicLong();
        done.put(name, count);
        var thread = new Thread(
                () -> {
                    while (!stopped.get()) {
                        try {
                            work.once();
                            count.incrementAndGet();
                        } catch (IOException | RuntimeException unanswered) {
                            // A failed call is no matter: the test measures what the normal user notices.
                            Pace.RATE.restMillis(100);
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void lines() {
        List<Attack> attacks = new ArrayList<>(Attack.all());
        Collections.shuffle(attacks, random);
        for (Attack attack : attacks) {
            if (stopped.get()) {
                return;
            }
            attack.on(scene);
            Pace.RATE.restMillis(1_000 / aSecond);
        }
    }

    private void slowCallers() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        byte[] begun = ("POST /session HTTP/1.1\r\nHost: " + scene.wire.authority() + "\r\nOrigin: http://"
                        + scene.wire.authority()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{")
                .getBytes(StandardCharsets.US_ASCII);
        try {
            for (int i = 0; i < SLOW_CALLERS; i++) {
                Socket socket = scene.wire.connect();
                sockets.add(socket);
                socket.getOutputStream().write(begun);
            }
            for (int i = 0; i < 10 && !stopped.get(); i++) {
                Pace.RATE.restMillis(1_000);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Pace.RATE.restMillis(5_000);
    }

    private void signIns() {
        scene.wire.ask(
                "POST",
                "/session",
                Map.of("Origin", "http://" + scene.wire.authority(), "Content-Type", "application/json"),
                ("{\"key\":\"" + scene.key(random.nextBoolean() ? "pk" : "feedback:read") + "\"}")
                        .getBytes(StandardCharsets.UTF_8),
                Scene.PATIENCE_MILLIS);
        Pace.RATE.restMillis(1_000 / aSecond);
    }

    private void newNames() {
        var lines = new StringBuilder();
        for (int i = 0; i < NEW_NAMES_A_BATCH; i++) {
            String name = Long.toString(System.nanoTime(), 36) + i;
            lines.append("{\"user\":{\"id\":\"u" + name + "\"},\"message\":\"m\",\"sentiment\":\"negative\",\"tag\":\"t"
                    + name + "\",\"plan\":\"p" + name + "\",\"source\":\"s" + name + "\"}\n");
        }
        scene.call(
                "POST",
                "/v1/feedback/batch?results=refused",
                "feedback:create",
                lines.toString(),
                Map.of("Content-Type", "application/x-ndjson"));
        Pace.RATE.restMillis(2_000);
    }

    @Override
    public void close() {
        stopped.set(true);
        for (Thread thread : threads) {
            try {
                thread.join(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return done.toString();
    }
}
