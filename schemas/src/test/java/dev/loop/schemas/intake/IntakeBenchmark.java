package dev.loop.schemas.intake;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/** Items a second that one core reads and checks. Run by hand: {@code java … IntakeBenchmark}. */
final class IntakeBenchmark {

    private static final int ITEMS = 200_000;

    public static void main(String[] arguments) throws IOException {
        var intake = new Intake(Clock.systemUTC());
        var origin = new Origin("default", Optional.of("secret"), Optional.empty());
        byte[][] items = new byte[1_000][];
        for (int i = 0; i < items.length; i++) {
            items[i] = ("{\"user\":{\"id\":\"u_" + i
                            + "\"},\"message\":\"The export hangs at ninety per cent, every time"
                            + " that I try it since the new version came out. Please do something about it.\","
                            + "\"sentiment\":\"negative\",\"source\":\"in-app-widget\",\"tag\":\"exports\","
                            + "\"plan\":\"scale\",\"createdAt\":\"2026-06-19T14:02:11Z\",\"externalId\":\"" + i + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
        }
        for (int round = 0; round < 8; round++) {
            // Time on the processor: what else runs on the machine does not count.
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            int accepted = 0;
            for (int i = 0; i < ITEMS; i++) {
                byte[] item = items[i % items.length];
                try (JsonParser parser = Intake.JSON.createParser(item, 0, item.length)) {
                    if (intake.create(parser, origin) instanceof Taken.Accepted) {
                        accepted++;
                    }
                }
            }
            double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began) / 1e9;
            System.out.printf(Locale.ROOT, "%,d accepted, %,.0f items/s of one core%n", accepted, ITEMS / seconds);
        }
    }

    private IntakeBenchmark() {}
}
