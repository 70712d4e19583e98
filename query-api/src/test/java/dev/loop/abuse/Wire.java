package dev.loop.abuse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP/1.1 by hand, one connection per request: any method, path, header and byte can be sent, which no client allows.
 */
final class Wire {

    private static final int LONGEST_CONNECT_MILLIS = 2_000;
    /** The wait for a second answer, which must not come on a connection that stays open. */
    private static final int SECOND_ANSWER_MILLIS = 300;

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d{1,9})\r\n");

    private final String host;
    private final int port;

    Wire(URI address) {
        this.host = address.getHost();
        this.port = address.getPort();
    }

    /** Returns the server's name as a client sends it. */
    String authority() {
        return host + ":" + port;
    }

    /**
     * The answer until the connection ended.
     *
     * @param status 0 if the connection was closed without an answer, -1 if none came in time
     */
    record Answer(int status, String head, String body, long millis) {

        Optional<String> header(String name) {
            return head.lines()
                    .skip(1)
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        String all() {
            return head + "\n\n" + body;
        }

        @Override
        public String toString() {
            String all = all();
            return "[" + status + " after " + millis + " ms] " + all.substring(0, Math.min(all.length(), 1_500));
        }
    }

    Answer ask(String method, String path, Map<String, String> headers, byte[] body, int timeoutMillis) {
        return say(request(method, path, headers, body), timeoutMillis);
    }

    private byte[] request(String method, String path, Map<String, String> headers, byte[] body) {
        var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (headers.keySet().stream().noneMatch("Host"::equalsIgnoreCase)) {
            request.append("Host: ").append(authority()).append("\r\n");
        }
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || method.equals("POST") || method.equals("PUT") || method.equals("PATCH")) {
            request.append("Content-Length: ").append(body.length).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        var bytes = new ByteArrayOutputStream();
        // Latin-1, so that a test may send any byte in a header.
        bytes.writeBytes(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    Answer say(byte[] request, int timeoutMillis) {
        long began = System.nanoTime();
        var came = new ByteArrayOutputStream();
        boolean late = false;
        long whole = 0;
        try (Socket socket = connect()) {
            socket.setSoTimeout(timeoutMillis);
            try {
                socket.getOutputStream().write(request);
            } catch (IOException refusedBeforeItsEnd) {
                // The answer to an early refusal may still be there.
            }
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 14];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                came.write(buffer, 0, read);
                if (whole == 0 && isWhole(came)) {
                    whole = System.nanoTime();
                    socket.setSoTimeout(SECOND_ANSWER_MILLIS);
                }
            }
        } catch (SocketTimeoutException tooLate) {
            late = whole == 0;
        } catch (IOException broken) {
            // The bytes that have come by then are the answer.
        }
        return answer(came.toByteArray(), late, ((whole == 0 ? System.nanoTime() : whole) - began) / 1_000_000);
    }

    /** Returns the status alone, which an endless answer has as well. */
    int status(String method, String path, Map<String, String> headers, int timeoutMillis) {
        try (Socket socket = connect()) {
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(request(method, path, headers, new byte[0]));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return line.length < 12 ? 0 : Integer.parseInt(new String(line, 9, 3, StandardCharsets.US_ASCII));
        } catch (SocketTimeoutException tooLate) {
            return -1;
        } catch (IOException broken) {
            return 0;
        }
    }

    Socket connect() throws IOException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(host, port), LONGEST_CONNECT_MILLIS);
        return socket;
    }

    /** Returns whether the answer is whole by its length; a chunked answer ends with its connection. */
    private static boolean isWhole(ByteArrayOutputStream came) {
        String latin = came.toString(StandardCharsets.ISO_8859_1);
        int end = latin.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(latin.substring(0, Math.max(end + 2, 0)));
        return end > 0 && length.find() && came.size() - end - 4 >= Integer.parseInt(length.group(1));
    }

    private static Answer answer(byte[] bytes, boolean late, long millis) {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = latin.indexOf("\r\n\r\n");
        if (!latin.startsWith("HTTP/1.") || end < 0) {
            return new Answer(late ? -1 : 0, "", latin, millis);
        }
        String head = latin.substring(0, end).replace("\r\n", "\n");
        byte[] rest = Arrays.copyOfRange(bytes, end + 4, bytes.length);
        int status = Integer.parseInt(head.substring(9, 12));
        boolean chunked = head.toLowerCase(Locale.ROOT).contains("\ntransfer-encoding: chunked");
        return new Answer(status, head, new String(chunked ? joined(rest) : rest, StandardCharsets.UTF_8), millis);
    }

    private static byte[] joined(byte[] chunks) {
        var whole = new ByteArrayOutputStream();
        int at = 0;
        while (at < chunks.length) {
            int line = at;
            while (line < chunks.length && chunks[line] != '\r') {
                line++;
            }
            String size = new String(chunks, at, line - at, StandardCharsets.US_ASCII).strip();
            int length = size.matches("[0-9a-fA-F]{1,7}") ? Integer.parseInt(size, 16) : 0;
            if (length == 0) {
                break;
            }
            int from = Math.min(line + 2, chunks.length);
            whole.write(chunks, from, Math.min(length, chunks.length - from));
            at = from + length + 2;
        }
        return whole.toByteArray();
    }
}
