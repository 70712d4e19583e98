package dev.loop.api.odata;

import dev.loop.api.http.Scope;
import dev.loop.api.odata.Transformation.Grouping;
import dev.loop.question.AsOf;
import dev.loop.schemas.avro.Account;
import dev.loop.topology.question.Position;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Customers' accounts, by id. */
final class AccountSet implements EntitySet {

    private static final int AT_ONCE = 200;

    private static final Description ABOUT = new Description(
            "Accounts",
            "Account",
            "Customers' accounts and their users.",
            Scope.ACCOUNTS_READ,
            Shape.of(
                    ODataColumn.required("Id", ValueType.STRING, "The id of the account."),
                    ODataColumn.optional("Name", ValueType.STRING, "The name of the account."),
                    ODataColumn.optional("Plan", ValueType.STRING, "The plan that new items of its users get."),
                    ODataColumn.required("Users", ValueType.STRINGS, "The ids of its users: UserId of Feedback."),
                    ODataColumn.required("UpdatedAt", ValueType.TIME, "The time when the row was last written.")),
            "Id",
            List.of(SortKey.ascending("Id")));

    @Override
    public Description about() {
        return ABOUT;
    }

    @Override
    public AsOf scan(Asking asking, Optional<List<@Nullable Object>> after, Taker taker) {
        String from = after.map(place -> String.valueOf(place.get(0))).orElse("");
        while (true) {
            List<Account> some = asking.questions().accounts(asking.project(), from, AT_ONCE);
            for (Account account : some) {
                if (!taker.take(new AccountRow(account))) {
                    return AsOf.of(Position.NONE);
                }
                from = account.getId();
            }
            if (some.size() < AT_ONCE) {
                return AsOf.of(Position.NONE);
            }
        }
    }

    @Override
    public AsOf tally(Asking asking, Grouping grouping, WeightedTaker taker) {
        return scan(asking, Optional.empty(), new AllRows(asking, taker));
    }

    @Override
    public Optional<ODataRow> find(Asking asking, String key) {
        return asking.questions().account(asking.project(), key).map(AccountRow::new);
    }

    private record AccountRow(Account account) implements ODataRow {
        @Override
        public @Nullable Object value(String column) {
            return switch (column) {
                case "Id" -> account.getId();
                case "Name" -> account.getName().orElse(null);
                case "Plan" -> account.getPlan().orElse(null);
                case "Users" -> account.getUsers();
                case "UpdatedAt" -> account.getUpdatedAt();
                default -> throw new IllegalArgumentException("No column " + column);
            };
        }
    }
}
