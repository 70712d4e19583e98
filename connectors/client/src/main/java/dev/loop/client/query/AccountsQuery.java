package dev.loop.client.query;

/** How many accounts to list. */
public final class AccountsQuery extends Parameters<AccountsQuery> {

    @Override
    AccountsQuery self() {
        return this;
    }

    /** Sets the accounts of one page. Iterating goes over all pages. */
    public AccountsQuery limit(int accounts) {
        return set("limit", accounts);
    }

    /** Begins with the page of a cursor. */
    public AccountsQuery cursor(String cursor) {
        return set("cursor", cursor);
    }
}
