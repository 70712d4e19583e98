package dev.loop.topology.agreement;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loop.schemas.avro.Label;
import dev.loop.schemas.avro.LabelledBy;
import dev.loop.schemas.avro.MachineWord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What counts of a label by which a person answered a machine; kept to subtract it when it changes or goes. */
record AgreedLabel(boolean agreed, Optional<String> plan, Optional<String> source, Optional<String> language) {

    private static final byte VERSION = 1;

    /** The length of a text that is absent. */
    private static final int NONE = -1;

    /** Returns what counts of a label; empty if nobody has said it, or nothing had judged the item. */
    static Optional<AgreedLabel> of(@Nullable Label label) {
        if (label == null || label.getSaidBy() != LabelledBy.PERSON) {
            return Optional.empty();
        }
        return label.getMachine()
                .map(MachineWord::getSentiment)
                .map(said -> new AgreedLabel(
                        said == label.getSentiment(), label.getPlan(), label.getSource(), label.getLanguage()));
    }

    static AgreedLabel read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                throw new IOException("The row is of a later version");
            }
            return new AgreedLabel(in.readBoolean(), text(in), text(in), text(in));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    byte[] bytes() {
        var bytes = new ByteArrayOutputStream(64);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeBoolean(agreed);
            text(out, plan);
            text(out, source);
            text(out, language);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static Optional<String> text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length == NONE ? Optional.empty() : Optional.of(new String(in.readNBytes(length), UTF_8));
    }

    private static void text(DataOutputStream out, Optional<String> text) throws IOException {
        byte @Nullable [] bytes = text.map(present -> present.getBytes(UTF_8)).orElse(null);
        out.writeInt(bytes == null ? NONE : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }
}
