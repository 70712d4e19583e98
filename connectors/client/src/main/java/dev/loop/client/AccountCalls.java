package dev.loop.client;

import com.fasterxml.jackson.databind.JavaType;
import dev.loop.client.model.Account;
import dev.loop.client.model.Json;
import dev.loop.client.model.NewAccount;
import dev.loop.client.model.Page;
import dev.loop.client.query.AccountsQuery;

/** Customers' accounts. */
public final class AccountCalls {

    private static final String PATH = "/v1/accounts";
    private static final JavaType PAGE =
            Json.MAPPER.getTypeFactory().constructParametricType(Page.class, Account.class);

    private final Calls calls;

    AccountCalls(Calls calls) {
        this.calls = calls;
    }

    public Account put(String id, NewAccount account) {
        return calls.call(Call.of("PUT", path(id), account), Account.class);
    }

    public Account get(String id) {
        return calls.call(Call.get(path(id)), Account.class);
    }

    public Listing<Account> list(AccountsQuery query) {
        String path = Call.path(PATH, query);
        return new Listing<>(cursor -> calls.call(Call.get(Call.after(path, cursor)), PAGE));
    }

    private static String path(String id) {
        return PATH + "/" + Call.segment(id);
    }
}
