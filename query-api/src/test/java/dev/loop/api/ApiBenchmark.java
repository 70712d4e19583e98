package dev.loop.api;

import dev.loop.analysis.trend.TrendBook;
import dev.loop.api.agreement.AgreementBook;
import dev.loop.api.control.InMemoryTable;
import dev.loop.api.form.FormBook;
import dev.loop.api.health.Readiness;
import dev.loop.api.http.Scope;
import dev.loop.api.key.BrowserSessions;
import dev.loop.api.key.Caller;
import dev.loop.api.key.KeyBook;
import dev.loop.api.live.LiveFeed;
import dev.loop.api.masking.MaskingBook;
import dev.loop.api.release.ReleaseBook;
import dev.loop.api.tagrule.TagRuleBook;
import dev.loop.api.theme.ThemeBook;
import dev.loop.api.user.UserSecrets;
import dev.loop.api.view.ViewBook;
import dev.loop.api.word.WordBook;
import dev.loop.connectors.analyst.SentimentModel;
import dev.loop.connectors.learn.ModelBook;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.connectors.seal.MasterKeys;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Project;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Measures the cost of HTTP, keys, reading and checking, with a log that does nothing. Run by hand. */
final class ApiBenchmark {

    private static final int BATCH = 2_000;

    public static void main(String[] arguments) throws Exception {
        var offsets = new AtomicLong();
        CommandLog nowhere = command -> CompletableFuture.completedFuture(new Place(0, offsets.getAndIncrement()));
        var questions = (Questions) Proxy.newProxyInstance(
                Questions.class.getClassLoader(),
                new Class<?>[] {Questions.class},
                (proxy, method, args) -> method.getReturnType() == boolean.class ? false : Optional.empty());
        var projects = new InMemoryTable<Project>();
        var keyBook = new KeyBook(projects);
        var parts = new ApiParts(
                questions,
                nowhere,
                account -> CompletableFuture.completedFuture(null),
                new ReleaseBook(new InMemoryTable<>()),
                new InMemoryWebhooks().parts(),
                new InMemoryEvents(),
                new InMemoryChanges(),
                new LiveFeed(1),
                new InMemoryDeadLetters(),
                ApiFixture.COMMANDS.deserializer(),
                new TrendBook(new InMemoryTable<>()),
                new ThemeBook(new InMemoryTable<>(), command -> CompletableFuture.completedFuture(new Place(0, 0))),
                new ViewBook(new InMemoryTable<>()),
                new FormBook(new InMemoryTable<>()),
                new TagRuleBook(new InMemoryTable<>(), new InMemoryTable<>()),
                new ModelBook(new InMemoryTable<>(), SentimentModel.prior()),
                new AgreementBook(new InMemoryTable<>()),
                key -> Optional.of(new Caller("key_1", "bench", "default", Set.of(Scope.EVERY))),
                keyBook,
                new BrowserSessions(projects, keyBook, Clock.systemUTC()),
                new UserSecrets(projects, MasterKeys.parse(MasterKeys.random()), Clock.systemUTC()),
                new MaskingBook(projects),
                new WordBook(projects),
                (command, why) -> nowhere.append(command),
                () -> new Readiness.State(true, Map.of()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new FakeSinks(),
                List::of,
                Optional.empty(),
                dev.loop.schemas.intake.Retention.FOREVER,
                dev.loop.api.feedback.TextMeaning.NONE,
                Clock.systemUTC());
        try (ApiServer server = ApiServer.start(parts, ApiSettings.usual("127.0.0.1", 0), List.of())) {
            for (int round = 0; round < 6; round++) {
                run("GET live", server.port(), nothing(), 1, 16);
                run("POST one", server.port(), request("/v1/feedback", "application/json", item()), 1, 16);
                var lines = new StringBuilder();
                for (int i = 0; i < BATCH; i++) {
                    lines.append(item()).append('\n');
                }
                run(
                        "batch",
                        server.port(),
                        request("/v1/feedback/batch?results=refused", "application/x-ndjson", lines.toString()),
                        BATCH,
                        2);
            }
        }
    }

    private static String item() {
        return "{\"user\":{\"id\":\"u_1\"},\"message\":\"The export hangs at ninety per cent, every time that I try it\","
                + "\"sentiment\":\"negative\",\"source\":\"in-app-widget\",\"tag\":\"exports\",\"plan\":\"scale\","
                + "\"createdAt\":\"2026-06-19T14:02:11Z\"}";
    }

    /** Measures the server alone, for comparison. */
    private static byte[] nothing() {
        return "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] request(String path, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        out.writeBytes(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_x\r\nContent-Type: "
                        + type + "\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private static void run(String name, int port, byte[] request, int items, int connections) throws Exception {
        var done = new AtomicLong();
        long busyBefore = processorTime();
        long began = System.nanoTime();
        long end = began + 4_000_000_000L;
        Thread[] threads = new Thread[connections];
        for (int i = 0; i < connections; i++) {
            threads[i] = new Thread(() -> {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
                    while (System.nanoTime() < end) {
                        socket.getOutputStream().write(request);
                        if (!answer(in).startsWith("HTTP/1.1 20")) {
                            throw new IllegalStateException("refused");
                        }
                        done.addAndGet(items);
                    }
                } catch (IOException broken) {
                    throw new IllegalStateException(broken);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double busy = (processorTime() - busyBefore) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%-10s %,10.0f items/s, %,10.0f items per second of processor time, the caller's included%n",
                name,
                done.get() / seconds,
                done.get() / busy);
    }

    private static long processorTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static String answer(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed");
            }
            head.append((char) b);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length: ");
        if (at >= 0) {
            in.skipNBytes(Long.parseLong(lower.substring(at + 16, lower.indexOf('\r', at))));
        } else {
            throw new IOException("no length: " + lower);
        }
        return head.toString();
    }

    private ApiBenchmark() {}
}
