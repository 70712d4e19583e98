package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.connectors.importer.Binding.Refusing;
import dev.loop.connectors.importer.TimeReader.UnreadableTime;
import dev.loop.schemas.intake.StateTime;
import dev.loop.schemas.text.FieldError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes items of rows: JSON objects as {@code POST /v1/feedback} takes them. An empty column is an absent field, except
 * that a message may be empty. A row without an external id gets one from {@link RowIdentity}.
 *
 * <p>Not thread-safe; rows are to be mapped in the order of the file.
 */
public final class RowMapping implements AutoCloseable {

    /** The result for one row. */
    sealed interface Mapped {
        /** @param json without a line break */
        record Item(String externalId, byte[] json) implements Mapped {}

        record Refused(List<FieldError> errors) implements Mapped {}

        /** A row that is known to be no feedback. */
        record SetAside(String because) implements Mapped {}
    }

    private static final JsonFactory JSON = new JsonFactory();

    /** The form in which Excel and LibreOffice write whole numbers of more digits than they keep. */
    private static final Pattern ROUNDED = Pattern.compile("\\d([.,]\\d+)?E\\+\\d{2,3}");

    private final RowSource source;
    private final RowIdentity identity;
    private final TimeReader times;
    private final Bindings bindings;
    private final List<SetAsideRule> setAside;
    private final boolean update;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

    public RowMapping(RowSource source, MappingOptions options) {
        this(source, options, Optional.empty());
    }

    /** @throws ImportException if an option names what is not there, or the first rows need a further option */
    public RowMapping(RowSource source, MappingOptions options, Optional<ImportFormat> format) {
        this.source = source;
        this.update = options.update();
        this.times = new TimeReader(times(options, source, format));
        this.bindings = new Bindings(source, options, format);
        if (options.update() && !description().containsKey(Field.EXTERNAL_ID.name())) {
            throw new ImportException("--update finds an item by its externalId, and no column is mapped to it."
                    + " Add --map externalId=COLUMN, or leave --update out.");
        }
        if (options.update() && !description().containsKey(Field.UPDATED_AT.name())) {
            throw new ImportException("--update needs to know which of two states is the newer, and no column is mapped"
                    + " to updatedAt. Add --map updatedAt=COLUMN, or leave --update out.");
        }
        this.setAside =
                format.map(known -> SetAsideRule.of(known, source, options)).orElse(List.of());
        this.identity = new RowIdentity(() -> options.importName().orElseGet(source::importName));
        try {
            source.peek().forEach(this::checkOptions);
        } catch (RuntimeException e) {
            identity.close();
            throw e;
        }
    }

    private static MappingOptions.Times times(MappingOptions options, RowSource source, Optional<ImportFormat> format) {
        MappingOptions.Times asked = options.times();
        return new MappingOptions.Times(
                asked.formats().isEmpty()
                        ? format.map(ImportFormat::dateFormats).orElse(List.of())
                        : asked.formats(),
                asked.zone().or(source::zone).or(() -> format.flatMap(ImportFormat::zone)),
                asked.locale());
    }

    private void checkOptions(Row row) {
        if (row instanceof Row.Unreadable || asideBecause(row) != null) {
            return;
        }
        for (Binding binding : bindings.all()) {
            if (binding.field().kind() == Field.Kind.TIME) {
                try {
                    Binding.Text text = binding.text(row);
                    if (text != null) {
                        times.read(binding.field().name(), text.text().strip());
                    }
                } catch (UnreadableTime e) {
                    if (e.optionMissing()) {
                        throw new ImportException(source.name() + ", line " + row.line() + ", "
                                + binding.field().name() + " " + e.getMessage() + ". "
                                + e.refusal().remedy());
                    }
                } catch (Refusing e) {
                    // The row is refused when its turn comes.
                }
            }
        }
    }

    /** Returns the column or constant of each field. */
    public Map<String, String> description() {
        return Map.copyOf(bindings.description());
    }

    /** Returns signs that something may be wrong. */
    public List<String> warnings() {
        return List.copyOf(bindings.warnings());
    }

    /** Returns whether the file says when items were created; without that, the server dates all of them now. */
    public boolean dated() {
        return bindings.description().containsKey(Field.CREATED_AT.name());
    }

    /** Returns the first rows as they would be sent, up to a limit. Use a mapping of its own for this. */
    public List<String> sample(int most) {
        return source.peek().stream()
                .limit(most)
                .map(this::map)
                .map(mapped -> mapped instanceof Mapped.Item item
                        ? new String(item.json(), java.nio.charset.StandardCharsets.UTF_8)
                        : mapped instanceof Mapped.Refused no ? "refused: " + no.errors() : "set aside")
                .toList();
    }

