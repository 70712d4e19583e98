package dev.loop.question.cluster;

import dev.loop.question.Allowance;
import dev.loop.question.Ask;
import dev.loop.question.AskKind;
import dev.loop.question.GroupMemory;
import dev.loop.question.Questions.Limits;
import dev.loop.question.Requester;
import dev.loop.question.Terms;
import dev.loop.question.message.PeerReader;
import dev.loop.question.message.PeerWriter;
import dev.loop.question.message.UnreadableMessageException;
import dev.loop.topology.question.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The question of one instance to another: to which partitions, and on what terms.
 *
 * @param asks all of one kind
 */
record PeerQuestion(Map<Integer, Ask<?>> asks, Terms terms) {

    /** The version of all messages; another one is not read. */
    static final int VERSION = 2;

    byte[] toBytes() {
        var out = new PeerWriter();
        out.small(VERSION);
        Limits left = terms.allowance().left();
        out.number(left.items());
        out.count(left.cells());
        out.number(left.time().toMillis());
        out.number(terms.remainingWait().toMillis());
        // Most partitions are asked the same, so that each ask is written once.
        Map<Ask<?>, Integer> numbers = new HashMap<>();
        List<Ask<?>> different = new ArrayList<>();
        asks.values()
                .forEach(ask -> numbers.computeIfAbsent(ask, one -> {
                    different.add(one);
                    return different.size() - 1;
                }));
        out.all(different, ask -> AskKind.write(ask, out));
        out.map(asks, (partition, ask) -> {
            out.count(partition);
            out.count(Objects.requireNonNull(numbers.get(ask)));
            out.number(terms.atLeast().offsets().getOrDefault(partition, -1L));
        });
        return out.toBytes();
    }

    static PeerQuestion read(byte[] message, GroupMemory groups, Requester caller) {
        var in = new PeerReader(message);
        if (in.small() != VERSION) {
            throw new UnreadableMessageException("It is of another version");
        }
        var limits = new Limits(in.number(), in.plain(), Duration.ofMillis(in.number()));
        Duration wait = Duration.ofMillis(in.number());
        List<Ask<?>> different = in.all(() -> AskKind.read(in));
        Map<Integer, Ask<?>> asks = new TreeMap<>();
        var atLeast = new TreeMap<Integer, Long>();
        for (int count = in.count(); count > 0; count--) {
            int partition = in.plain();
            int number = in.plain();
            if (number < 0 || number >= different.size()) {
                throw new UnreadableMessageException("It asks for something that it does not name");
            }
            asks.put(partition, different.get(number));
            long offset = in.number();
            if (offset >= 0) {
                atLeast.put(partition, offset);
            }
        }
        return new PeerQuestion(
                asks, new Terms(new Position(atLeast), wait, true, new Allowance(limits, groups, caller)));
    }
}
