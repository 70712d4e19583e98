package dev.loop.connectors.analyst;

import dev.loop.schemas.avro.WordShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds in a message what a language model says it has read there. */
final class Quotes {

    /**
     * Returns the places of the quotes that are in the message, in its order and without overlaps; one that is not, or
     * holds what was masked, is left out.
     */
    static List<WordShare> in(String message, List<String> quotes, float share) {
        List<WordShare> found = new ArrayList<>();
        for (String quote : quotes) {
            String text = quote.strip();
            int from = text.isEmpty() ? -1 : message.indexOf(text);
            while (from >= 0 && overlaps(from, from + text.length(), found)) {
                from = message.indexOf(text, from + 1);
            }
            if (from >= 0) {
                found.add(new WordShare(from, from + text.length(), share));
            }
        }
        found.sort(Comparator.comparingInt(WordShare::getFrom));
        return found;
    }

    private static boolean overlaps(int from, int to, List<WordShare> found) {
        return found.stream().anyMatch(other -> from < other.getTo() && other.getFrom() < to);
    }

    private Quotes() {}
}