    boolean updates() {
        return update;
    }

    private @Nullable String asideBecause(Row row) {
        for (SetAsideRule rule : setAside) {
            if (rule.covers(row)) {
                return rule.because();
            }
        }
        return null;
    }

    Mapped map(Row row) {
        if (row instanceof Row.Unreadable unreadable) {
            return new Mapped.Refused(List.of(unreadable.refusal()));
        }
        String because = asideBecause(row);
        if (because != null) {
            return new Mapped.SetAside(because);
        }
        buffer.reset();
        List<FieldError> errors = new ArrayList<>(0);
        try (JsonGenerator out = JSON.createGenerator(buffer)) {
            out.writeStartObject();
            String externalId = write(row, out, errors);
            if (!errors.isEmpty()) {
                return new Mapped.Refused(errors);
            }
            if (externalId == null) {
                out.flush();
                externalId = identity.of(buffer.toByteArray());
                out.writeStringField(Field.EXTERNAL_ID.name(), externalId);
            }
            out.writeEndObject();
            out.flush();
            return new Mapped.Item(externalId, buffer.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String write(Row row, JsonGenerator out, List<FieldError> errors) throws IOException {
        String externalId = null;
        MetadataObject metadata = new MetadataObject();
        RatingObject rating = new RatingObject();
        UserObject user = new UserObject(out);
        for (Binding binding : bindings.all()) {
            Field field = binding.field();
            try {
                if (!field.inUser()) {
                    user.end();
                }
                if (field.equals(Field.USER)) {
                    user.members(binding.object(row));
                    continue;
                }
                if (field.kind() == Field.Kind.OBJECT) {
                    metadata.members(binding, row);
                    continue;
                }
                Binding.Text value = binding.text(row);
                if (value == null) {
                    continue;
                }
                String text = value.text();
                switch (field.kind()) {
                    case TEXT -> {
                        refuseRounded(field, text);
                        if (field.inMetadata()) {
                            metadata.put(field.metadataKey(), text);
                        } else if (field.inUser()) {
                            user.member(field.userMember(), text);
                        } else {
                            out.writeStringField(field.name(), text);
                            externalId = field.equals(Field.EXTERNAL_ID) ? text.strip() : externalId;
                        }
                        if (!value.others().isEmpty()) {
                            metadata.putIfAbsent(Field.TAGS.name(), text + "," + String.join(",", value.others()));
                        }
                    }
                    case MESSAGE -> out.writeStringField(field.name(), text);
                    case WORD -> out.writeStringField(field.name(), text.strip().toLowerCase(Locale.ROOT));
                    case TIME -> {
                        String time = times.read(field.name(), text.strip()).toString();
                        if (field.equals(Field.UPDATED_AT) && !update) {
                            // The time says which state is newer when a later import brings the item up to date.
                            metadata.put(StateTime.KEY, time);
                        } else {
                            out.writeStringField(field.name(), time);
                        }
                    }
                    case NUMBER -> rating.member(field, text.strip());
                    case LIST -> {
                        out.writeArrayFieldStart(field.name());
                        for (String one : value.list()) {
                            out.writeString(one);
                        }
                        out.writeEndArray();
                    }
                    case TRUTH -> out.writeBooleanField(field.name(), truth(field, text));
                    default -> throw new IllegalStateException(field.toString());
                }
            } catch (UnreadableTime e) {
                errors.add(e.refusal());
            } catch (Refusing e) {
                errors.add(e.refusal());
            }
        }
        user.end();
        rating.writeTo(out);
        metadata.writeTo(out);
        return externalId;
    }

    /**
     * Refuses a rounded number: other rows may have been rounded to the same one, and would pass for the same item or
     * person.
     */
    private static void refuseRounded(Field field, String text) throws Refusing {
        if ((field.equals(Field.EXTERNAL_ID) || field.equals(Field.USER_ID))
                && text.indexOf('E') > 0
                && ROUNDED.matcher(text.strip()).matches()) {
            throw new Refusing(
                    field,
                    "is '" + text + "', a number that a spreadsheet has rounded",
                    "Export the file again and do not save it with a spreadsheet, or make the column text there first.");
        }
    }

    private static boolean truth(Field field, String text) throws Refusing {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "1" -> true;
            case "false", "no", "n", "0" -> false;
            default ->
                throw new Refusing(
                        field, "is '" + text + "', neither true nor false", "Write true or false, yes or no.");
        };
    }

    @Override
    public void close() {
        identity.close();
    }
}
