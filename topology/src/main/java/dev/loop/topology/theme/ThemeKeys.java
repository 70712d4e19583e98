package dev.loop.topology.theme;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * The keys of the stores of themes: a version byte, a kind byte, the project with its length in front, and the rest.
 * Numbers are big-endian and never negative, so that bytes and values sort alike.
 */
final class ThemeKeys {

    private static final byte VERSION = 1;

    /** The kind of a row. */
    enum Kind {
        /** {@code themes}: project → how many items it had, and how many themes. */
        PROJECT(1),
        /** {@code themes}: project, language → the mean. */
        MEAN(2),
        /** {@code themes}: project, theme → its state. */
        THEME(3),
        /** {@code themes}: project, theme → the theme that took its items. */
        ALIAS(4),
        /** {@code theme-members}: project, item → its theme, and what to subtract when it goes. */
        MEMBER(5),
        /** {@code theme-members}: project, theme, user → how many items of the theme are theirs. */
        PERSON(6),
        /** {@code theme-members}: project, language, number → an item that waits for the mean. */
        WAITING(7);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    static Bytes project(Kind kind, String project) {
        return key(kind, project, new byte[0]);
    }

    static Bytes named(Kind kind, String project, String name) {
        return key(kind, project, name.getBytes(StandardCharsets.UTF_8));
    }

    static Bytes theme(Kind kind, String project, long theme) {
        return key(kind, project, ByteBuffer.allocate(Long.BYTES).putLong(theme).array());
    }

    static Bytes person(String project, long theme, String user) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        return key(
                Kind.PERSON,
                project,
                ByteBuffer.allocate(Long.BYTES + name.length)
                        .putLong(theme)
                        .put(name)
                        .array());
    }

    /** Returns the beginning of the keys of all items that wait for the mean of a language. */
    static Bytes waiting(String project, String language) {
        byte[] name = language.getBytes(StandardCharsets.UTF_8);
        return key(
                Kind.WAITING,
                project,
                ByteBuffer.allocate(1 + name.length)
                        .put((byte) name.length)
                        .put(name)
                        .array());
    }

    static Bytes waiting(String project, String language, long number) {
        byte[] beginning = waiting(project, language).get();
        return Bytes.wrap(ByteBuffer.allocate(beginning.length + Long.BYTES)
                .put(beginning)
                .putLong(number)
                .array());
    }

    /** Returns the first key of a kind. */
    static Bytes first(Kind kind) {
        return Bytes.wrap(new byte[] {VERSION, kind.code});
    }

    /** Returns the key after all keys of a kind. */
    static Bytes end(Kind kind) {
        return Bytes.wrap(new byte[] {VERSION, (byte) (kind.code + 1)});
    }

    /** Returns a key after all keys that begin like this one. */
    static Bytes after(Bytes beginning) {
        return Bytes.increment(beginning);
    }

    static String projectOf(Bytes key) {
        byte[] bytes = key.get();
        int length = ByteBuffer.wrap(bytes).getShort(2);
        return new String(bytes, 4, length, StandardCharsets.UTF_8);
    }

    /** Returns what follows the project, as text. */
    static String nameOf(Bytes key) {
        return rest(key, 0);
    }

    /** Returns the number that follows the project. */
    static long themeOf(Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong(4 + length(key));
    }

    static String personOf(Bytes key) {
        return rest(key, Long.BYTES);
    }

    private static String rest(Bytes key, int skipped) {
        int from = 4 + length(key) + skipped;
        return new String(key.get(), from, key.get().length - from, StandardCharsets.UTF_8);
    }

    private static int length(Bytes key) {
        return ByteBuffer.wrap(key.get()).getShort(2);
    }

    private static Bytes key(Kind kind, String project, byte[] rest) {
        byte[] name = project.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(4 + name.length + rest.length)
                .put(VERSION)
                .put(kind.code)
                .putShort((short) name.length)
                .put(name)
                .put(rest)
                .array());
    }

    private ThemeKeys() {}
}
