package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.connectors.importer.RowMapping.Mapped;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.Taken;
import dev.loop.schemas.text.FieldError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The expected result of an import.
 *
 * @param items the first of them
 * @param good rows that make an item
 * @param refused rows that do not
 */
public record ImportPreview(
        List<Shown> items, long good, long refused, List<ImportSummary.Reason> reasons, Map<String, Long> setAside) {

    /**
     * A row that makes an item.
     *
     * @param row as it was understood: its columns, or its object
     * @param item as it would be sent
     */
    public record Shown(long line, Map<String, String> row, String item) {}

    private static final Origin ANY = new Origin("", Optional.empty(), Optional.empty());

    /**
     * Reads all rows and sends none.
     *
     * @param intake the rules that the server goes by
     * @param shown how many items to keep
     */
    public static ImportPreview of(RowSource source, RowMapping mapping, Intake intake, int shown) {
        List<Shown> items = new ArrayList<>();
        Map<String, Long> setAside = new TreeMap<>();
        Reasons reasons = new Reasons();
        long good = 0;
        long refused = 0;
        Row row;
        while ((row = source.next()) != null) {
            Mapped mapped = mapping.map(row);
            List<FieldError> errors = List.of();
            if (mapped instanceof Mapped.SetAside aside) {
                setAside.merge(aside.because(), 1L, Long::sum);
                continue;
            } else if (mapped instanceof Mapped.Refused no) {
                errors = no.errors();
            } else if (mapped instanceof Mapped.Item item) {
                errors = errors(item, intake, mapping.updates());
                if (items.size() < shown) {
                    items.add(new Shown(
                            row.line(), understood(row, source), new String(item.json(), StandardCharsets.UTF_8)));
                }
            }
            good += errors.isEmpty() ? 1 : 0;
            refused += errors.isEmpty() ? 0 : 1;
            for (FieldError error : errors) {
                reasons.add(row.line(), error);
            }
        }
        return new ImportPreview(items, good, refused, reasons.mostFrequentFirst(), setAside);
    }

    private static Map<String, String> understood(Row row, RowSource source) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (row instanceof Row.Csv csv) {
            for (int i = 0; i < source.columns().size(); i++) {
                columns.merge(source.columns().get(i), csv.fields().get(i), (one, other) -> one + ", " + other);
            }
        } else if (row instanceof Row.Json json) {
            json.object()
                    .properties()
                    .forEach(member ->
                            columns.put(member.getKey(), member.getValue().toString()));
        }
        return columns;
    }

    private static List<FieldError> errors(Mapped.Item item, Intake intake, boolean upsert) {
        try (JsonParser parser = Intake.JSON.createParser(item.json())) {
            Taken taken = upsert ? intake.upsert(parser, ANY) : intake.create(parser, ANY);
            return taken instanceof Taken.Refused refused ? refused.errors() : List.of();
        } catch (IOException e) {
            return List.of(new FieldError("", "is not JSON: " + e.getMessage(), "Send less in one field."));
        }
    }
}
