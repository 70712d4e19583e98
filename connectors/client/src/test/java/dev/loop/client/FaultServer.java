package dev.loop.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loop.client.model.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A server that keeps items under their Idempotency-Key as Loop does, and plays one fault of its list for each request
 * before it works. Faults that end in {@code after}, and those that spoil the answer, do what was asked.
 */
final class FaultServer implements AutoCloseable {

    /** A request as it came. */
    record Asked(String method, String target, Map<String, String> headers, String body) {
        String key() {
            return headers.get("idempotency-key");
        }
    }

    private record Reply(int status, String text, Map<String, String> headers) {}

    private static final Set<String> SPOILT =
            Set.of("time-out-after", "reset-after", "reset-mid", "cut", "cut-before", "trickle");

    final Map<String, ObjectNode> items = Collections.synchronizedMap(new LinkedHashMap<>());
    final List<Asked> requests = new CopyOnWriteArrayList<>();
    final Deque<String> faults = new ArrayDeque<>();
    /** Whether the last fault is played for ever. */
    boolean forEver;

    private final Set<String> erased = new HashSet<>();
    private int position;
    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool(FaultServer::daemon);
    private final ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor(FaultServer::daemon);
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    FaultServer(String... faults) {
        this.faults.addAll(List.of(faults));
        try {
            listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "fault-server");
        thread.setDaemon(true);
        return thread;
    }

