package dev.loop.history;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The place where reading goes on in each partition of the log of events.
 *
 * @param places places in the order of {@link EventPartitions}
 */
public record EventCursor(List<Place> places) {

    private static final byte VERSION = 2;

    /** The version from before there was a log of events of projects: the last place is missing. */
    private static final byte OF_ITEMS_ALONE = 1;

    private static final int MOST_PARTITIONS = 10_000;

    /**
     * @param offset offset of the next record
     * @param taken number of its events that were read already; a change may make several
     */
    public record Place(long offset, int taken) {

        /** The place of a cursor that has none: where its partition begins. */
        static final Place BEGINNING = new Place(-1, 0);
    }

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

    /**
     * Returns this cursor with a place in every partition. The receiver of one from before there was a log of events of
     * projects has seen none of them, and gets them all.
     *
     * @param begins where the partitions begin
     */
    EventCursor from(EventCursor begins) {
        int last = places.size() - 1;
        if (last < 0 || last >= begins.places().size() || !places.get(last).equals(Place.BEGINNING)) {
            return this;
        }
        List<Place> all = new ArrayList<>(places);
        all.set(last, begins.places().get(last));
        return new EventCursor(all);
    }

    /** Returns opaque text that is safe in a URL: a version, the number of partitions, and a varint or two for each. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(1 + 10 + places.size() * 11);
        boolean ofItemsAlone = places.contains(Place.BEGINNING);
        List<Place> written = ofItemsAlone ? places.subList(0, places.size() - 1) : places;
        bytes.put(ofItemsAlone ? OF_ITEMS_ALONE : VERSION);
        putVarint(bytes, written.size());
        for (Place place : written) {
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
            byte version = bytes.get();
            if (version != VERSION && version != OF_ITEMS_ALONE) {
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
            if (bytes.hasRemaining() || places.stream().anyMatch(place -> place.offset() < 0)) {
                return Optional.empty();
            }
            if (version == OF_ITEMS_ALONE) {
                places.add(Place.BEGINNING);
            }
            return Optional.of(new EventCursor(places));
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
