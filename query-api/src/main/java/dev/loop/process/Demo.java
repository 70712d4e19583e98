package dev.loop.process;

import dev.loop.api.account.AccountLog;
import dev.loop.api.http.Freshness;
import dev.loop.api.release.ReleaseBook;
import dev.loop.connectors.log.CommandLog;
import dev.loop.connectors.log.Place;
import dev.loop.demo.DemoFeedback;
import dev.loop.demo.DemoOptions;
import dev.loop.demo.DemoPlayer;
import dev.loop.demo.DemoRelease;
import dev.loop.question.Questions;
import dev.loop.schemas.avro.Release;
import dev.loop.topology.question.Position;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code --demo}: sends sample feedback, in the way of all feedback. Sent twice, it changes nothing. */
final class Demo {

    private static final int IN_FLIGHT = 1000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final CommandLog log;
    private final AccountLog accounts;
    private final ReleaseBook releases;
    private final Questions questions;
    private final Clock clock;

    Demo(CommandLog log, AccountLog accounts, ReleaseBook releases, Questions questions, Clock clock) {
        this.log = log;
        this.accounts = accounts;
        this.releases = releases;
        this.questions = questions;
        this.clock = clock;
    }

    /** Sends the samples, and returns their number when the stores show them. */
    long play(String project) {
        DemoFeedback feedback =
                new DemoFeedback(DemoOptions.usual(project, clock.instant().truncatedTo(ChronoUnit.MINUTES)));
        Deque<CompletableFuture<Place>> sent = new ArrayDeque<>();
        Position[] reached = {Position.NONE};
        long items = new DemoPlayer(feedback)
                .play(
                        new DemoPlayer.Sinks(
                                account -> accounts.put(account).join(),
                                release -> record(project, release),
                                command -> {
                                    sent.add(log.append(command));
                                    if (sent.size() > IN_FLIGHT) {
                                        reached[0] = reached[0].and(
                                                Freshness.position(sent.remove().join()));
                                    }
                                }),
                        progress -> {});
        for (CompletableFuture<Place> one : sent) {
            reached[0] = reached[0].and(Freshness.position(one.join()));
        }
        questions.await(reached[0], LONGEST_WAIT);
        return items;
    }

    /** Records a release, unless one exists: a later call would be of a later hour, and its items are known already. */
    private void record(String project, DemoRelease release) {
        if (releases.find(project, release.version()).isEmpty()) {
            releases.put(new Release(
                    project,
                    release.version(),
                    release.title(),
                    null,
                    release.releasedAt(),
                    List.of(),
                    clock.instant()));
        }
    }
}
