package dev.loop.broker;

import java.util.List;
import java.util.stream.Collectors;

/** The existing topics that would lose or misplace data: all of them at once, each with its remedy. */
public final class TopicProblems extends RuntimeException {

    /** @param remedy what the operator can do, as a sentence */
    public record Problem(String topic, String what, String remedy) {

        @Override
        public String toString() {
            return topic + ": " + what + ". " + remedy;
        }
    }

    private final transient List<Problem> problems;

    TopicProblems(List<Problem> problems) {
        super(problems.stream()
                .map(problem -> "  - " + problem)
                .collect(Collectors.joining("\n", "The topics of this cluster cannot be used as they are:\n", "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
