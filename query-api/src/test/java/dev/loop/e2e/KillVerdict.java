package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loop.e2e.RecordingReceiver.Received;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The result of some kills.
 *
 * @param accepted ids of items
 * @param received all requests, in the order in which they came
 * @param receivedAtKill how many of them came before the last kill
 * @param outcomes the event of each attempt that Loop knows the outcome of
 * @param secrets that were told to the owner of the endpoint, the newest last
 */
record KillVerdict(
        int kills,
        Set<String> accepted,
        List<Received> received,
        int receivedAtKill,
        List<String> outcomes,
        List<String> secrets) {

    private Map<String, List<Received>> taken() {
        return received.stream()
                .filter(Received::taken)
                .collect(Collectors.groupingBy(Received::eventId, TreeMap::new, Collectors.toList()));
    }

    int events() {
        return taken().size();
    }

    long lost() {
        Set<String> events = taken().keySet();
        return accepted.stream().filter(item -> !events.contains(eventOf(item))).count();
    }

    int twice() {
        return taken().values().stream().mapToInt(list -> list.size() - 1).sum();
    }

    /** Requests that were under way at a kill: no outcome of them is known. */
    int underWay() {
        return received.size() - outcomes.size();
    }

    void check() {
        Map<String, List<Received>> taken = taken();
        assertThat(taken.keySet())
                .as("lost")
                .containsAll(accepted.stream().map(KillVerdict::eventOf).toList());
        Map<String, Long> requests =
                received.stream().collect(Collectors.groupingBy(Received::eventId, Collectors.counting()));
        Map<String, Long> known =
                outcomes.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        taken.forEach((event, list) -> {
            assertThat(list.size() - 1L)
                    .as("repeats of %s, whose other requests have an outcome", event)
                    .isLessThanOrEqualTo(requests.get(event) - known.getOrDefault(event, 0L));
            assertThat(list)
                    .as(event)
                    .extracting(Received::sequence)
                    .containsOnly(list.get(0).sequence());
            assertThat(list.subList(1, list.size()))
                    .as(event)
                    .extracting(Received::delivery)
                    .doesNotContain("first");
        });
        assertThat(taken.values())
                .extracting(list -> list.get(0).sequence())
                .as("sequence")
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, taken.size()).boxed().toList());
        assertThat(received).allSatisfy(one -> assertThat(one.problems(secrets)).isEmpty());
        List<String> newest = secrets.subList(secrets.size() - 1, secrets.size());
        assertThat(received.subList(receivedAtKill, received.size()))
                .as("signed with the secret that was told last")
                .allSatisfy(one -> assertThat(one.problems(newest)).isEmpty());
    }

    private static String eventOf(String item) {
        return "evt_" + item.substring("fb_".length()) + "_1";
    }
}
