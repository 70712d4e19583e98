package dev.loop.encoder;

import ai.onnxruntime.OrtException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The program: reads texts from its input, writes the vectors of each to its output, and ends when its input ends, as it
 * does when the program that started this one is killed.
 *
 * <p>All numbers are big-endian. First the program writes {@link #READY}. A text is the count of its bytes (4) and its
 * bytes in UTF-8. An answer is the count of its bytes (4), its bytes, and their CRC-32 (4). Its bytes are: the language (a count of 2 bytes, and UTF-8); the count of parts (4); and for each part
 * the count of pieces (4), for each piece where it begins (4), where it ends (4) and its {@code flags} (1), and 384 floats
 * for each of start, pieces and end.
 */
public final class Encoder {

    /** What is written once the model is loaded; its last byte is the version of the protocol. */
    static final int READY = 0x4C4F4F02;

    static final int UNKNOWN_FLAG = 1;
    static final int CONTINUES_FLAG = 2;

    private static final int BUFFER = 1 << 16;

    private final WordPiece words;
    private final MiniLm model;
    private final Languages languages;

    Encoder(WordPiece words, MiniLm model, Languages languages) {
        this.words = words;
        this.model = model;
        this.languages = languages;
    }

    /** Takes one argument: the languages, two letters each, with commas between. */
    public static void main(String[] arguments) throws IOException, OrtException {
        // What a library prints must not get between the answers.
        System.setOut(System.err);
        Languages languages = new Languages(List.of(arguments[0].split(",")));
        try (MiniLm model = MiniLm.load();
                InputStream tokenizer = MiniLm.resource("all-minilm-l6-v2-q-tokenizer.json");
                OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            new Encoder(WordPiece.read(tokenizer), model, languages).serve(System.in, out);
        }
    }

    void serve(InputStream input, OutputStream output) throws IOException, OrtException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(input, BUFFER));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(output, BUFFER));
        answer("", new DataOutputStream(OutputStream.nullOutputStream()));
        out.writeInt(READY);
        out.flush();
        while (true) {
            byte[] text;
            try {
                text = in.readNBytes(in.readInt());
            } catch (EOFException ended) {
                return;
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer(new String(text, StandardCharsets.UTF_8), new DataOutputStream(answer));
            CRC32 sum = new CRC32();
            sum.update(answer.toByteArray());
            out.writeInt(answer.size());
            answer.writeTo(out);
            out.writeInt((int) sum.getValue());
            out.flush();
        }
    }

    private void answer(String text, DataOutputStream out) throws IOException, OrtException {
        out.writeUTF(languages.of(text));
        List<Piece> pieces = words.cut(text);
        int parts = Math.max(1, (pieces.size() + MiniLm.MOST_PIECES - 1) / MiniLm.MOST_PIECES);
        out.writeInt(parts);
        for (int part = 0; part < parts; part++) {
            // Parts alike in length: a last one of three words would be read without what they belong to.
            int from = (int) ((long) pieces.size() * part / parts);
            int to = (int) ((long) pieces.size() * (part + 1) / parts);
            write(pieces.subList(from, to), out);
        }
    }

    private void write(List<Piece> pieces, DataOutputStream out) throws IOException, OrtException {
        FloatBuffer vectors = model.vectors(pieces);
        out.writeInt(pieces.size());
        for (Piece piece : pieces) {
            out.writeInt(piece.from());
            out.writeInt(piece.to());
            out.writeByte(
                    (piece.id() == WordPiece.UNKNOWN ? UNKNOWN_FLAG : 0) | (piece.continues() ? CONTINUES_FLAG : 0));
        }
        ByteBuffer bytes = ByteBuffer.allocate(vectors.remaining() * Float.BYTES);
        bytes.asFloatBuffer().put(vectors);
        out.write(bytes.array());
    }
}
