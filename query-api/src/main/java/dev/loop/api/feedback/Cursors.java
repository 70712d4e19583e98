package dev.loop.api.feedback;

import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.question.Questions.FeedbackCursor;
import dev.loop.question.Questions.Order;
import dev.loop.question.Questions.SearchCursor;
import dev.loop.schemas.item.FeedbackId;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Match;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.text.TextQuery;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The place where a list goes on, as opaque text: a version, the time and id of the last item, and a mark of the
 * filter, so that any other list refuses the cursor.
 */
final class Cursors {

    private static final byte VERSION = 1;
    private static final byte SEARCH_VERSION = 2;
    private static final byte ALIKE_VERSION = 3;
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
        ByteBuffer bytes = open(text, VERSION, Long.BYTES, mark(filter));
        return new FeedbackCursor(Instant.ofEpochMilli(bytes.getLong()), id(bytes));
    }

    /** Writes the cursor of a search, which also has the score and the statistics that rank its pages. */
    static String write(SearchCursor cursor, FeedbackFilter filter) {
        byte[] id = cursor.hit().id().getBytes(StandardCharsets.UTF_8);
        List<Long> numbers = cursor.statistics()
                .map(all -> Stream.concat(Stream.of(all.messages(), all.words()), all.having().stream())
                        .toList())
                .orElse(List.of());
        ByteBuffer bytes = ByteBuffer.allocate(
                        1 + MARK + Float.BYTES + Long.BYTES + 1 + numbers.size() * Long.BYTES + id.length)
                .put(SEARCH_VERSION)
                .put(mark(filter))
                .putFloat(cursor.hit().score())
                .putLong(cursor.hit().createdAt())
                .put((byte) numbers.size());
        numbers.forEach(bytes::putLong);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes.put(id).array());
    }

    static SearchCursor read(String text, FeedbackFilter filter, Order order) {
        ByteBuffer bytes = open(text, SEARCH_VERSION, Float.BYTES + Long.BYTES + 1, mark(filter));
        float score = bytes.getFloat();
        long createdAt = bytes.getLong();
        int count = bytes.get();
        int expected = order == Order.NEWEST
                ? 0
                : 2 + filter.text().map(q -> q.rankingWords().size()).orElse(0);
        if (count != expected || bytes.remaining() < count * Long.BYTES || !Float.isFinite(score)) {
            throw Problem.INVALID_CURSOR.because("The cursor was made for a search with another sort.");
        }
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(bytes.getLong());
        }
        if (numbers.stream().anyMatch(number -> number < 0)) {
            throw notOurs();
        }
        return new SearchCursor(
                new SearchHit(score, createdAt, id(bytes)),
                count == 0
                        ? Optional.empty()
                        : Optional.of(new TextStatistics(numbers.get(0), numbers.get(1), numbers.subList(2, count))));
    }

    /** Writes the cursor of a list by meaning. */
    static String write(SearchHit place, FeedbackFilter filter, ByteBuffer meaning) {
        byte[] id = place.id().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(1 + MARK + Float.BYTES + Long.BYTES + id.length)
                .put(ALIKE_VERSION)
                .put(mark(filter, meaning))
                .putFloat(place.score())
                .putLong(place.createdAt())
                .put(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    static SearchHit read(String text, FeedbackFilter filter, ByteBuffer meaning) {
        ByteBuffer bytes = open(text, ALIKE_VERSION, Float.BYTES + Long.BYTES, mark(filter, meaning));
        float score = bytes.getFloat();
        if (!Float.isFinite(score)) {
            throw notOurs();
        }
        return new SearchHit(score, bytes.getLong(), id(bytes));
    }

    /** Returns the bytes behind the version and the mark. */
    private static ByteBuffer open(String text, byte version, int least, byte[] mark) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            throw notOurs();
        }
        if (bytes.remaining() <= 1 + MARK + least) {
            throw notOurs();
        }
        byte said = bytes.get();
        if (said != version && said >= VERSION && said <= ALIKE_VERSION) {
            throw Problem.INVALID_CURSOR.because("The cursor was made for a list with other filters.");
        }
        if (said != version) {
            throw notOurs();
        }
        byte[] its = new byte[MARK];
        bytes.get(its);
        if (!MessageDigest.isEqual(its, mark)) {
            throw Problem.INVALID_CURSOR.because("The cursor was made for a list with other filters.");
        }
        return bytes;
    }

    private static String id(ByteBuffer bytes) {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        String id = new String(rest, StandardCharsets.UTF_8);
        if (!FeedbackId.isValid(id)) {
            throw notOurs();
        }
        return id;
    }

    private static ProblemException notOurs() {
        return Problem.INVALID_CURSOR.because("The cursor is not one that this API made.");
    }

    private static byte[] mark(FeedbackFilter filter, ByteBuffer meaning) {
        MessageDigest digest = sha256();
        digest.update(mark(filter));
        digest.update(meaning.duplicate());
        return Arrays.copyOf(digest.digest(), MARK);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static byte[] mark(FeedbackFilter filter) {
        MessageDigest digest = sha256();
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
        add(digest, filter.text().map(TextQuery::toString).orElse(""));
        if (!filter.judged().any()) {
            add(digest, filter.judged().unsure().toString());
            add(digest, filter.judged().language());
            if (!filter.judged().theme().any()) {
                add(digest, filter.judged().theme());
            }
        }
        return Arrays.copyOf(digest.digest(), MARK);
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
