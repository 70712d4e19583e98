package dev.loop.connectors.importer;

import java.util.List;

/**
 * What an import would do.
 *
 * @param items the first of them, as JSON
 * @param rows that make an item
 * @param refused rows that do not
 */
public record ImportPreview(List<String> items, long rows, long refused, List<ImportSummary.Reason> reasons) {}
