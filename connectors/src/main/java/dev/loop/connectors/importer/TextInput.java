package dev.loop.connectors.importer;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file as text: decompressed, without byte order mark, and strictly decoded, since a wrong encoding that is let
 * through makes wrong messages that nobody can repair later.
 */
final class TextInput implements AutoCloseable {

    static final String STANDARD_INPUT = "-";

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final Charset encoding;
    private final CountingInputStream counter;
    private final Optional<Long> bytesTotal;
    private final BufferedReader reader;
    private long linesSkipped;

    private TextInput(
            String name,
            Charset encoding,
            CountingInputStream counter,
            Optional<Long> bytesTotal,
            BufferedReader reader) {
        this.name = name;
        this.encoding = encoding;
        this.counter = counter;
        this.bytesTotal = bytesTotal;
        this.reader = reader;
    }

    static TextInput open(String file, Charset encoding) {
        try {
            if (file.equals(STANDARD_INPUT)) {
                return open("standard input", System.in, Optional.empty(), encoding);
            }
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new ImportException(file + " is a directory. Name one file in it.");
            }
            return open(file, Files.newInputStream(path), Optional.of(Files.size(path)), encoding);
        } catch (NoSuchFileException e) {
            throw new ImportException("There is no file " + file + ".", e);
        } catch (IOException e) {
            throw new ImportException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static TextInput open(String name, InputStream raw, Optional<Long> bytesTotal, Charset encoding)
            throws IOException {
        CountingInputStream counter = new CountingInputStream(raw);
        BufferedInputStream in = new BufferedInputStream(counter, BUFFER);
        byte[] start = peek(in);
        if (at(start, 0x1f, 0x8b)) {
            in = new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
            start = peek(in);
        }
        if (at(start, 'P', 'K', 3, 4)) {
            throw new ImportException(
                    name + " is a zip archive or a workbook. Unpack it, or save the sheet as CSV UTF-8.");
        }
        Charset found = encoding;
        if (at(start, 0xEF, 0xBB, 0xBF)) {
            found = StandardCharsets.UTF_8;
            in.skipNBytes(3);
        } else if (at(start, 0xFE, 0xFF)) {
            found = StandardCharsets.UTF_16BE;
            in.skipNBytes(2);
        } else if (at(start, 0xFF, 0xFE)) {
            found = StandardCharsets.UTF_16LE;
            in.skipNBytes(2);
        }
        InputStreamReader decoded = new InputStreamReader(
                in,
                found.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return new TextInput(name, found, counter, bytesTotal, new BufferedReader(decoded, BUFFER));
    }

    private static byte[] peek(BufferedInputStream in) throws IOException {
        in.mark(4);
        byte[] start = in.readNBytes(4);
        in.reset();
        return start;
    }

    private static boolean at(byte[] start, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= start.length || (start[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    String name() {
        return name;
    }

    BufferedReader reader() {
        return reader;
    }

    long bytesRead() {
        return counter.bytes;
    }

    Optional<Long> bytesTotal() {
        return bytesTotal;
    }

    /** Reads past the next line break. */
    void skipLine() {
        try {
            int c = reader.read();
            while (c >= 0 && c != '\n' && c != '\r') {
                c = reader.read();
            }
            linesSkipped++;
            if (c == '\r') {
                reader.mark(1);
                if (reader.read() != '\n') {
                    reader.reset();
                }
            }
        } catch (IOException e) {
            throw failure(e, linesSkipped);
        }
    }

    long linesSkipped() {
        return linesSkipped;
    }

    /** Returns the first characters, which will be read again. */
    String start(int atMost) {
        try {
            reader.mark(atMost);
            char[] start = new char[atMost];
            int length = 0;
            int read;
            while (length < atMost && (read = reader.read(start, length, atMost - length)) > 0) {
                length += read;
            }
            reader.reset();
            return new String(start, 0, length);
        } catch (IOException e) {
            throw failure(e, 1);
        }
    }

    /** Returns the error for a failure to read on or after a line. */
    ImportException failure(IOException e, long line) {
        if (e instanceof CharacterCodingException) {
            return new ImportException(
                    name + " is not " + encoding + " (somewhere after line " + line + "). Say what it is, for example"
                            + " --encoding windows-1252 for a file that Excel saved as plain CSV.",
                    e);
        }
        return new ImportException("Cannot read " + name + " after line " + line + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            counter.close();
        } catch (IOException e) {
            throw new ImportException("Cannot close " + name + ": " + e.getMessage(), e);
        }
    }

    /** Counts bytes. One thread reads; others may look at the count. */
    private static final class CountingInputStream extends FilterInputStream {
        private volatile long bytes;

        CountingInputStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = in.read();
            count(read < 0 ? -1 : 1);
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = in.read(into, offset, length);
            count(read);
            return read;
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        private void count(int read) {
            if (read > 0) {
                bytes += read;
            }
        }
    }
}
