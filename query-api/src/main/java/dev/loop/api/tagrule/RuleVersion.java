package dev.loop.api.tagrule;

import dev.loop.schemas.avro.TagRule;
import dev.loop.schemas.item.MeaningVector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Gives rules their version: a hash of what decides which items get which tag, and of nothing else. */
final class RuleVersion {

    private static final int DIGITS = 12;

    static TagRule stamped(TagRule rule) {
        return TagRule.newBuilder(rule).setVersion(of(rule)).build();
    }

    private static String of(TagRule rule) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            add(hash, rule.getQuery().orElse(""));
            add(hash, rule.getLikeText().orElse(""));
            add(hash, rule.getLikeItem().orElse(""));
            hash.update(rule.getLikeVector().map(MeaningVector::array).orElse(new byte[0]));
            add(hash, rule.getAtLeast().map(String::valueOf).orElse(""));
            add(hash, rule.getTheme().orElse(""));
            add(hash, rule.getSources());
            add(hash, rule.getPlans());
            add(hash, rule.getLanguages());
            add(hash, rule.getSentiments());
            add(hash, rule.getTag());
            add(hash, rule.getReplaces().name());
            add(hash, rule.getReplaced());
            return HexFormat.of().formatHex(hash.digest()).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(MessageDigest hash, List<?> values) {
        add(hash, String.valueOf(values.size()));
        values.forEach(value -> add(hash, value.toString()));
    }

    /** Adds a text and where it ends, so that two texts never look like two others. */
    private static void add(MessageDigest hash, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        hash.update(String.valueOf(bytes.length).getBytes(StandardCharsets.US_ASCII));
        hash.update((byte) ':');
        hash.update(bytes);
    }

    private RuleVersion() {}
}
