package dev.loop.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client of {@code GET /v1/stream} on a bare socket, so that it can also not read. */
final class LiveTail implements AutoCloseable {

    /** @param id empty where it has none */
    record Message(String id, String event, String data) {}

    private final Socket socket;
    private final BufferedReader in;

    /** @param receiveBuffer bytes that the system takes for it while it does not read; 0 for the usual */
    LiveTail(URI server, String query, int receiveBuffer, String... headers) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress(server.getHost(), server.getPort()));
        socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
        var request = new StringBuilder("GET /v1/stream" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (!List.of(headers).contains("Authorization") && !List.of(headers).contains("Cookie")) {
            request.append("Authorization: Bearer " + ApiFixture.SECRET + "\r\n");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The next message; what is chunk sizes, headers or heartbeats is passed over. */
    Message next() throws IOException {
        String id = "";
        String event = "";
        String data = "";
        while (true) {
            String line = in.readLine();
            // The last chunk has no bytes.
            if (line == null || line.equals("0")) {
                throw new IOException("the stream has ended");
            }
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                event = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && !event.isEmpty()) {
                return new Message(id, event, data);
            }
        }
    }

    List<Message> next(int count) throws IOException {
        List<Message> messages = new ArrayList<>();
        while (messages.size() < count) {
            messages.add(next());
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
