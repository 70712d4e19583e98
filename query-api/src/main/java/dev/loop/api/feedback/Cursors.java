package dev.loop.api.feedback;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.question.Questions.FeedbackCursor;
import dev.loop.schemas.intake.FeedbackId;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a list goes on, as opaque text: a version, the time and id of the last item, and a mark of the filter, so that a
 * cursor is refused by any other list than the one it came from.
 */
final class Cursors {

    private static final byte VERSION = 1;
    private static final int MARK = 8;

    static String write(FeedbackCursor cursor, FeedbackFilter filter) {
        byte[] id = cursor.id().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(1 + MARK + Long.BYTES + id.length)
                .put(VERSION)
                .put(mark(filter))
                .putLong(cursor.createdAt().toEpochMilli())
                .put(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static FeedbackCursor read(String text, FeedbackFilter filter) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            throw notOurs();
        }
        if (bytes.remaining() <= 1 + MARK + Long.BYTES || bytes.get() != VERSION) {
            throw notOurs();
        }
        byte[] mark = new byte[MARK];
        bytes.get(mark);
        Instant createdAt = Instant.ofEpochMilli(bytes.getLong());
        byte[] id = new byte[bytes.remaining()];
        bytes.get(id);
        String item = new String(id, StandardCharsets.UTF_8);
        if (!FeedbackId.isValid(item)) {
            throw notOurs();
        }
        if (!MessageDigest.isEqual(mark, mark(filter))) {
            throw Problem.INVALID_CURSOR.because("The cursor was made for a list with other filters.");
        }
        return new FeedbackCursor(createdAt, item);
    }

    private static ProblemException notOurs() {
        return Problem.INVALID_CURSOR.because("The cursor is not one that this API made.");
    }

    private static byte[] mark(FeedbackFilter filter) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, filter.project());
            add(digest, filter.tag());
            add(digest, filter.plan());
            add(digest, filter.source());
            add(digest, filter.user());
            digest.update((byte) filter.metadata().size());
            new TreeMap<>(filter.metadata()).forEach((key, match) -> {
                add(digest, key);
                add(digest, match);
            });
            add(digest, new TreeSet<>(filter.sentiments()).toString());
            add(digest, new TreeSet<>(filter.statuses()).toString());
            add(digest, filter.from().toString());
            add(digest, filter.to().toString());
            add(digest, filter.text().orElse(""));
            return java.util.Arrays.copyOf(digest.digest(), MARK);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static void add(MessageDigest digest, Match match) {
        digest.update((byte) (match.negated() ? 1 : 0));
        digest.update((byte) match.values().size());
        new TreeSet<>(match.values()).forEach(value -> add(digest, value));
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private Cursors() {}
}
