package dev.loop.topology.theme;

import dev.loop.topology.theme.ThemeState.Central;
import dev.loop.topology.theme.ThemeState.Drawn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The rows of the store {@code themes} as bytes, behind a version byte. */
final class ThemeCodec {

    private static final byte VERSION = 1;

    /** Writes the content of a row. */
    private interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads the content of a row. */
    private interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    static byte[] bytes(ThemeState theme) {
        return bytes(out -> {
            out.writeBoolean(theme.told);
            out.writeUTF(theme.language);
            out.writeInt(theme.cluster.size());
            write(out, theme.cluster.sum);
            out.writeLong(theme.cluster.lastJoined);
            out.writeBoolean(theme.cluster.pinned);
            out.writeInt(theme.people);
            theme.counts.write(out);
            out.writeByte(theme.sample.size());
            for (Drawn drawn : theme.sample) {
                out.writeUTF(drawn.item());
            }
            out.writeShort(theme.terms.size());
            for (Map.Entry<String, Integer> term : theme.terms.entrySet()) {
                out.writeUTF(term.getKey());
                out.writeByte(term.getValue());
            }
            out.writeByte(theme.words.size());
            for (String word : theme.words) {
                out.writeUTF(word);
            }
            out.writeUTF(theme.central.map(Central::item).orElse(""));
            out.writeUTF(theme.central.map(Central::message).orElse(""));
            out.writeUTF(theme.givenName.orElse(""));
            out.writeBoolean(theme.ignored);
            out.writeBoolean(theme.grew);
            out.writeLong(theme.commandOffset);
            out.writeInt(theme.namedAt);
            out.writeLong(theme.namedTo);
            out.writeBoolean(theme.shown);
        });
    }

    static ThemeState theme(long id, byte[] row) {
        return read(row, in -> {
            boolean told = in.readBoolean();
            String language = in.readUTF();
            int size = in.readInt();
            var cluster = new Cluster(id, numbers(in), size);
            cluster.lastJoined = in.readLong();
            cluster.pinned = in.readBoolean();
            int people = in.readInt();
            var theme = new ThemeState(cluster, language, DailyCounts.read(in));
            theme.told = told;
            theme.people = people;
            for (int drawn = in.readUnsignedByte(); drawn > 0; drawn--) {
                String item = in.readUTF();
                theme.sample.add(new Drawn(ThemeState.hash(item), item));
            }
            Map<String, Integer> terms = new TreeMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                String term = in.readUTF();
                terms.put(term, in.readUnsignedByte());
            }
            theme.terms = terms;
            List<String> words = new ArrayList<>();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                words.add(in.readUTF());
            }
            theme.words = words;
            String central = in.readUTF();
            String message = in.readUTF();
            theme.central = central.isEmpty() ? Optional.empty() : Optional.of(new Central(central, message));
            theme.givenName = Optional.of(in.readUTF()).filter(name -> !name.isEmpty());
            theme.ignored = in.readBoolean();
            theme.grew = in.readBoolean();
            theme.commandOffset = in.readLong();
            theme.namedAt = in.readInt();
            theme.namedTo = in.readLong();
            theme.shown = in.readBoolean();
            return theme;
        });
    }

    /** Returns whether a row says that readers outside have the theme as it is; it need not be read whole for that. */
    static boolean told(byte[] row) {
        return row[1] != 0;
    }

    static byte[] bytes(Mean mean) {
        return bytes(out -> {
            out.writeShort(mean.founders());
            out.writeBoolean(mean.settled());
            write(out, mean.sum);
        });
    }

    static Mean mean(byte[] row) {
        return read(row, in -> {
            int founders = in.readUnsignedShort();
            boolean settled = in.readBoolean();
            return new Mean(numbers(in), founders, settled);
        });
    }

    /** Returns the bytes of numbers, such as counters. */
    static byte[] bytes(long... numbers) {
        return bytes(out -> {
            for (long number : numbers) {
                out.writeLong(number);
            }
        });
    }

    static long number(byte[] row, int index) {
        return read(row, in -> {
            in.skipNBytes((long) index * Long.BYTES);
            return in.readLong();
        });
    }

    private static void write(DataOutputStream out, int[] numbers) throws IOException {
        for (int number : numbers) {
            out.writeInt(number);
        }
    }

    private static int[] numbers(DataInputStream in) throws IOException {
        int[] numbers = new int[Direction.WIDTH];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.readInt();
        }
        return numbers;
    }

    private static byte[] bytes(Content content) {
        var bytes = new ByteArrayOutputStream(2048);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            content.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] row, Reading<T> reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(row))) {
            byte version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("A row of the themes has version " + version + ", which is newer");
            }
            return reading.read(in);
        } catch (IOException damaged) {
            throw new UncheckedIOException("A row of the themes is damaged", damaged);
        }
    }

    private ThemeCodec() {}
}
