package dev.loop.topology.sentiment;

import java.nio.ByteBuffer;

/**
 * The key of a page: project, granularity, bucket, and which 4,096 series.
 *
 * <p>Encoded: a kind byte, a version byte, project, granularity, bucket and page, big-endian with the sign flipped, so
 * that the order of the bytes is the order of the records.
 *
 * @param project number of the project in the {@link SeriesTable}
 * @param bucket epoch milliseconds
 */
record PageKey(int project, Granularity granularity, long bucket, int page) implements Comparable<PageKey> {

    static final byte KIND = 2;
    static final byte VERSION = 1;

    byte[] encode() {
        return ByteBuffer.allocate(2 + Integer.BYTES + 1 + Long.BYTES + Integer.BYTES)
                .put(KIND)
                .put(VERSION)
                .putInt(project ^ Integer.MIN_VALUE)
                .put((byte) granularity.ordinal())
                .putLong(bucket ^ Long.MIN_VALUE)
                .putInt(page ^ Integer.MIN_VALUE)
                .array();
    }

    @Override
    public int compareTo(PageKey other) {
        int order = Integer.compare(project, other.project);
        order = order != 0 ? order : granularity.compareTo(other.granularity);
        order = order != 0 ? order : Long.compare(bucket, other.bucket);
        return order != 0 ? order : Integer.compare(page, other.page);
    }

    /** Written by hand, as the hash is: a page is looked up four times for every item. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PageKey key
                && bucket == key.bucket
                && page == key.page
                && project == key.project
                && granularity == key.granularity;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bucket * 31 + granularity.ordinal()) * 31 + project * 31 + page;
    }
}
