package dev.loop.history;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The place where reading goes on in each partition of {@code feedback-events}.
 *
 * @param places places by partition
 */
public record EventCursor(List<Place> places) {

    private static final byte VERSION = 1;
    private static final int MOST_PARTITIONS = 10_000;

    /**
     * @param offset offset of the next record
     * @param taken number of its events that were read already; a change may make several
     */
    public record Place(long offset, int taken) {}

    public EventCursor {
        places = List.copyOf(places);
    }

    /** Returns whether this cursor is at or beyond another in every partition. */
    public boolean reaches(EventCursor other) {
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).offset() < other.places().get(i).offset()) {
                return false;
            }
        }
        return true;
    }

    /** Returns opaque text that is safe in a URL: a version, the number of partitions, and a varint or two for each. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 10 + places.size() * 11);
        bytes.put(VERSION);
        putVarint(bytes, places.size());
        for (Place place : places) {
            putVarint(bytes, place.offset());
            bytes.put((byte) place.taken());
        }
        bytes.flip();
        ByteBuffer exact = ByteBuffer.allocate(bytes.remaining()).put(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(exact.array());
    }

    /** Parses a cursor; empty if the text is none. */
    public static Optional<EventCursor> parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.get() != VERSION) {
                return Optional.empty();
            }
            long partitions = varint(bytes);
            if (partitions < 1 || partitions > MOST_PARTITIONS) {
                return Optional.empty();
            }
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                places.add(new Place(varint(bytes), bytes.get() & 0xff));
            }
            return bytes.hasRemaining() || places.stream().anyMatch(place -> place.offset() < 0)
                    ? Optional.empty()
                    : Optional.of(new EventCursor(places));
        } catch (IllegalArgumentException | BufferUnderflowException notOurs) {
            return Optional.empty();
        }
    }

    private static void putVarint(ByteBuffer bytes, long value) {
        long rest = value;
        while (rest >= 0x80) {
            bytes.put((byte) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        bytes.put((byte) rest);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return -1;
    }
}