    String url() {
        return "http://127.0.0.1:" + listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String line;
            while (!(line = line(in)).isEmpty()) {
                String[] words = line.split(" ");
                Map<String, String> headers = new TreeMap<>();
                while (!(line = line(in)).isEmpty()) {
                    int colon = line.indexOf(':');
                    headers.put(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip());
                }
                int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                answer(socket, new Asked(words[0], words[1], headers, body));
            }
        } catch (IOException gone) {
            // The client has closed it, as it may.
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int one;
        while ((one = in.read()) >= 0 && one != '\n') {
            line.write(one);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    private synchronized void answer(Socket socket, Asked asked) throws IOException {
        requests.add(asked);
        String fault = forEver && faults.size() == 1 ? faults.peek() : faults.poll();
        if (fault == null) {
            Reply reply = done(asked);
            // Loop names a type of nothing too.
            write(socket, reply, reply.status() == 204 ? "text/plain" : "application/json");
        } else if (SPOILT.contains(fault)) {
            spoil(fault, socket, done(asked));
        } else {
            refuse(fault, socket, asked);
        }
    }

    private void spoil(String fault, Socket socket, Reply reply) throws IOException {
        byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
        byte[] half =
                new String(text, 0, text.length / 2, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        OutputStream out = socket.getOutputStream();
        switch (fault) {
            case "time-out-after" -> {}
            case "reset-after" -> reset(socket);
            case "reset-mid" -> {
                out.write(head(reply.status(), "Content-Length: " + Math.max(text.length, 10)));
                out.write(half);
                reset(socket);
            }
            case "cut", "cut-before" -> {
                // It ends as an answer without a length would: nothing but the JSON tells that it is half of it.
                out.write(head(reply.status() == 204 ? 200 : reply.status(), "Connection: close"));
                out.write(fault.equals("cut-before") ? new byte[0] : half.length == 0 ? new byte[] {'{'} : half);
                socket.close();
            }
            case "trickle" -> {
                out.write(head(200, "Connection: close"));
                drips.scheduleAtFixedRate(() -> drip(out), 0, 50, TimeUnit.MILLISECONDS);
            }
            default -> throw new AssertionError("Nobody can play " + fault);
        }
    }

    private static void drip(OutputStream out) {
        try {
            out.write(' ');
            out.flush();
        } catch (IOException e) {
            // Ends the drip.
            throw new UncheckedIOException(e);
        }
    }

    private void refuse(String fault, Socket socket, Asked asked) throws IOException {
        String inOneSecond = date(Instant.now().plusMillis(1999).truncatedTo(ChronoUnit.SECONDS));
        switch (fault) {
            case "time-out" -> {}
            case "reset" -> reset(socket);
            case "429-seconds" -> problem(socket, 429, "rate-limited", Map.of("Retry-After", "1"));
            case "429-date" ->
                problem(socket, 429, "rate-limited", Map.of("Retry-After", inOneSecond, "Date", date(Instant.now())));
            case "429-date-alone" -> problem(socket, 429, "rate-limited", Map.of("Retry-After", inOneSecond));
            case "429-long" -> problem(socket, 429, "rate-limited", Map.of("Retry-After", "61"));
            case "503" -> problem(socket, 503, "log-unavailable", Map.of());
            case "502-echo" ->
                write(
                        socket,
                        new Reply(502, "<h1>" + asked.headers().get("authorization") + "</h1>", Map.of()),
                        "text/html");
            case "page" -> write(socket, new Reply(200, "<h1>Welcome</h1>", Map.of()), "text/html");
            case "redirect" ->
                write(socket, new Reply(302, "", Map.of("Location", "http://127.0.0.1:1/elsewhere")), "text/html");
            case "echo-status" -> {
                socket.getOutputStream()
                        .write((asked.headers().get("authorization") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                socket.close();
            }
            default -> {
                String[] words = fault.split(" ");
                problem(socket, Integer.parseInt(words[0]), words[1], Map.of());
            }
        }
    }

    private static String date(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    private void problem(Socket socket, int status, String type, Map<String, String> headers) throws IOException {
        ObjectNode problem = Json.MAPPER
                .createObjectNode()
                .put("type", "/docs/problems#" + type)
                .put("title", type)
                .put("status", status)
                .put("detail", "As asked: " + type + ".")
                .put("remedy", "Wait.");
        write(socket, new Reply(status, problem.toString(), headers), "application/problem+json");
    }

    private static void write(Socket socket, Reply reply, String type) throws IOException {
        byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        StringBuilder headers = new StringBuilder("Content-Type: " + type + "\r\n");
        reply.headers()
                .forEach((name, value) ->
                        headers.append(name).append(": ").append(value).append("\r\n"));
        whole.writeBytes(
                head(reply.status(), headers + (reply.status() == 204 ? "" : "Content-Length: " + text.length)));
        whole.writeBytes(text);
        socket.getOutputStream().write(whole.toByteArray());
    }

    private static byte[] head(int status, String headers) {
        return ("HTTP/1.1 " + status + " As-Asked\r\n" + headers.strip() + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private Reply done(Asked asked) throws IOException {
        String[] path = asked.target().split("\\?")[0].split("/");
        String id = path.length > 3 ? path[3] : "";
        Map<String, String> headers =
                new TreeMap<>(Map.of("Loop-Position", "0:" + ++position, "X-Request-Id", "req_" + position));
        return switch (asked.method()) {
            case "DELETE" ->
                erased.add(id)
                        ? new Reply(204, "", headers)
                        : new Reply(404, "{\"type\":\"/docs/problems#not-found\",\"detail\":\"" + id + "\"}", headers);
            case "PATCH" ->
                new Reply(
                        200,
                        ((ObjectNode) Json.MAPPER.readTree(asked.body()))
                                .put("id", id)
                                .toString(),
                        headers);
            case "POST" -> id.equals("batch") ? batch(asked, headers) : one(asked, headers);
            default ->
                new Reply(
                        200,
                        Json.MAPPER
                                .createObjectNode()
                                .set("data", Json.MAPPER.valueToTree(items.values()))
                                .toString(),
                        headers);
        };
    }

    private Reply one(Asked asked, Map<String, String> headers) throws IOException {
        ObjectNode item = (ObjectNode) Json.MAPPER.readTree(asked.body());
        boolean known = !create(asked.key(), item);
        if (known) {
            headers.put("Idempotent-Replayed", "true");
        }
        item.put("id", items.get(asked.key()).path("id").asText()).put("later", "a field of a newer server");
        return new Reply(known ? 200 : 201, item.toString(), headers);
    }

    private Reply batch(Asked asked, Map<String, String> headers) throws IOException {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode results = answer.putArray("results");
        int created = 0;
        for (String line : asked.body().lines().toList()) {
            String key = asked.key() + "/" + results.size();
            boolean isNew = create(key, Json.MAPPER.readTree(line));
            created += isNew ? 1 : 0;
            results.addObject()
                    .put("line", results.size())
                    .put("status", isNew ? "created" : "known")
                    .put("id", items.get(key).path("id").asText());
        }
        answer.put("lines", results.size()).put("created", created).put("known", results.size() - created);
        return new Reply(202, answer.put("refused", 0).toString(), headers);
    }

    private boolean create(String key, JsonNode item) {
        ObjectNode kept = Json.MAPPER.createObjectNode().put("id", "fb_" + (items.size() + 1));
        kept.setAll((ObjectNode) item);
        return items.putIfAbsent(key, kept) == null;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        drips.shutdownNow();
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
