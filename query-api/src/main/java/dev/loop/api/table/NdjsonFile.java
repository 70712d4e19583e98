package dev.loop.api.table;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import java.io.IOException;
import java.io.OutputStream;

/** Writes one JSON object a line, the same as in the JSON of the call. */
final class NdjsonFile<T> implements TableFile<T> {

    private final Table<T> table;
    private final OutputStream stream;
    private final JsonGenerator json;

    NdjsonFile(Table<T> table, OutputStream stream) throws IOException {
        this.table = table;
        this.stream = stream;
        this.json = Json.generator(stream);
        json.setRootValueSeparator(null);
    }

    @Override
    public void row(T row) throws IOException {
        table.line().write(json, row);
        json.writeRaw('\n');
    }

    @Override
    public void flush() throws IOException {
        json.flush();
    }

    @Override
    public void end() throws IOException {
        json.close();
        stream.close();
    }
}
