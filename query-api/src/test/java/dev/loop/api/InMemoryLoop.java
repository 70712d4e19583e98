package dev.loop.api;

import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.question.AsOf;
import dev.loop.question.Questions;
import dev.loop.question.ReadOptions;
import dev.loop.schemas.avro.Account;
import dev.loop.schemas.avro.Create;
import dev.loop.schemas.avro.Feedback;
import dev.loop.schemas.avro.FeedbackCommand;
import dev.loop.schemas.intake.FeedbackRules;
import dev.loop.schemas.intake.ProjectRules;
import dev.loop.topology.ledger.Decision;
import dev.loop.topology.question.CommandOutcome;
import dev.loop.topology.question.Dimension;
import dev.loop.topology.question.Facet;
import dev.loop.topology.question.Facets;
import dev.loop.topology.question.FeedbackFilter;
import dev.loop.topology.question.Position;
import dev.loop.topology.question.SearchHit;
import dev.loop.topology.question.Tally;
import dev.loop.topology.question.TextStatistics;
import dev.loop.topology.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The log, the ledger and the stores on one page: one partition, applied as soon as appended unless held. The ledger's
 * own code decides on each command; {@link LedgerContractTest} holds the rest to the real stores.
 */
final class InMemoryLoop implements Questions, CommandLog {

    final Map<String, Account> accounts = new HashMap<>();
    final List<FeedbackCommand> commands = new ArrayList<>();

    /** For each user, the account that named it last. */
    private final Map<String, String> accountOf = new HashMap<>();

    private final Map<String, Feedback> items = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private final Map<Long, CommandOutcome> outcomes = new HashMap<>();
    private final SortedSet<Integer> missing = new TreeSet<>();
    private int applied;
    private int listed;
    private boolean held;
    private int answersLeft;
    private int mostSpans = Integer.MAX_VALUE;
    private @Nullable RuntimeException appendFailure;
    private @Nullable RuntimeException notReady;

    /** Returns how often a page of items was read. */
    synchronized int listed() {
        return listed;
    }

