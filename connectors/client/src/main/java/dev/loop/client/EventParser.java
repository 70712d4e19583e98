package dev.loop.client;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads server-sent events as WHATWG HTML has them: lines end with CR, LF or both, data may have several lines, and an
 * event that the end cuts off is none.
 */
final class EventParser {

    record Frame(String id, String event, String data) {}

    private static final int LONGEST_EVENT = 4 << 20;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean first = true;
    private boolean afterReturn;
    private String id = "";
    private String event = "";
    private StringBuilder data = new StringBuilder();
    private boolean hasData;

    /** Returns the events that these bytes complete. */
    List<Frame> read(byte[] bytes) {
        List<Frame> frames = new ArrayList<>();
        for (byte one : bytes) {
            boolean secondHalf = afterReturn && one == '\n';
            afterReturn = one == '\r';
            if (one != '\r' && one != '\n') {
                line.write(one);
            } else if (!secondHalf) {
                take(line.toString(StandardCharsets.UTF_8), frames);
                line.reset();
            }
            if (line.size() + data.length() > LONGEST_EVENT) {
                throw new LoopException("An event of the stream is longer than 4 MiB: this is not a stream of Loop.");
            }
        }
        return frames;
    }

    private void take(String text, List<Frame> frames) {
        String whole = first && text.startsWith("\uFEFF") ? text.substring(1) : text;
        first = false;
        if (whole.isEmpty()) {
            if (hasData) {
                frames.add(new Frame(id, event.isEmpty() ? "message" : event, data.toString()));
            }
            event = "";
            data = new StringBuilder();
            hasData = false;
            return;
        }
        int colon = whole.indexOf(':');
        String field = colon < 0 ? whole : whole.substring(0, colon);
        String value = colon < 0 ? "" : whole.substring(colon + 1).replaceFirst("^ ", "");
        switch (field) {
            case "data" -> {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
            }
            case "event" -> event = value;
            case "id" -> id = value.indexOf('\0') < 0 ? value : id;
            default -> {
                // A comment, or a field of no use here.
            }
        }
    }
}
