package dev.loop.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loop.broker.EmbeddedKafka;
import dev.loop.e2e.LoopClient.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers learn at once that nothing can be written; reading goes on, and writing resumes once it can. */
class OutageTest {

    /** The time from the call to the answer, on a machine that does other things as well. */
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final Duration BROKER_GONE = Duration.ofSeconds(Integer.getInteger("loop.outage.seconds", 4));
    private static final Duration DISK_FULL = Duration.ofSeconds(3);

    private int written;
    private int outages;
    private Duration slowest = Duration.ZERO;

    @TempDir
    private Path directory;

    @Test
    void shouldAnswer503AtOnceAndRecover_whenTheBrokerIsGone() throws Exception {
        EmbeddedKafka kafka = EmbeddedKafka.start(directory.resolve("broker"), 0);
        int port = kafka.port();
        String address = kafka.bootstrapServers();
        try (RunningLoop loop = RunningLoop.up(
                directory.resolve("loop"),
                "--kafka",
                address,
                "--kafka-config",
                kafka.clientFile().toString(),
                "--replication",
                "1",
                "--partitions",
                "4")) {
            LoopClient client = loop.client();
            write(client);
            client.awaitTotal(1);

            kafka.close();
            long until = System.nanoTime() + BROKER_GONE.toNanos();
            while (System.nanoTime() < until) {
                refused(client);
                assertThat(client.total().path("total").asInt()).isEqualTo(written);
                Pace.RATE.restMillis(200);
            }
            assertThat(client.get("/health/ready").status()).isEqualTo(503);
            client.get("/health/live").expect(200);

            kafka = EmbeddedKafka.start(directory.resolve("broker"), port);
            long back = System.nanoTime();
            awaitWriting(client);
            tell("Broker gone for " + BROKER_GONE, back);
            client.awaitTotal(written);
            await().atMost(RECOVERY).until(() -> client.get("/health/ready").status() == 200);
            loop.stop();
        } finally {
            kafka.close();
        }
    }

    @Test
    void shouldAnswer503AtOnceAndRecover_whenTheDiskIsFull() throws Exception {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        assumeTrue(mounted(disk), "SKIPPED: a small disk cannot be mounted here, which takes root on Linux");
        try (RunningLoop loop = RunningLoop.up(disk.resolve("data"), "--min-free-disk", "48MiB")) {
            LoopClient client = loop.client();
            write(client);
            client.awaitTotal(1);

            Path filler = disk.resolve("filler");
            fill(filler, (Files.getFileStore(disk).getUsableSpace() - (40 << 20)));
            await().atMost(RECOVERY).until(() -> client.get("/health/ready").status() == 503);
            refused(client);
            assertThat(client.get("/health/ready").expect(503).text()).contains("MiB");
            assertThat(client.total().path("total").asInt()).isEqualTo(1);
            Files.delete(filler);
            long back = System.nanoTime();
            awaitWriting(client);
            tell("Disk nearly full", back);

            fill(filler, Long.MAX_VALUE);
            long until = System.nanoTime() + DISK_FULL.toNanos();
            while (System.nanoTime() < until) {
                refused(client);
                assertThat(client.total().path("total").asInt()).isEqualTo(written);
                Pace.RATE.restMillis(200);
            }
            Files.delete(filler);
            back = System.nanoTime();
            awaitWriting(client);
            tell("Disk wholly full", back);
            client.awaitTotal(written);
            assertThat(client.items("")).hasSize(written);
            loop.stop();
        } finally {
            run("umount", disk.toString());
        }
    }

    private void write(LoopClient client) {
        client.post("/v1/feedback", LoopClient.item("m", "neutral", Map.of())).expect(201);
        written++;
    }

    private void refused(LoopClient client) {
        // Named, so that one whose outcome is not known can be resolved by sending it again.
        Answer answer = client.post("/v1/feedback", item("doubtful-" + outages));
        slowest = answer.took().compareTo(slowest) > 0 ? answer.took() : slowest;
        assertThat(answer.took()).isLessThan(AT_ONCE);
        answer.expect(503);
        assertThat(answer.problem()).isIn("log-unavailable", "outcome-unknown");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 30);
    }

    private static String item(String externalId) {
        return LoopClient.item("m", "neutral", Map.of("externalId", externalId));
    }

    private void awaitWriting(LoopClient client) {
        String doubtful = item("doubtful-" + outages++);
        await().atMost(RECOVERY)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> client.post("/v1/feedback", doubtful).status() / 100 == 2);
        // However often it was sent, and whatever became of it then, it is one item now.
        written++;
        client.awaitTotal(written);
    }

    private void tell(String what, long since) {
        System.out.printf(
                "%s: slowest refusal %d ms; written and counted again after %d ms%n",
                what,
                slowest.toMillis(),
                Duration.ofNanos(System.nanoTime() - since).toMillis());
        slowest = Duration.ZERO;
    }

    private static boolean mounted(Path disk) throws Exception {
        boolean mounted = System.getProperty("os.name").equals("Linux")
                && run("mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", disk.toString()) == 0;
        if (!mounted) {
            System.err.println("SKIPPED: a small disk cannot be mounted here, which takes root on Linux");
        }
        return mounted;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** Stops where the disk does. */
    private static void fill(Path file, long bytes) {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = bytes; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(block.length, left));
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
