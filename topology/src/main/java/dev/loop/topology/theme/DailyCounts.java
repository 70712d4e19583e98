package dev.loop.topology.theme;

import dev.loop.schemas.avro.Sentiment;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The items of a theme by day and sentiment. The newest {@link #DAYS} days have counts of their own; what was said before
 * is in the sums. A day that has left the window never comes back, so that every item is taken out where it was put in.
 */
final class DailyCounts {

    static final int DAYS = 366;

    private static final int SENTIMENTS = Sentiment.values().length;

    /** By {@link Sentiment#ordinal()}. */
    private final long[] sums = new long[SENTIMENTS];

    private final TreeMap<Integer, int[]> days = new TreeMap<>();
    private int windowFrom = Integer.MIN_VALUE;
    private int firstDay = Integer.MAX_VALUE;
    private long older;

    void add(int day, Sentiment sentiment) {
        sums[sentiment.ordinal()]++;
        firstDay = Math.min(firstDay, day);
        moveTo(day);
        if (day < windowFrom) {
            older++;
        } else {
            days.computeIfAbsent(day, none -> new int[SENTIMENTS])[sentiment.ordinal()]++;
        }
    }

    void subtract(int day, Sentiment sentiment) {
        sums[sentiment.ordinal()]--;
        if (day < windowFrom) {
            older--;
        } else {
            int[] counts = days.get(day);
            if (counts != null
                    && --counts[sentiment.ordinal()] == 0
                    && Arrays.stream(counts).allMatch(n -> n == 0)) {
                days.remove(day);
            }
        }
        if (older == 0) {
            firstDay = days.isEmpty() ? Integer.MAX_VALUE : days.firstKey();
        }
    }

    void add(DailyCounts other) {
        for (int i = 0; i < SENTIMENTS; i++) {
            sums[i] += other.sums[i];
        }
        firstDay = Math.min(firstDay, other.firstDay);
        older += other.older;
        windowFrom = Math.max(windowFrom, other.windowFrom);
        other.days.forEach((day, counts) -> {
            int[] mine = days.computeIfAbsent(day, none -> new int[SENTIMENTS]);
            for (int i = 0; i < SENTIMENTS; i++) {
                mine[i] += counts[i];
            }
        });
        leave();
    }

    private void moveTo(int day) {
        if (day - DAYS + 1 > windowFrom) {
            windowFrom = day - DAYS + 1;
            leave();
        }
    }

    private void leave() {
        NavigableMap<Integer, int[]> left = days.headMap(windowFrom, false);
        left.values().forEach(counts -> older += Arrays.stream(counts).sum());
        left.clear();
    }

    long of(Sentiment sentiment) {
        return sums[sentiment.ordinal()];
    }

    int firstDay() {
        return firstDay;
    }

    int lastDay() {
        return days.isEmpty() ? firstDay : Math.max(firstDay, days.lastKey());
    }

    /** Returns the counts of each day with items, by {@link Sentiment#ordinal()}, oldest first. */
    Map<Integer, int[]> days() {
        return days;
    }

    void write(DataOutput out) throws IOException {
        for (long sum : sums) {
            out.writeLong(sum);
        }
        out.writeInt(windowFrom);
        out.writeInt(firstDay);
        out.writeLong(older);
        out.writeShort(days.size());
        for (Map.Entry<Integer, int[]> day : days.entrySet()) {
            out.writeInt(day.getKey());
            for (int count : day.getValue()) {
                out.writeInt(count);
            }
        }
    }

    static DailyCounts read(DataInput in) throws IOException {
        var counts = new DailyCounts();
        for (int i = 0; i < SENTIMENTS; i++) {
            counts.sums[i] = in.readLong();
        }
        counts.windowFrom = in.readInt();
        counts.firstDay = in.readInt();
        counts.older = in.readLong();
        for (int days = in.readUnsignedShort(); days > 0; days--) {
            int[] ofDay = new int[SENTIMENTS];
            int day = in.readInt();
            for (int i = 0; i < SENTIMENTS; i++) {
                ofDay[i] = in.readInt();
            }
            counts.days.put(day, ofDay);
        }
        return counts;
    }
}
