package dev.loop.e2e;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of some items, by looking at each, and as text: as they must stand in JSON and in CSV. */
final class PlainTally {

    private static final double Z = 1.959963984540054;

    static Map<String, String> of(Collection<PlainItem> items) {
        Map<String, String> figures = new LinkedHashMap<>();
        long all = items.size();
        long negative = count(items, "negative");
        long resolved = items.stream().filter(PlainItem::resolved).count();
        figures.put("positive", Long.toString(count(items, "positive")));
        figures.put("neutral", Long.toString(count(items, "neutral")));
        figures.put("negative", Long.toString(negative));
        figures.put("total", Long.toString(all));
        figures.put("open", Long.toString(all - resolved));
        figures.put("resolved", Long.toString(resolved));
        figures.put("negativeShare", all == 0 ? "" : Double.toString((double) negative / all));
        figures.put(
                "meanSecondsToResolve",
                resolved == 0
                        ? ""
                        : Double.toString(items.stream()
                                        .filter(PlainItem::resolved)
                                        .mapToLong(item -> item.resolvedAt() - item.createdAt())
                                        .sum()
                                / 1_000.0
                                / resolved));
        return figures;
    }

    /** Wilson's interval by the textbook, to compare within rounding. */
    static double[] interval(long hits, long of) {
        double share = (double) hits / of;
        double middle = (hits + Z * Z / 2) / (of + Z * Z);
        double half = Z * Math.sqrt(of) / (of + Z * Z) * Math.sqrt(share * (1 - share) + Z * Z / (4 * of));
        return new double[] {middle - half, middle + half};
    }

    private static long count(Collection<PlainItem> items, String sentiment) {
        return items.stream().filter(item -> item.sentiment().equals(sentiment)).count();
    }

    private PlainTally() {}
}
