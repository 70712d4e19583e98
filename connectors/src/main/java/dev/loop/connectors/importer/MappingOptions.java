package dev.loop.connectors.importer;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The mapping from columns to fields, as on the command line.
 *
 * @param map {@code FIELD=COLUMN}; empty maps columns to the fields of the same name
 * @param set {@code FIELD=VALUE}: the value of a field where a row has none
 * @param values {@code FIELD:FROM=TO}
 * @param times how times are written
 * @param importName tells apart equal rows of different files that have no id; found out from the file where absent
 * @param update whether what is known already is brought to the state of the row
 */
public record MappingOptions(
        List<String> map,
        List<String> set,
        List<String> values,
        Times times,
        Optional<String> importName,
        boolean update) {

    /**
     * The form of times in the file.
     *
     * @param formats patterns of {@link java.time.format.DateTimeFormatter}, or the name of a count; empty finds the form
     *     out
     * @param zone of times that name none
     * @param locale in which months are written; those of common languages are tried where absent
     */
    public record Times(List<String> formats, Optional<ZoneId> zone, Optional<Locale> locale) {

        public static final Times FOUND_OUT = new Times(List.of(), Optional.empty(), Optional.empty());

        public Times {
            formats = List.copyOf(formats);
        }
    }

    public static final MappingOptions NONE =
            new MappingOptions(List.of(), List.of(), List.of(), Times.FOUND_OUT, Optional.empty(), false);

    public MappingOptions {
        map = List.copyOf(map);
        set = List.copyOf(set);
        values = List.copyOf(values);
        importName.filter(name -> name.isBlank() || name.indexOf('\0') >= 0).ifPresent(name -> {
            throw new ImportException("--import-name is empty. Give a name, such as reviews-2026-06, or leave it out.");
        });
    }

    Map<Field, String> columns() {
        return pairs("--map", map, "COLUMN");
    }

    Map<Field, String> constants() {
        Map<Field, String> constants = pairs("--set", set, "VALUE");
        if (constants.containsKey(Field.EXTERNAL_ID)) {
            throw new ImportException("--set externalId would make every row the same item. Map a column to it, or"
                    + " leave it out: the identity of a row is then its content.");
        }
        return constants;
    }

    private static Map<Field, String> pairs(String option, List<String> texts, String right) {
        Map<Field, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new ImportException("'" + text + "' is not of the form " + option + " FIELD=" + right + ".");
            }
            Field field = Field.of(text.substring(0, equals).strip());
            if (pairs.put(field, text.substring(equals + 1)) != null) {
                throw new ImportException(option + " names " + field.name() + " twice. Leave one of them out.");
            }
        }
        return pairs;
    }
}
