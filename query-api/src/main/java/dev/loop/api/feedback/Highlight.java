package dev.loop.api.feedback;

import dev.loop.schemas.avro.Feedback;
import dev.loop.topology.text.TextQuery;
import dev.loop.topology.text.TextQuery.Span;
import java.util.List;
import java.util.Optional;

/**
 * The part of a message that best shows why it was found, as HTML: searched words stand within {@code <mark>}, and all
 * else is escaped, so that a page can include it unchanged. An ellipsis marks a cut.
 */
final class Highlight {

    /** The length of the part, in UTF-16 units. */
    private static final int LENGTH = 240;

    private static final int BEFORE_THE_FIRST = 60;

    /** Returns the part; empty if nothing in the message was searched for, as with excluded words. */
    static Optional<String> of(Feedback item, TextQuery query) {
        String message = item.getMessage();
        List<Span> spans = query.spans(item);
        if (spans.isEmpty()) {
            return Optional.empty();
        }
        int from = message.length() <= LENGTH ? 0 : begin(message, best(spans));
        int to = message.length() <= LENGTH ? message.length() : end(message, from, spans);
        var html = new StringBuilder(LENGTH + 64);
        html.append(from > 0 ? "\u2026 " : "");
        int at = from;
        for (Span span : spans) {
            if (span.start() < from || span.end() > to) {
                continue;
            }
            escape(html, message, at, span.start());
            html.append("<mark>");
            escape(html, message, span.start(), span.end());
            html.append("</mark>");
            at = span.end();
        }
        escape(html, message, at, to);
        html.append(to < message.length() ? " \u2026" : "");
        return Optional.of(html.toString());
    }

    /** Returns the first place where most of the words fall within the length. */
    private static int best(List<Span> spans) {
        int best = 0;
        int most = 0;
        int last = 0;
        for (int first = 0; first < spans.size(); first++) {
            while (last < spans.size()
                    && spans.get(last).end() - spans.get(first).start() <= LENGTH - BEFORE_THE_FIRST) {
                last++;
            }
            if (last - first > most) {
                most = last - first;
                best = spans.get(first).start();
            }
        }
        return best;
    }

    private static int begin(String message, int first) {
        int from = Math.max(0, first - BEFORE_THE_FIRST);
        for (int at = from; from > 0 && at < first; at++) {
            if (Character.isWhitespace(message.charAt(at))) {
                return at + 1;
            }
        }
        return from > 0 && Character.isLowSurrogate(message.charAt(from)) ? from - 1 : from;
    }

    private static int end(String message, int from, List<Span> spans) {
        int to = Math.min(message.length(), from + LENGTH);
        int least = from;
        for (Span span : spans) {
            least = span.start() >= from && span.end() <= to ? span.end() : least;
        }
        for (int at = to; to < message.length() && at > least; at--) {
            if (Character.isWhitespace(message.charAt(at))) {
                return at;
            }
        }
        return to < message.length() && Character.isLowSurrogate(message.charAt(to)) ? to + 1 : to;
    }

    private static void escape(StringBuilder html, String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
    }

    private Highlight() {}
}
