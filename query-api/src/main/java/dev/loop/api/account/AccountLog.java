package dev.loop.api.account;

import dev.loop.schemas.avro.Account;
import java.util.concurrent.CompletableFuture;

/** Where accounts are written. */
public interface AccountLog {

    /**
     * Done once it is safely stored; fails as {@link dev.loop.connectors.log.CommandLog#append} does. That the stores show
     * it takes a moment longer.
     */
    CompletableFuture<?> put(Account account);
}
