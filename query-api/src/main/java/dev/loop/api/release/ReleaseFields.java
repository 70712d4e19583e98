package dev.loop.api.release;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.Release;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a release into an answer. */
final class ReleaseFields {

    private static final List<Column> COLUMNS = List.of(
            Column.text("version"),
            Column.time("releasedAt"),
            Column.text("title"),
            Column.text("notes"),
            Column.text("tags"),
            Column.time("updatedAt"));

    static void write(JsonGenerator json, Release release) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", release.getVersion());
        json.writeStringField("releasedAt", time(release.getReleasedAt()));
        optional(json, "title", release.getTitle());
        optional(json, "notes", release.getNotes());
        json.writeArrayFieldStart("tags");
        for (String tag : release.getTags()) {
            json.writeString(tag);
        }
        json.writeEndArray();
        json.writeStringField("updatedAt", time(release.getUpdatedAt()));
        json.writeEndObject();
    }

    /** Returns the cells of a row; tags are one column, separated by commas. */
    private static List<@Nullable Object> cells(Release release) {
        return Arrays.asList(
                release.getVersion(),
                release.getReleasedAt(),
                release.getTitle().orElse(null),
                release.getNotes().orElse(null),
                release.getTags().isEmpty() ? null : String.join(",", release.getTags()),
                release.getUpdatedAt());
    }

    static String time(Instant instant) {
        return Rfc3339.format(instant.toEpochMilli());
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    static final Table<Release> TABLE = new Table<>("releases", COLUMNS, ReleaseFields::cells, ReleaseFields::write);

    private ReleaseFields() {}
}
