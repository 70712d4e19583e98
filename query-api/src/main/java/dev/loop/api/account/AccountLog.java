package dev.loop.api.account;

import dev.loop.schemas.avro.Account;
import java.util.concurrent.CompletableFuture;

/** The log to which accounts are written. */
public interface AccountLog {

    /**
     * Writes an account; done once it is safely stored. Fails as {@link dev.loop.connectors.log.CommandLog#append}
     * does. The stores show the account a moment later.
     */
    CompletableFuture<?> put(Account account);
}
