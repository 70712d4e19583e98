package dev.loop.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/**
 * The measurements of a run and the machine, for other programs: {@code {"startedAt", "machine": {…}, "measurements":
 * [{"benchmark", "what", "value", "unit", "target": {"atLeast" or "atMost"}, "met", "note"}]}}. Numbers are not rounded.
 */
public record BenchmarkReport(Instant startedAt, Machine machine, List<Measurement> measurements) {

    public BenchmarkReport {
        measurements = List.copyOf(measurements);
    }

    public void writeJson(OutputStream out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("startedAt", startedAt.toString());
            json.writeObjectFieldStart("machine");
            json.writeStringField("system", machine.system());
            json.writeNumberField("processors", machine.processors());
            json.writeStringField("java", machine.java());
            json.writeNumberField("heapLimitBytes", machine.heapLimitBytes());
            json.writeNumberField("loadAverage", machine.loadAverage());
            json.writeEndObject();
            json.writeArrayFieldStart("measurements");
            for (Measurement one : measurements) {
                write(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, Measurement one) throws IOException {
        json.writeStartObject();
        json.writeStringField("benchmark", one.benchmark());
        json.writeStringField("what", one.what());
        json.writeNumberField("value", one.value());
        json.writeStringField("unit", one.unit().symbol());
        if (one.target().isPresent()) {
            Measurement.Target target = one.target().get();
            json.writeObjectFieldStart("target");
            json.writeNumberField(target.atLeast() ? "atLeast" : "atMost", target.bound());
            json.writeEndObject();
            json.writeBooleanField("met", target.met(one.value()));
        }
        if (!one.note().isEmpty()) {
            json.writeStringField("note", one.note());
        }
        json.writeEndObject();
    }
}
