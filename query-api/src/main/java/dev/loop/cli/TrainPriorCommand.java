package dev.loop.cli;

import dev.loop.connectors.analyst.EncoderProcess;
import dev.loop.connectors.analyst.EncoderProgram;
import dev.loop.connectors.analyst.LexiconNumbers;
import dev.loop.connectors.analyst.PriorTraining;
import dev.loop.connectors.analyst.PriorTraining.Outcome;
import dev.loop.connectors.analyst.RatedSets;
import dev.loop.connectors.analyst.RatedSets.Rated;
import dev.loop.process.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code loop train-prior}: makes the weights that Loop comes with. */
@Command(
        name = "train-prior",
        description = {
            "Trains the weights that the analyst starts from, and says how right they are.",
            "",
            "The texts are the four sets that people rated beside VADER: unpack"
                    + " additional_resources/hutto_ICWSM_2014.tar.gz of github.com/cjhutto/vaderSentiment. One text in"
                    + " five is for measuring only."
        },
        footer = {"", "  loop train-prior hutto_ICWSM_2014 --to open-2.weights"})
final class TrainPriorCommand implements Callable<Integer> {

    private static final int TOLD_EVERY = 1_000;
    private static final long LONGEST_START_SECONDS = 180;

    @Parameters(paramLabel = "DIR", description = "Directory with the files …_GroundTruth.txt.")
    private @Nullable Path directory;

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "Write the weights to this file (default: measure only).")
    private @Nullable Path to;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Rated> texts;
        try {
            texts = RatedSets.read(Objects.requireNonNull(directory));
        } catch (IOException e) {
            throw new StartException("The texts in " + directory + " cannot be read: " + e.getMessage(), e);
        }
        Path files = Files.createTempDirectory("loop-encoder");
        try (EncoderProcess encoder = EncoderProcess.start(EncoderProgram.ofSystem(), List.of("en"), files, () -> {})) {
            for (long waited = 0; !encoder.ready(); waited++) {
                if (waited > LONGEST_START_SECONDS) {
                    throw new StartException("The encoder does not start; its log is in " + files);
                }
                Thread.sleep(1_000);
            }
            Outcome outcome = PriorTraining.train(texts, encoder, new LexiconNumbers(), "trained", read -> {
                if (read % TOLD_EVERY == 0) {
                    out.println(read + " of " + texts.size() + " texts read");
                }
            });
            tell(outcome, out);
            if (to != null) {
                try (OutputStream file = Files.newOutputStream(to)) {
                    outcome.model().write(file);
                }
                out.println("Written to " + to);
            }
        } catch (IllegalStateException notThere) {
            throw new StartException(String.valueOf(notThere.getMessage()), notThere);
        }
        return 0;
    }

    private static void tell(Outcome outcome, PrintWriter out) {
        out.printf(
                "Learnt from %d texts. Of %d others, right: %.3f (rules alone: %.3f)%n",
                outcome.learnt(),
                outcome.held(),
                outcome.right() / (double) outcome.held(),
                outcome.rightByRules() / (double) outcome.held());
        out.printf(
                "More than 90 %% sure of %d of them; of these right: %.3f%n",
                outcome.sure(), outcome.rightWhenSure() / (double) Math.max(1, outcome.sure()));
    }
}
