package dev.loop.api.http;

import com.github.luben.zstd.ZstdInputStream;
import io.javalin.http.Context;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A decompressed body. Readers bound what comes out as they bound other bodies; only the window is held here. */
final class Unpacked extends FilterInputStream {

    /** The largest window of Zstandard: 8 MB by RFC 9659. */
    private static final int LARGEST_WINDOW_LOG = 23;

    private static final String KNOWN = "gzip, zstd";

    private final String encoding;

    private Unpacked(InputStream in, String encoding) {
        super(in);
        this.encoding = encoding;
    }

    /** Returns the encoding of a body; null for none. */
    static @Nullable String encoding(Context ctx) {
        String header = ctx.header("Content-Encoding");
        String encoding = header == null ? "identity" : header.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "identity", "" -> null;
            case "gzip", "x-gzip" -> "gzip";
            case "zstd" -> "zstd";
            default ->
                throw Problem.UNSUPPORTED_MEDIA_TYPE
                        .because(
                                "The body is compressed with " + shown(encoding) + "; of that, " + KNOWN + " are read.")
                        .header("Accept-Encoding", KNOWN);
        };
    }

    private static String shown(String encoding) {
        return encoding.length() > 40 ? encoding.substring(0, 40) + "…" : encoding;
    }

    static InputStream of(Context ctx) throws IOException {
        String encoding = encoding(ctx);
        InputStream raw = ctx.bodyInputStream();
        if (encoding == null) {
            return raw;
        }
        try {
            return new Unpacked(encoding.equals("gzip") ? new GZIPInputStream(raw) : zstd(raw), encoding);
        } catch (ZipException | EOFException notOne) {
            throw malformed(encoding);
        }
    }

    private static InputStream zstd(InputStream raw) throws IOException {
        return new ZstdInputStream(raw).setLongMax(LARGEST_WINDOW_LOG);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        try {
            return super.read(bytes, from, length);
        } catch (ZipException | EOFException | com.github.luben.zstd.ZstdIOException notOne) {
            throw malformed(encoding);
        }
    }

    private static ProblemException malformed(String encoding) {
        return Problem.BAD_REQUEST.because(
                "The body is not " + encoding + ", as Content-Encoding says, or ends before it should.");
    }
}
