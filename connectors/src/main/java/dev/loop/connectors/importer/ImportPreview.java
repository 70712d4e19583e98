package dev.loop.connectors.importer;

import dev.loop.connectors.importer.RowMapping.Mapped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What an import would do.
 *
 * @param items the first of them, as JSON
 * @param good rows that make an item
 * @param refused rows that do not
 */
public record ImportPreview(List<String> items, long good, long refused, List<ImportSummary.Reason> reasons) {

    /**
     * Reads all rows and sends none.
     *
     * @param shown how many items to keep
     */
    public static ImportPreview of(RowSource source, RowMapping mapping, int shown) {
        List<String> items = new ArrayList<>();
        Reasons reasons = new Reasons();
        long good = 0;
        long refused = 0;
        Row row;
        while ((row = source.next()) != null) {
            Mapped mapped = mapping.map(row);
            if (mapped instanceof Mapped.Item item) {
                good++;
                if (items.size() < shown) {
                    items.add(new String(item.json(), StandardCharsets.UTF_8));
                }
            } else if (mapped instanceof Mapped.Refused no) {
                refused++;
                for (Refusal refusal : no.refusals()) {
                    reasons.add(row.line(), refusal);
                }
            }
        }
        return new ImportPreview(items, good, refused, reasons.mostFrequentFirst());
    }
}