    /** Stores commands without applying them from now on. */
    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        applyAll();
    }

    /** Refuses questions for more spans from now on. */
    synchronized void allowSpans(int most) {
        mostSpans = most;
    }

    synchronized void failAppends(@Nullable RuntimeException failure) {
        appendFailure = failure;
    }

    synchronized void failQuestions(@Nullable NotReadyException failure) {
        notReady = failure;
        answersLeft = 0;
    }

    synchronized void failQuestionsWith(RuntimeException failure) {
        notReady = failure;
        answersLeft = 0;
    }

    @Override
    public synchronized CompletableFuture<Place> append(FeedbackCommand command) {
        if (appendFailure != null) {
            return CompletableFuture.failedFuture(appendFailure);
        }
        commands.add(command);
        if (!held) {
            applyAll();
        }
        return CompletableFuture.completedFuture(new Place(0, commands.size() - 1));
    }

    @Override
    public synchronized void await(Position position, Duration atMost) {
        check();
        long needed = position.offsets().getOrDefault(0, -1L);
        if (applied <= needed) {
            throw new NotReadyException("The stores are at " + asOf().position() + ".", Duration.ofSeconds(1));
        }
    }

    @Override
    public synchronized Optional<CommandOutcome> outcome(int partition, long offset) {
        return Optional.ofNullable(outcomes.get(offset));
    }

    @Override
    public synchronized Optional<Feedback> item(String project, String id) {
        check();
        return Optional.ofNullable(items.get(id)).filter(i -> i.getProject().equals(project));
    }

    @Override
    public synchronized List<Feedback> items(String project, Collection<String> ids) {
        return ids.stream().flatMap(id -> item(project, id).stream()).toList();
    }

    @Override
    public synchronized Set<String> known(String project, Collection<String> ids) {
        check();
        Set<String> found = new HashSet<>(ids);
        found.retainAll(known);
        return found;
    }

    /** Makes an empty partition unreadable from now on; callers that accept no partial answer get none. */
    synchronized void lose(int partition) {
        missing.add(partition);
    }

    /** Returns these questions, since every applied command is visible at once. */
    @Override
    public synchronized Questions reading(ReadOptions reading) {
        if (!missing.isEmpty() && !reading.partial()) {
            throw new NotReadyException("Partitions " + missing + " cannot be read now", Duration.ofSeconds(1));
        }
        return this;
    }

    @Override
    public Questions atLeast(Position position) {
        return this;
    }

    /** The number of items that are looked at for one page. */
    volatile int listWork = Integer.MAX_VALUE;

    @Override
    public synchronized FeedbackPage list(FeedbackFilter filter, Optional<FeedbackCursor> after, int limit) {
        check();
        listed++;
        List<Feedback> there = items.values().stream()
                .sorted(NEWEST_FIRST)
                .filter(item -> after.map(cursor -> isAfter(item, cursor)).orElse(true))
                .limit(listWork + 1L)
                .toList();
        List<Feedback> found = there.stream()
                .limit(listWork)
                .filter(filter::accepts)
                .limit(limit + 1L)
                .toList();
        if (found.size() <= limit && there.size() > listWork) {
            Feedback last = there.get(listWork - 1);
            return new FeedbackPage(found, Optional.of(new FeedbackCursor(last.getCreatedAt(), last.getId())), asOf());
        }
        if (found.size() <= limit) {
            return new FeedbackPage(found, Optional.empty(), asOf());
        }
        Feedback last = found.get(limit - 1);
        return new FeedbackPage(
                found.subList(0, limit), Optional.of(new FeedbackCursor(last.getCreatedAt(), last.getId())), asOf());
    }

    @Override
    public synchronized List<Feedback> at(FeedbackFilter filter, List<FeedbackCursor> places) {
        check();
        return places.stream()
                .map(place -> items.get(place.id()))
                .filter(Objects::nonNull)
                .filter(filter::accepts)
                .toList();
    }

    /** Ranked by nothing but time. */
    @Override
    public synchronized SearchPage search(FeedbackFilter filter, Order order, Optional<SearchCursor> after, int limit) {
        FeedbackPage page = list(
                filter,
                after.map(cursor -> new FeedbackCursor(
                        Instant.ofEpochMilli(cursor.hit().createdAt()),
                        cursor.hit().id())),
                limit);
        Optional<TextStatistics> statistics = order == Order.NEWEST
                ? Optional.empty()
                : filter.text()
                        .map(text -> new TextStatistics(
                                1, 1, Collections.nCopies(text.rankingWords().size(), 1L)));
        return new SearchPage(
                page.items(),
                page.next()
                        .map(next -> new SearchCursor(
                                new SearchHit(0, next.createdAt().toEpochMilli(), next.id()), statistics)),
                page.asOf());
    }

    /** No item has a meaning here. */
    @Override
    public synchronized AlikePage alike(
            FeedbackFilter filter, Meaning meaning, Optional<SearchHit> after, int limit, boolean counted) {
        check();
        long unread = items.values().stream().filter(filter::accepts).count();
        return new AlikePage(
                List.of(), Optional.empty(), unread, counted ? Optional.of(Facets.empty()) : Optional.empty(), asOf());
    }

    @Override
    public synchronized FacetTable facets(FeedbackFilter filter) {
        check();
        Facets facets = Facets.empty();
        items.values().stream().filter(filter::accepts).forEach(item -> {
            for (Dimension dimension : Dimension.values()) {
                String name = dimension.of(item);
                facets.add(dimension, name == null ? "" : name, 1);
            }
            count(facets.outcomes(), item);
        });
        return new FacetTable(facets, asOf());
    }

    @Override
    public synchronized SentimentTable sentiment(FeedbackFilter filter, List<? extends Facet> groupBy) {
        check();
        Span all = span(filter, groupBy);
        return new SentimentTable(all.rows(), all.total(), asOf());
    }

    @Override
    public synchronized SentimentSpans spans(FeedbackFilter filter, List<? extends Facet> groupBy, long[] bounds) {
        check();
        if (bounds.length - 1 > mostSpans) {
            throw new TooMuchException("Too many spans.");
        }
        var spans = new ArrayList<Span>();
        for (int i = 0; i + 1 < bounds.length; i++) {
            long from = bounds[i];
            long to = bounds[i + 1];
            spans.add(span(
                    items.values().stream()
                            .filter(filter::accepts)
                            .filter(item -> item.getCreatedAt().toEpochMilli() >= from
                                    && item.getCreatedAt().toEpochMilli() < to)
                            .toList(),
                    groupBy));
        }
        return new SentimentSpans(spans, asOf());
    }

    @Override
    public synchronized Optional<Extent> extent(String project) {
        check();
        List<Instant> times = items.values().stream()
                .filter(item -> item.getProject().equals(project))
                .map(Feedback::getCreatedAt)
                .sorted()
                .toList();
        return times.isEmpty() ? Optional.empty() : Optional.of(new Extent(times.get(0), times.get(times.size() - 1)));
    }

    private Span span(FeedbackFilter filter, List<? extends Facet> groupBy) {
        return span(items.values().stream().filter(filter::accepts).toList(), groupBy);
    }

    private static Span span(List<Feedback> found, List<? extends Facet> groupBy) {
        var rows = new LinkedHashMap<List<@Nullable String>, Tally>();
        var total = new Tally();
        for (Feedback item : found) {
            count(rows.computeIfAbsent(group(item, groupBy), g -> new Tally()), item);
            count(total, item);
        }
        return new Span(
                rows.entrySet().stream()
                        .map(e -> new Row(e.getKey(), e.getValue()))
                        .toList(),
                total);
    }

    @Override
    public synchronized Optional<Account> account(String project, String id) {
        return Optional.ofNullable(accounts.get(project + "/" + id));
    }

    @Override
    public synchronized Optional<String> planOf(String project, String user) {
        check();
        return plan(project, user);
    }

    @Override
    public synchronized List<Account> accounts(String project, String after, int limit) {
        return accounts.values().stream()
                .filter(account -> account.getProject().equals(project))
                .filter(account -> account.getId().compareTo(after) > 0)
                .sorted(Comparator.comparing(Account::getId))
                .limit(limit)
                .toList();
    }

    synchronized CompletableFuture<?> put(Account account) {
        if (appendFailure != null) {
            return CompletableFuture.failedFuture(appendFailure);
        }
        String key = account.getProject() + "/" + account.getId();
        accountOf.values().removeIf(key::equals);
        account.getUsers().forEach(user -> accountOf.put(account.getProject() + "/" + user, key));
        accounts.put(key, account);
        return CompletableFuture.completedFuture(null);
    }

    private static final Comparator<Feedback> NEWEST_FIRST =
            Comparator.comparing(Feedback::getCreatedAt).reversed().thenComparing(Feedback::getId);

    private static boolean isAfter(Feedback item, FeedbackCursor cursor) {
        int order = item.getCreatedAt().compareTo(cursor.createdAt());
        return order < 0 || order == 0 && item.getId().compareTo(cursor.id()) > 0;
    }

    private static List<@Nullable String> group(Feedback item, List<? extends Facet> groupBy) {
        var group = new ArrayList<@Nullable String>();
        groupBy.forEach(facet -> group.add(facet.of(item)));
        return group;
    }

    private static void count(Tally tally, Feedback item) {
        long resolution = item.getResolvedAt()
                .map(at -> at.toEpochMilli() - item.getCreatedAt().toEpochMilli())
                .orElse(0L);
        tally.add(Tally.index(item.getSentiment(), item.getStatus()), 1, resolution);
    }

    /** Answers this many further questions, and none from then on. */
    synchronized void failQuestionsAfter(int answers, NotReadyException failure) {
        notReady = failure;
        answersLeft = answers;
    }

    private void check() {
        if (notReady != null && answersLeft-- <= 0) {
            throw notReady;
        }
    }

    private AsOf asOf() {
        return new AsOf(applied == 0 ? Position.NONE : Position.of(0, applied - 1), missing, new TreeMap<>());
    }

    private void applyAll() {
        for (; applied < commands.size(); applied++) {
            outcomes.put((long) applied, apply(commands.get(applied), applied));
        }
    }

    private CommandOutcome apply(FeedbackCommand command, long offset) {
        if (!FeedbackRules.check(command, command.getAt().toEpochMilli()).isEmpty()) {
            return CommandOutcome.REJECTED;
        }
        String id = command.getId();
        Decision decision = Decision.of(command, stored(id), offset, () -> planOfAuthor(command), ProjectRules.SHIPPED);
        if (decision instanceof Decision.Keep keep) {
            known.add(id);
            items.put(id, keep.after());
        } else if (decision instanceof Decision.Forget) {
            items.remove(id);
        } else {
            return ((Decision.Nothing) decision).outcome();
        }
        return CommandOutcome.APPLIED;
    }

    private Stored stored(String id) {
        if (!known.contains(id)) {
            return Stored.ABSENT;
        }
        Feedback item = items.get(id);
        return item == null ? Stored.ERASED : new Stored.Present(item);
    }

    private Optional<String> planOfAuthor(FeedbackCommand command) {
        return plan(command.getProject(), ((Create) command.getBody()).getUserId());
    }

    private Optional<String> plan(String project, String user) {
        return Optional.ofNullable(accountOf.get(project + "/" + user))
                .map(accounts::get)
                .flatMap(Account::getPlan);
    }
}
