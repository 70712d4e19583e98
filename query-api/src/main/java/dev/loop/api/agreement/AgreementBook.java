package dev.loop.api.agreement;

import dev.loop.connectors.log.ControlTable;
import dev.loop.schemas.avro.Agreement;
import java.util.Optional;

/** The counts of all projects as the ledger tells them. */
public record AgreementBook(ControlTable<Agreement> table) {

    Optional<Agreement> of(String project) {
        return table.get(project);
    }
}
