package dev.loop.api.account;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.loop.api.http.Json;
import dev.loop.api.table.Column;
import dev.loop.api.table.Table;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.text.Rfc3339;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an account into an answer. */
final class AccountFields {

    static final Table<Account> TABLE = new Table<>(
            "accounts",
            List.of(
                    Column.text("id"),
                    Column.text("name"),
                    Column.text("plan"),
                    Column.text("users"),
                    Column.time("updatedAt")),
            AccountFields::cells,
            AccountFields::write);

    static void write(JsonGenerator json, Account account) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", account.getId());
        if (account.getName().isPresent()) {
            json.writeStringField("name", account.getName().get());
        }
        if (account.getPlan().isPresent()) {
            json.writeStringField("plan", account.getPlan().get());
        }
        json.writeFieldName("users");
        users(json, account);
        json.writeStringField("updatedAt", Rfc3339.format(account.getUpdatedAt().toEpochMilli()));
        json.writeEndObject();
    }

    private static void users(JsonGenerator json, Account account) throws IOException {
        json.writeStartArray();
        for (String user : account.getUsers()) {
            json.writeString(user);
        }
        json.writeEndArray();
    }

    /** Returns the cells of a row; users are one column, as JSON. */
    private static List<@Nullable Object> cells(Account account) {
        return Arrays.asList(
                account.getId(),
                account.getName().orElse(null),
                account.getPlan().orElse(null),
                new String(Json.bytes(json -> users(json, account)), StandardCharsets.UTF_8),
                account.getUpdatedAt());
    }

    private AccountFields() {}
}
