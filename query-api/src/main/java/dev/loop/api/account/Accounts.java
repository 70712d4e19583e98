package dev.loop.api.account;

import dev.loop.api.http.Bodies;
import dev.loop.api.http.Feature;
import dev.loop.api.http.Format;
import dev.loop.api.http.Json;
import dev.loop.api.http.NextPage;
import dev.loop.api.http.Parameters;
import dev.loop.api.http.Problem;
import dev.loop.api.http.ProblemException;
import dev.loop.api.http.Routes;
import dev.loop.api.http.Scope;
import dev.loop.api.key.Access;
import dev.loop.api.table.Downloads;
import dev.loop.api.table.Table;
import dev.loop.api.table.TableAnswer;
import dev.loop.connectors.log.Acknowledged;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.text.FieldErrors;
import dev.loop.schemas.text.TextRules;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code /v1/accounts}: accounts, whose plan the items of their users get. An account is put whole; the answer comes
 * once items get the new plan.
 */
public final class Accounts implements Feature {

    static final int ID_LENGTH = 200;

    private static final String PATH = "/v1/accounts/{id}";
    /** The limit of a page: each account may have some thousand users. */
    private static final int MOST = 200;

    private static final int USUAL = 50;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final AccountLog log;
    private final Questions questions;
    private final Clock clock;
    private final Duration longestWait;
    private final int bodyLimit;
    private final Downloads downloads;

    public Accounts(
            AccountLog log,
            Questions questions,
            Clock clock,
            Duration longestWait,
            int bodyLimit,
            Downloads downloads) {
        this.downloads = downloads;
        this.log = log;
        this.questions = questions;
        this.clock = clock;
        this.longestWait = longestWait;
        this.bodyLimit = bodyLimit;
    }

    @Override
    public void addTo(Routes routes) {
        routes.scoped(HandlerType.GET, "/v1/accounts", Scope.ACCOUNTS_READ, this::list)
                .scoped(HandlerType.GET, PATH, Scope.ACCOUNTS_READ, this::read)
                .scoped(HandlerType.PUT, PATH, Scope.ACCOUNTS_WRITE, this::put);
    }

    private void list(Context ctx) throws IOException {
        Parameters parameters = Parameters.of(ctx, List.of("limit", "cursor"));
        Optional<Format> format = TableAnswer.wanted(ctx);
        boolean whole = format.isPresent() && parameters.text("limit").isEmpty();
        int limit = whole ? MOST : parameters.number("limit", 1, MOST, USUAL);
        Optional<String> cursor = parameters.text("cursor").filter(text -> !text.isEmpty());
        parameters.done();
        String project = Access.caller(ctx).project();
        Leaf first = leaf(project, cursor.map(AccountCursor::read).orElse(""), limit);
        if (!whole) {
            first.next().ifPresent(after -> NextPage.link(ctx, AccountCursor.write(after)));
        }
        if (format.isPresent()) {
            downloads.send(ctx, format.get(), AccountFields.TABLE, rows(project, first, whole));
            return;
        }
        Json.answer(ctx, 200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("data");
            for (Account account : first.accounts()) {
                AccountFields.write(json, account);
            }
            json.writeEndArray();
            if (first.next().isPresent()) {
                json.writeStringField("next", AccountCursor.write(first.next().get()));
            }
            json.writeEndObject();
        });
    }

    /** @param next the id after which there is more */
    private record Leaf(List<Account> accounts, Optional<String> next) {}

    private Leaf leaf(String project, String after, int limit) {
        List<Account> found = questions.accounts(project, after, limit + 1);
        return found.size() <= limit
                ? new Leaf(found, Optional.empty())
                : new Leaf(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).getId()));
    }

    private Table.Leaf<Account> rows(String project, Leaf leaf, boolean whole) {
        return new Table.Leaf<>(
                leaf.accounts(),
                leaf.next().filter(after -> whole).map(after -> () -> rows(project, leaf(project, after, MOST), true)));
    }

    private void read(Context ctx) {
        Parameters.of(ctx, List.of()).done();
        String id = ctx.pathParam("id");
        Account account = questions
                .account(Access.caller(ctx).project(), id)
                .orElseThrow(() -> Problem.NOT_FOUND.because("There is no account " + TextRules.quote(id) + "."));
        Json.answer(ctx, 200, json -> AccountFields.write(json, account));
    }

    private void put(Context ctx) throws IOException {
        Parameters.of(ctx, List.of()).done();
        String project = Access.caller(ctx).project();
        var errors = new FieldErrors();
        String id = ctx.pathParam("id").strip();
        TextRules.label(errors, "id", id, ID_LENGTH);
        Account account = AccountBody.read(Bodies.json(ctx, bodyLimit), project, id, clock.instant(), errors);
        if (!errors.isEmpty()) {
            throw ProblemException.of(Problem.INVALID_BODY, errors.toList());
        }
        boolean existed = questions.account(project, id).isPresent();
        Acknowledged.get(log.put(account));
        awaitReadable(account);
        Json.answer(ctx, existed ? 200 : 201, json -> AccountFields.write(json, account));
    }

    /**
     * Waits until the stores show an account. Their table has no position to wait for, but is small and seldom written,
     * so this looks again and again.
     */
    private void awaitReadable(Account account) {
        long deadline = System.nanoTime() + longestWait.toNanos();
        while (!isReadable(account)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw Problem.POSITION_NOT_REACHED
                        .because(
                                "The account is stored, but not in use yet. It will be; there is no need to send it again.")
                        .retryAfter(Duration.ofSeconds(1));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** Returns whether the stores show this account or a later one: another caller may put it at the same time. */
    private boolean isReadable(Account account) {
        Optional<Instant> shown =
                questions.account(account.getProject(), account.getId()).map(Account::getUpdatedAt);
        return shown.filter(at -> !at.isBefore(account.getUpdatedAt())).isPresent();
    }
}
