package dev.loop.topology.theme;

import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.Sentiment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * What themes know of an item: all that has to be subtracted when it goes.
 *
 * @param theme the theme that it joined, which may have been merged since; {@link #NOWHERE}; or below 0 the place, as
 *     {@code -number}, where it waits for the mean
 * @param founder whether the mean has its vector
 * @param day since 1970, in UTC
 * @param language as ISO 639 names it; empty where nothing has told it
 * @param message the beginning of it
 */
record Member(
        long theme,
        boolean founder,
        int day,
        Sentiment sentiment,
        String user,
        String language,
        String message,
        byte[] vector) {

    /** The theme of items that say nothing in particular, and of items whose theme has made room. */
    static final long NOWHERE = 0;

    /** The part of a message that themes take words from, in UTF-16 units. */
    static final int LONGEST_MESSAGE = 500;

    private static final byte VERSION = 1;

    static Member of(Feedback item, byte[] vector) {
        return new Member(
                NOWHERE,
                false,
                (int) item.getCreatedAt().atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay(),
                item.getSentiment(),
                item.getUserId(),
                item.getLanguage().orElse(""),
                beginning(item.getMessage()),
                vector);
    }

    private static String beginning(String message) {
        if (message.length() <= LONGEST_MESSAGE) {
            return message;
        }
        boolean splits = Character.isHighSurrogate(message.charAt(LONGEST_MESSAGE - 1));
        return message.substring(0, splits ? LONGEST_MESSAGE - 1 : LONGEST_MESSAGE);
    }

    Member in(long newTheme, boolean isFounder) {
        return new Member(newTheme, isFounder, day, sentiment, user, language, message, vector);
    }

    boolean waits() {
        return theme < NOWHERE;
    }

    /** Returns whether another state of the item would be in the same theme. */
    boolean saysTheSame(Member other) {
        return language.equals(other.language) && message.equals(other.message) && Arrays.equals(vector, other.vector);
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream(600);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(theme);
            out.writeBoolean(founder);
            out.writeInt(day);
            out.writeByte(sentiment.ordinal());
            out.writeUTF(user);
            out.writeUTF(language);
            out.writeUTF(message);
            out.write(vector);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static Member read(byte[] row) {
        try (var in = new DataInputStream(new ByteArrayInputStream(row))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("A row of theme-members has version " + version + ", which is newer");
            }
            return new Member(
                    in.readLong(),
                    in.readBoolean(),
                    in.readInt(),
                    Sentiment.values()[in.readByte()],
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readAllBytes());
        } catch (IOException damaged) {
            throw new UncheckedIOException("A row of theme-members is damaged", damaged);
        }
    }
}
