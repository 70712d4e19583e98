package dev.loop.connectors.importer;

import com.fasterxml.jackson.core.JsonParser;
import dev.loop.connectors.importer.RowMapping.Mapped;
import dev.loop.schemas.intake.FieldError;
import dev.loop.schemas.intake.Intake;
import dev.loop.schemas.intake.Origin;
import dev.loop.schemas.intake.Taken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an import would do.
 *
 * @param items the first of them, as JSON
 * @param good rows that make an item
 * @param refused rows that do not
 */
public record ImportPreview(List<String> items, long good, long refused, List<ImportSummary.Reason> reasons) {

    private static final Origin ANY = new Origin("", Optional.empty(), Optional.empty());

    /**
     * Reads all rows and sends none.
     *
     * @param intake the rules that the server goes by
     * @param shown how many items to keep
     */
    public static ImportPreview of(RowSource source, RowMapping mapping, Intake intake, int shown) {
        List<String> items = new ArrayList<>();
        Reasons reasons = new Reasons();
        long good = 0;
        long refused = 0;
        Row row;
        while ((row = source.next()) != null) {
            Mapped mapped = mapping.map(row);
            List<FieldError> errors =
                    mapped instanceof Mapped.Item item ? errors(item, intake) : ((Mapped.Refused) mapped).errors();
            if (mapped instanceof Mapped.Item item && items.size() < shown) {
                items.add(new String(item.json(), StandardCharsets.UTF_8));
            }
            good += errors.isEmpty() ? 1 : 0;
            refused += errors.isEmpty() ? 0 : 1;
            for (FieldError error : errors) {
                reasons.add(row.line(), error);
            }
        }
        return new ImportPreview(items, good, refused, reasons.mostFrequentFirst());
    }

    private static List<FieldError> errors(Mapped.Item item, Intake intake) {
        try (JsonParser parser = Intake.JSON.createParser(item.json())) {
            return intake.create(parser, ANY) instanceof Taken.Refused refused ? refused.errors() : List.of();
        } catch (IOException e) {
            return List.of(new FieldError("", "is not JSON: " + e.getMessage(), "Send less in one field."));
        }
    }
}
